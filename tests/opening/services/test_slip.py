"""The slip, read back as a printer would draw it and as a person would read it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest

from giliran.opening.models import Entry
from giliran.opening.services.slip import short_name, slip_pdf
from tests.factories import openings, world

pytestmark = pytest.mark.django_db

MM = 72 / 25.4
NOW = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)

WORDS = {
    "id": (
        "Kantor Imigrasi Jakarta Selatan", "Nomor pendaftaran", "Untuk kunjungan 30 November 2026", "4 Desember 2026",
        "Jumat, 27 November 2026, 08.00 WIB", "Jumat, 27 November 2026, 14.00 WIB", "(021) 7996334", "NIK •••• 0001",
        "Siti N. P.", "Budi", "diundi", "Senin, 23 November 2026, 09.10 WIB", "belum merupakan tiket",
    ),
    "en": (
        "Kantor Imigrasi Jakarta Selatan", "Entry number", "For a visit from 30 November 2026 to 4 December 2026",
        "Friday, 27 November 2026, 08:00 WIB", "Friday, 27 November 2026, 14:00 WIB", "(021) 7996334",
        "NIK •••• 0001", "Siti N. P.", "Budi", "drawn by lot", "Monday, 23 November 2026, 09:10 WIB",
    ),
}  # fmt: skip


def an_entry(method: str = "turns") -> Entry:
    opening = openings.an_opening(method=method)
    account = world.an_account()
    people = [world.a_person(account, 0, name="Siti Nurhaliza Putri"), world.a_person(account, 1, name="Budi")]
    now = openings.FRIDAY_14 if method == "open" else openings.MONDAY_9
    if method == "open":
        openings.tick(now)
    return openings.an_entry(opening, people, wishes="any" if method == "ballot" else "", now=now)


def read(content: bytes) -> tuple[pypdf.PageObject, str]:
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    return page, " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_says_what_one_needs_to_know_and_no_more(language: str) -> None:
    entry = an_entry()
    page, text = read(slip_pdf(entry, language=language, now=NOW))
    assert [words for words in WORDS[language] if words not in text] == []
    assert entry.public_id in text.replace(" ", "")
    assert f"/openings/{entry.opening_id}/" in text
    assert world.a_nik(0) not in text.replace(" ", "")
    assert "Nurhaliza" not in text
    assert round(float(page.mediabox.width) / MM) == 80


@pytest.mark.parametrize("method", ["ballot", "open"])
def test_every_method_says_how_it_gives_places(method: str) -> None:
    _page, text = read(slip_pdf(an_entry(method), language="en", now=NOW))
    said = {"ballot": "the first of its wishes that still has room", "open": "in the order in which people choose"}
    assert said[method] in text
    assert ("The draw" in text) == (method == "ballot")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Siti", "Siti"),
        ("Siti Rahayu", "Siti R."),
        ("  Ni  Made Ayu ", "Ni M. A."),
        ("", ""),
        ("O'Neil-Ray Sr", "O'Neil-Ray S."),
    ],
)
def test_names_are_shortened(name: str, short: str) -> None:
    assert short_name(name) == short
