from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from giliran.accounts import policy, registries, sentences, services
from giliran.accounts.policy import Reason

PARAMS: dict[str, str | int] = {
    "count": 15,
    "most": 100,
    "code": "31.74.99",
    "level": "district",
    "adult_from": 17,
    "sign": "<",
    "field": "birth_date",
    "nik": "1990-01-05",
    "given": "1991-01-05",
}


def codes_in_use() -> set[str]:
    folders = [Path(inspect.getfile(package)).parent for package in (policy, registries)]
    people = Path(inspect.getfile(services.people)).read_text()
    source = "".join(file.read_text() for folder in folders for file in folder.glob("*.py"))
    named = set(re.findall(r'(?:Reason|Unfit)\(f?"([^"]+)"', source)) | set(re.findall(r'"(phone_\w+)"', source))
    named |= set(re.findall(r'\("(text_\w+)"', source)) | set(re.findall(r'"(\w+_missing)"', source + people))
    for code in [code for code in named if "{kind}" in code]:
        named |= {code.replace("{kind}", kind) for kind in ("nik", "kk")}
    for code in [code for code in named if "{standing}" in code]:
        named |= {code.replace("{standing}", standing) for standing in ("unknown", "retired")}
    return {code for code in named if "{" not in code}


def test_every_reason_has_its_sentence_and_no_sentence_lacks_a_reason() -> None:
    assert codes_in_use() == set(sentences._SENTENCES)


@pytest.mark.parametrize("code", sorted(sentences._SENTENCES))
def test_every_sentence_takes_the_values_of_its_reason(code: str) -> None:
    with override("en"):
        needed = {name: value for name, value in PARAMS.items() if f"%({name})s" in sentences._SENTENCES[code]}
        said = str(sentences.sentence(Reason(code, needed)))
    assert "%" not in said and said.endswith(".")


def test_a_sentence_speaks_the_language_of_the_moment_when_it_is_shown() -> None:
    said = sentences.sentence(Reason("nik_birth_date_differs", {"nik": "1990-01-05", "given": "1991-01-05"}))
    with override("en"):
        english = str(said)
    with override("id"):
        assert "Jumat, 5 Januari 1990" in str(said)
    assert "Friday, 5 January 1990" in english


def test_words_stand_for_codes() -> None:
    with override("en"):
        assert "says female, you entered male" in str(
            sentences.sentence(Reason("nik_sex_differs", {"nik": "F", "given": "M"}))
        )
        assert "date of birth" in str(sentences.sentence(Reason("registry_differs", {"field": "birth_date"})))


def test_every_warning_has_a_note_for_the_officer() -> None:
    warnings = {code for code in sentences._SENTENCES if "_region_" in code or code.endswith("_differs")}
    assert warnings <= set(sentences._NOTES)
    with override("en"):
        assert str(sentences.note("nik_sex_differs")) == "Sex differs from the NIK"
    assert sentences.note("something_new") == "something_new"
