"""Problem documents: one shape, the language of the request, a status that says who must change what."""

from __future__ import annotations

import json

import pytest

from giliran.lane import problems
from giliran.opening import sentences


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("fr,en;q=0.5,id;q=0.1", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("fr", "id"),
        ("*", "id"),
        ("x" * 5000, "id"),
        ("\xff\xfe", "id"),
    ],
)
def test_indonesian_unless_something_else_is_asked_for(header: str, language: str) -> None:
    assert problems.language_of([(b"host", b"x"), (b"accept-language", header.encode("latin-1"))]) == language


@pytest.mark.parametrize("code", problems.FAULTS)
def test_every_fault_is_a_problem_document_in_both_languages(code: str) -> None:
    told = {language: json.loads(bytes(problems.fault(code, language).body)) for language in ("id", "en")}
    assert told["en"]["code"] == code
    assert told["en"]["status"] == problems.FAULTS[code][0]
    assert {"type", "title", "status", "detail", "code"} == set(told["en"])
    assert told["id"]["detail"] != told["en"]["detail"]


@pytest.mark.parametrize(
    ("code", "status"),
    [("full", 409), ("turn_not_reached", 409), ("pass_expired", 401), ("pass_foreign", 401), ("key_reused", 422)],
)
def test_a_refusal_says_who_must_change_what(code: str, status: int) -> None:
    response = problems.refusal(code, sentences.sentence(code), "en", alternatives=[])
    told = json.loads(bytes(response.body))
    assert (response.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["alternatives"] == []
    assert ("www-authenticate" in response.headers) == (status == 401)
