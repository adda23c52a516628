"""How a rule's no looks in a problem document: its status, and what helps further."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from giliran.api import shapes
from giliran.core.errors import Refusal

_STATUS: Mapping[str, int] = {
    "person_invalid": 422,
    "key_reused": 422,
    "nobody_chosen": 422,
    "reason_needed": 422,
    "decision_needs_reason": 422,
    "not_allowed": 403,
    "call_off": 404,
    "call_unsigned": 401,
    "call_stale": 401,
    "call_unreadable": 422,
    "bill_unknown": 404,
    "inbound_off": 404,
    "inbound_unsigned": 401,
    "inbound_unreadable": 422,
}


def status_of_code(code: str) -> int:
    """409, unless what was sent can never be right, or the actor may not do it."""
    return _STATUS.get(code, 409)


def members_of(refusal: Refusal) -> dict[str, Any]:
    """`errors` by field, `people` by position, `alternatives` to a missing seat, who is `held`."""
    return {name: show(refusal.data[key]) for name, key, show in _SHOWN if key in refusal.data}


def _errors(fields: Mapping[str, list[Any]]) -> list[dict[str, str]]:
    return [
        {"field": field, "in": "body", "detail": str(sentence)}
        for field, sentences in fields.items()
        for sentence in sentences
    ]


def _held(held: list[Any]) -> list[dict[str, Any]]:
    return [shapes.HeldOut.of(one).model_dump() for one in held]


def _alternatives(alternatives: list[Any]) -> list[dict[str, Any]]:
    return [shapes.AlternativeOut.of(one).model_dump() for one in alternatives]


_SHOWN: tuple[tuple[str, str, Callable[[Any], list[Any]]], ...] = (
    ("errors", "fields", _errors),
    ("people", "people", list),
    ("alternatives", "alternatives", _alternatives),
    ("held", "held", _held),
)
