from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from giliran.onsite.policy import speech

CALLS = json.loads((Path(__file__).parents[2] / "vectors" / "spoken" / "calls.json").read_text())


@pytest.mark.parametrize("call", CALLS, ids=lambda call: ", ".join(call["labels"]))
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_call_in_clips(call: dict[str, Any], language: str) -> None:
    assert speech.announcement(call["labels"], call["counter"], language) == call[language]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_and_letter_has_its_clips(language: str) -> None:
    known = {*speech.clip_names(), speech.PAUSE}
    said = {clip for number in range(10_000) for clip in speech.number_clips(number, language)}
    said |= {
        clip for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for clip in speech.announcement([f"{one}-001"] * 2, 1, language)
    }
    assert known - said == set()
    assert said - known == set()


def test_numbers_are_told_apart() -> None:
    for language in ("id", "en"):
        assert len({tuple(speech.number_clips(number, language)) for number in range(10_000)}) == 10_000
