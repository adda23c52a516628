"""The document of an office: one read a second, the same bytes for all, the last one when the database is gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError

from giliran.lane import documents
from giliran.lane.documents import Document, Documents, Unread

PATH = "/rush/offices/jakarta-selatan/state.json"


def window(slot: int, left: int, reason: str | None = None) -> dict[str, Any]:
    return {"slot": slot, "left": left, "reason": reason}


class Office:
    """Counts how often it is read; may be gone, slow, or not exist any more."""

    def __init__(self) -> None:
        self.reads = 0
        self.is_gone = False
        self.exists = True
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, code: str, now: datetime) -> dict[str, Any] | None:
        self.reads += 1
        self.go_on.wait(20)
        if self.is_gone:
            raise OperationalError("gone")
        days = [{"date": "2026-11-30", "windows": [window(1, 0), window(2, 3), window(3, 9, "closed"), window(4, 5)]}]
        return {"office": code, "now": str(self.reads), "opening": None, "days": days} if self.exists else None


@pytest.fixture(autouse=True)
def _offices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_codes", lambda: frozenset({"jakarta-selatan", "bogor"}))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until it is set."""
    moment = [100.0]
    monkeypatch.setattr(documents, "monotonic", lambda: moment[0])
    return moment


def play(office: Office, story: Callable[[Documents], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        with ThreadPoolExecutor(2) as executor:
            await story(Documents(executor, office))

    asyncio.run(whole())


async def settled(found: Documents) -> None:
    """Whatever is being read has been read."""
    while found._reading:
        await asyncio.sleep(0.001)


def test_a_thousand_people_cost_one_read(clock: list[float]) -> None:
    office = Office()

    async def story(found: Documents) -> None:
        asked = await asyncio.gather(*[found.current("jakarta-selatan") for _ in range(1000)])
        assert {one.body for one in asked if one} == {
            b'{"office":"jakarta-selatan","now":"1","opening":null,"days":[{"date":"2026-11-30","windows":['
            b'{"slot":1,"left":0,"reason":null},{"slot":2,"left":3,"reason":null},'
            b'{"slot":3,"left":9,"reason":"closed"},{"slot":4,"left":5,"reason":null}]}]}'
        }
        clock[0] += 0.9
        assert found.at_hand(PATH) is asked[0]
        await settled(found)

    play(office, story)
    assert office.reads == 1


def test_after_a_second_the_last_one_is_given_while_it_is_read_anew(clock: list[float]) -> None:
    office = Office()

    async def story(found: Documents) -> None:
        first = await found.current("jakarta-selatan")
        clock[0] += 1.1
        assert [found.at_hand(PATH) for _ in range(50)] == [first] * 50
        await settled(found)
        second = found.at_hand(PATH)
        assert second is not None and second.content["now"] == "2"

    play(office, story)
    assert office.reads == 2


def test_one_that_nobody_asked_for_in_a_while_is_waited_for(clock: list[float]) -> None:
    office = Office()

    async def story(found: Documents) -> None:
        await found.current("jakarta-selatan")
        clock[0] += 60
        assert found.at_hand(PATH) is None
        again = await found.current("jakarta-selatan")
        assert again is not None and again.content["now"] == "2"

    play(office, story)
    assert office.reads == 2


def test_when_the_database_is_gone_the_last_one_stands_with_its_own_moment(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office()
    monkeypatch.setattr(documents, "FRESH_SECONDS", 0.0)

    async def story(found: Documents) -> None:
        first = await found.current("jakarta-selatan")
        office.is_gone = True
        clock[0] += 60
        assert await found.current("jakarta-selatan") is first
        clock[0] += 3600
        assert found.at_hand(PATH) is first
        await settled(found)
        office.is_gone = False
        clock[0] += 5
        assert found.at_hand(PATH) is first
        await settled(found)
        back = found.at_hand(PATH)
        assert back is not None and back.content["now"] == str(office.reads)

    play(office, story)


def test_a_slow_database_does_not_hold_up_who_has_seen_one(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    monkeypatch.setattr(documents, "PATIENCE", 0.01)

    async def story(found: Documents) -> None:
        first = await found.current("jakarta-selatan")
        office.go_on.clear()
        clock[0] += 60
        assert await found.current("jakarta-selatan") is first
        office.go_on.set()
        await settled(found)

    play(office, story)


def test_with_nothing_read_and_no_database_it_says_so() -> None:
    office = Office()
    office.is_gone = True

    async def story(found: Documents) -> None:
        with pytest.raises(Unread):
            await found.current("jakarta-selatan")

    play(office, story)


def test_codes_that_nobody_has_cost_no_read(monkeypatch: pytest.MonkeyPatch) -> None:
    office, asked = Office(), []

    def codes() -> frozenset[str]:
        asked.append(1)
        return frozenset({"bogor"})

    monkeypatch.setattr(documents, "_codes", codes)

    async def story(found: Documents) -> None:
        many = await asyncio.gather(*[found.current(f"made-up-{n}") for n in range(100)], found.current("bogor"))
        assert many[:100] == [None] * 100
        assert many[100] is not None

    play(office, story)
    assert (office.reads, len(asked)) == (1, 1)


def test_without_a_database_an_unknown_code_is_not_said_not_to_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def codes() -> frozenset[str]:
        raise OperationalError("gone")

    monkeypatch.setattr(documents, "_codes", codes)

    async def story(found: Documents) -> None:
        with pytest.raises(Unread):
            await found.current("jakarta-selatan")

    play(Office(), story)


def test_an_office_that_has_gone_is_not_shown_any_more(clock: list[float]) -> None:
    office = Office()

    async def story(found: Documents) -> None:
        await found.current("bogor")
        office.exists = False
        clock[0] += 60
        assert await found.current("bogor") is None

    play(office, story)


def test_the_nearest_windows_that_hold_the_party_stand_beside_a_refusal(clock: list[float]) -> None:
    async def story(found: Documents) -> None:
        await found.current("bogor")
        shown = found.holding(1)
        assert shown is not None
        assert [one["slot"] for one in shown.alternatives(1, 1)] == [2, 4]
        assert [one["slot"] for one in shown.alternatives(1, 4)] == [4]
        assert shown.alternatives(1, 4)[0] == {"date": "2026-11-30", **window(4, 5)}
        assert [one["slot"] for one in shown.alternatives(4, 3)] == [2]
        assert found.holding(99) is None

    play(Office(), story)


def test_the_tag_changes_with_the_bytes_and_with_nothing_else() -> None:
    content = {"office": "bogor", "now": "1", "days": []}
    same, other = Document(dict(content), 5), Document({**content, "now": "2"}, 0)
    assert Document(content, 0).etag == same.etag != other.etag
