"""The chain as plain values: what it binds, and what it notices."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.audit import policy

MOMENT = datetime(2026, 11, 22, 7, tzinfo=UTC)


def digest_of(before: bytes, text: str) -> bytes:
    return hashlib.sha256(before + text.encode()).digest()


def facts(number: int, **changes: Any) -> policy.Facts:
    plain = policy.Facts(number, MOMENT, "booking.made", 7, "Siti", "web", "booking:A", None, {"b": 1, "a": [2]})
    return plain._replace(**changes)


def links(count: int) -> list[policy.Link]:
    return list(policy.chain((facts(number) for number in range(1, count + 1)), 0, policy.START, digest_of))


def test_an_untouched_chain_has_no_problems() -> None:
    assert list(policy.problems_of(links(5), digest_of)) == []


def test_a_chain_goes_on_where_it_ended() -> None:
    first = links(2)
    rest = list(policy.chain([facts(3)], first[-1].number, first[-1].digest, digest_of))
    assert [*first, *rest] == links(3)


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"b": 2, "a": [2]}},
        {"at": MOMENT + timedelta(microseconds=1)},
        {"actor_id": None},
        {"actor_label": "Budi"},
        {"office_id": 1},
        {"event": "booking.cancelled"},
        {"door": "desk"},
        {"about": "booking:B"},
    ],
)
def test_a_changed_event_is_named_once(changes: dict[str, Any]) -> None:
    chain = links(4)
    chain[1] = chain[1]._replace(facts=facts(2, **changes))
    assert list(policy.problems_of(chain, digest_of)) == ["seal 2: event 2 was changed"]


def test_a_missing_event_is_named() -> None:
    chain = links(4)
    chain[2] = chain[2]._replace(facts=None)
    assert list(policy.problems_of(chain, digest_of)) == ["seal 3: event 3 is missing"]


def test_a_gap_is_named_wherever_it_is() -> None:
    chain = links(6)
    assert list(policy.problems_of(chain[2:4] + chain[5:], digest_of)) == [
        "gap: seals 1 to 2 are missing",
        "gap: seals 5 to 5 are missing",
    ]


@given(st.integers(0, 5), st.integers(0, 5))
def test_any_two_events_exchanged_are_noticed(left: int, right: int) -> None:
    chain = links(6)
    moved = list(chain)
    moved[left] = chain[left]._replace(facts=chain[right].facts)
    moved[right] = chain[right]._replace(facts=chain[left].facts)
    assert (list(policy.problems_of(moved, digest_of)) == []) == (left == right)


def test_the_text_does_not_depend_on_the_zone_or_the_order_of_keys() -> None:
    jakarta = MOMENT.astimezone(timezone(timedelta(hours=7)))
    assert policy.canonical(facts(1, at=jakarta, data={"a": [2], "b": 1})) == policy.canonical(facts(1))
