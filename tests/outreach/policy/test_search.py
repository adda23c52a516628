"""The right answer by the words people use, on the answers that are shipped."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from giliran import data
from giliran.outreach.policy import markdown
from giliran.outreach.policy.search import Entry, distance, search
from giliran.outreach.policy.stems import stem

ASKED = list(csv.DictReader((Path(__file__).parents[1] / "asked.csv").read_text(encoding="utf-8").splitlines()))
BAR = 0.9


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return tuple(
        Entry(
            one["name"],
            f"{one['title']['id']} {one['title']['en']}",
            one["words"],
            f"{markdown.plain(one['body']['id'])} {markdown.plain(one['body']['en'])}",
        )
        for one in data.written("faq")["question"]
    )


def test_the_right_answer_is_among_the_first_three(entries: tuple[Entry, ...]) -> None:
    """95 questions in people's own words, typing errors included."""
    assert len(ASKED) >= 60 and {one["answer"] for one in ASKED} <= {one.name for one in entries}
    missed = [one["asked"] for one in ASKED if one["answer"] not in search(one["asked"], entries)[:3]]
    assert len(missed) <= (1 - BAR) * len(ASKED), missed


@pytest.mark.parametrize("asked", ["", "?!", "zzzz", "xkcdqwrt blorfl", "\N{GRINNING FACE}", "%' OR 1=1 --"])
def test_nonsense_finds_nothing(entries: tuple[Entry, ...], asked: str) -> None:
    assert search(asked, entries) == []


def test_a_long_question_is_read_to_a_measure(entries: tuple[Entry, ...]) -> None:
    assert search("biaya paspor " * 5000, entries)[0] == "cost"


@pytest.mark.parametrize(
    "same",
    [
        ("perpanjangan", "memperpanjang", "diperpanjang", "panjang", "renewal"),
        ("pembayaran", "membayar", "dibayar", "bayarnya", "bayarlah", "payment"),
        ("pengambilan", "mengambil", "diambil", "diambilin", "ambil"),
        ("kehilangan", "hilang", "ilang", "lost"),
        ("membatalkan", "dibatalkan", "batalin", "batal", "cancel"),
        ("menyimpan", "disimpan", "simpan"),
        ("memesan", "dipesan", "pesan"),
        ("menunggu", "ditunggu", "tunggu"),
    ],
)
def test_words_that_are_one_are_one(same: tuple[str, ...]) -> None:
    assert len({stem(word) for word in same}) == 1, {word: stem(word) for word in same}


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("paspor", "paspor", 0), ("paspor", "papsor", 1), ("tanggal", "tangal", 1), ("", "ab", 2)],
)
def test_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 3) == errors
