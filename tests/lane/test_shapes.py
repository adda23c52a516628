"""A wrong booking is told by its field."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from giliran.lane import shapes

PERSON = {"applicant": 7, "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}
WHOLE: dict[str, Any] = {"slot": 3, "people": [PERSON], "key": "a-key"}


def body(**changes: Any) -> bytes:
    return json.dumps({name: value for name, value in {**WHOLE, **changes}.items() if value is not ...}).encode()


def test_a_whole_booking_is_read() -> None:
    found = shapes.read_booking(body())
    assert (found.slot, found.key) == (3, "a-key")
    assert found.people == [shapes.PersonIn(7, "new", "holiday", "PB_E_10")]


def test_a_booklet_may_be_left_out() -> None:
    person = {name: value for name, value in PERSON.items() if name != "booklet"}
    assert shapes.read_booking(body(people=[person])).people[0].booklet == ""


@pytest.mark.parametrize(
    ("changes", "field", "kind"),
    [
        ({"slot": ...}, "slot", "missing"),
        ({"slot": "3"}, "slot", "unfit"),
        ({"slot": 0}, "slot", "unfit"),
        ({"slot": 2**60}, "slot", "unfit"),
        ({"slot": True}, "slot", "unfit"),
        ({"key": ""}, "key", "unfit"),
        ({"key": "k" * 65}, "key", "unfit"),
        ({"key": "a b"}, "key", "unfit"),
        ({"people": {}}, "people", "unfit"),
        ({"people": [PERSON] * 21}, "people", "unfit"),
        ({"people": [PERSON, {**PERSON, "applicant": None}]}, "people.1.applicant", "unfit"),
        ({"people": [PERSON, {"applicant": 7, "service": "new"}]}, "people.1.purpose", "missing"),
        ({"people": [{**PERSON, "service": "n\x00"}]}, "people.0.service", "unfit"),
        ({"people": [{**PERSON, "name": "Siti"}]}, "people.0.name", "unknown"),
        ({"seat": 1}, "seat", "unknown"),
    ],
)
def test_the_wrong_field_is_named(changes: dict[str, Any], field: str, kind: str) -> None:
    with pytest.raises(shapes.Wrong) as wrong:
        shapes.read_booking(body(**changes))
    assert (wrong.value.field, wrong.value.kind) == (field, kind)


def test_what_is_no_object_is_wrong_as_a_whole() -> None:
    with pytest.raises(shapes.Wrong) as wrong:
        shapes.read_booking(b"[]")
    assert wrong.value.field == ""


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"nonsense"])
def test_what_is_no_json_is_told_as_such(text: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        shapes.read_booking(text)


def test_the_reason_is_in_the_language_asked_for() -> None:
    wrong = shapes.Wrong("slot", "missing")
    assert wrong.members("en") == [{"field": "slot", "in": "body", "detail": "This is required."}]
    assert wrong.members("id")[0]["detail"] != "This is required."
