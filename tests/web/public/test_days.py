"""The words of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from giliran.offices.policy import DayOff
from giliran.slots.policy import Day, SlotFacts
from giliran.web.seats import days

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
FRIDAY_14 = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
LATER_FRIDAY = datetime(2026, 12, 4, 7, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
JAKARTA = "Asia/Jakarta"


def look(people: int = 1, selected: date | None = None) -> days.Look:
    return days.Look(people, JAKARTA, NOW, lambda day: f"?day={day}", selected)


def facts(*, capacity: int = 20, taken: int = 0, state: str = "released", reserved_for: str = "") -> SlotFacts:
    zone = ZoneInfo(JAKARTA)
    starts, ends = (datetime.combine(TUESDAY, time(hour), zone) for hour in (8, 12))
    return SlotFacts(1, TUESDAY, 1, "Pagi", "Morning", starts, ends, capacity, taken, state, FRIDAY_14, reserved_for)


@pytest.mark.parametrize(
    ("day", "people", "words"),
    [
        (Day(TUESDAY, "free", seats=12, left=8), 1, ("free", "12 left", True)),
        (Day(TUESDAY, "full"), 1, ("full", "Full", True)),
        (Day(TUESDAY, "full", seats=2, left=1), 3, ("full", "2 left - too few together for 3", True)),
        (Day(TUESDAY, "holiday", off=DayOff("holiday", "Hari Guru", "Teachers' Day")), 1,
         ("holiday", "Holiday: Teachers' Day", False)),
        (Day(TUESDAY, "closed", off=DayOff("closure", "Banjir", "Banjir")), 1, ("closed", "Closed: Banjir", False)),
        (Day(TUESDAY, "weekend", off=DayOff("weekday")), 1, ("closed", "Closed", False)),
        (Day(TUESDAY, "unplanned"), 1, ("closed", "Not planned yet", False)),
        (Day(TUESDAY, "not_open", opens_at=FRIDAY_14), 1, ("not_open", "Not open yet - Friday 14:00 WIB", False)),
        (Day(TUESDAY, "not_open", opens_at=LATER_FRIDAY), 1,
         ("not_open", "Not open yet - Friday, 4 December, 14:00 WIB", False)),
        (Day(TUESDAY, "in_opening"), 1, ("in_opening", "Given in the opening", False)),
        (Day(date(2026, 11, 22), "past"), 1, ("closed", "Over for today", False)),
        (Day(date(2026, 11, 21), "past"), 1, ("past", "", False)),
    ],
)  # fmt: skip
def test_each_kind_of_day_says_why(day: Day, people: int, words: tuple[str, str, bool]) -> None:
    with translation.override("en"):
        cell = days.cell(day, look(people))
    assert (cell.kind, cell.text, cell.url is not None) == words


@pytest.mark.parametrize(
    ("kind", "address"),
    [("in_opening", "/openings/7/"), ("not_open", "/openings/7/"), ("free", "?day=2026-11-24"), ("holiday", None)],
)
def test_a_day_whose_seats_an_opening_gives_leads_to_it(kind: str, address: str | None) -> None:
    looking = days.Look(1, JAKARTA, NOW, lambda day: f"?day={day}", openings={TUESDAY: "/openings/7/"})
    assert days.cell(Day(TUESDAY, kind, opens_at=FRIDAY_14), looking).url == address


@pytest.mark.parametrize(
    ("slot", "people", "words"),
    [
        (facts(), 1, ("20 left", True)),
        (facts(taken=20), 1, ("Full", False)),
        (facts(taken=18), 3, ("2 left - too few for 3", False)),
        (facts(state="closed"), 1, ("Closed", False)),
        (facts(state="draft"), 1, ("Not open yet - Friday 14:00 WIB", False)),
        (facts(reserved_for="class-0"), 1, ("Given in the opening", False)),
    ],
)
def test_each_window_says_why(slot: SlotFacts, people: int, words: tuple[str, bool]) -> None:
    with translation.override("en"):
        assert days.window_words(slot, people, NOW, JAKARTA) == words


def test_months_are_drawn_in_whole_weeks() -> None:
    found = [Day(date(2026, 11, 29), "free", seats=1), Day(date(2026, 12, 1), "full")]
    with translation.override("en"):
        [november, december] = days.months(found, look(selected=date(2026, 12, 1)))
    assert (november.title, december.title) == ("November 2026", "December 2026")
    assert [cell.kind for cell in november.weeks[0]] == ["outside"] * 6 + ["free"]
    assert [cell.kind for cell in december.weeks[0]] == ["outside", "full"] + ["outside"] * 5
    assert [cell.selected for cell in december.weeks[0]].index(True) == 1
