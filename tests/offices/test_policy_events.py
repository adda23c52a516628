"""Who may ask for a mobile event, and what an office may make of it (EZ01-EZ05, WE01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from giliran.offices import policy
from giliran.offices.policy import EventPlan, WindowWish
from tests.factories.events import ASK, PDF, PLAN, SATURDAY

TODAY = date(2026, 11, 22)


def codes(faults: list[policy.Fault]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in faults]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"people": 30}, []),
        ({"people": 29}, [("event_too_few", "people")]),
        ({"people": 5001}, [("event_too_many", "people")]),
        ({"first_date": TODAY, "last_date": TODAY}, [("event_too_soon", "first_date")]),
        ({"last_date": SATURDAY - timedelta(days=1)}, [("event_ends_before", "last_date")]),
        ({"last_date": SATURDAY + timedelta(days=30)}, []),
        ({"last_date": SATURDAY + timedelta(days=31)}, [("event_too_long", "last_date")]),
        ({"first_date": date(2028, 1, 1), "last_date": date(2028, 1, 1)}, [("date_too_far", "last_date")]),
    ],
)
def test_what_may_be_asked_for(changes: dict[str, object], found: list[tuple[str, str]]) -> None:
    ask = replace(ASK, **changes)  # type: ignore[arg-type]
    assert codes(policy.faults_of_ask(ask, least_people=30, today=TODAY)) == found


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (PDF, "application/pdf", []),
        (b"\xff\xd8\xff\xe0 and more", "image/jpeg", []),
        (b"\x89PNG\r\n\x1a\n and more", "image/png", []),
        (b"", "", [("letter_missing", "letter")]),
        (b"MZ\x90 a program called surat.pdf", "", [("letter_unreadable", "letter")]),
        (b"<html>%PDF-</html>", "", [("letter_unreadable", "letter")]),
        (PDF + bytes(policy.MOST_LETTER_BYTES), "application/pdf", [("letter_too_big", "letter")]),
    ],
)
def test_a_letter_is_known_by_its_content(content: bytes, kind: str, found: list[tuple[str, str]]) -> None:
    assert policy.type_of_letter(content) == kind
    assert codes(policy.faults_of_letter(content)) == found


WEEKENDS = replace(PLAN, last_date=SATURDAY + timedelta(days=8), weekdays=frozenset({5, 6}))


def test_an_event_has_the_chosen_weekdays_between_its_dates_but_no_holidays() -> None:
    days = [SATURDAY, date(2026, 12, 6), date(2026, 12, 12), date(2026, 12, 13)]
    assert WEEKENDS.days() == days
    assert WEEKENDS.days({date(2026, 12, 6)}) == [days[0], *days[2:]]


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        (PLAN, []),
        (WEEKENDS, []),
        (replace(PLAN, weekdays=frozenset({0})), [("event_without_days", "weekdays")]),
        (replace(PLAN, windows=()), [("event_without_windows", "starts_1")]),
        (replace(PLAN, windows=(WindowWish(time(9), time(9), 20),)), [("end_before_start", "ends_1")]),
        (replace(PLAN, windows=(WindowWish(time(9), time(10), 0),)), [("event_seats", "seats_1")]),
        (replace(PLAN, windows=(WindowWish(time(9), time(10), 501),)), [("event_seats", "seats_1")]),
        (
            replace(PLAN, windows=(WindowWish(time(9), time(12), 5), WindowWish(time(11), time(13), 5))),
            [("event_windows_overlap", "starts_2")],
        ),
        (
            replace(PLAN, windows=(WindowWish(time(9), time(12), 5), WindowWish(time(12), time(13), 5))),
            [],
        ),
        (replace(PLAN, first_date=TODAY, last_date=TODAY), [("event_too_soon", "first_date")]),
    ],
)
def test_what_an_office_may_set_up(plan: EventPlan, found: list[tuple[str, str]]) -> None:
    assert codes(policy.faults_of_plan(plan, today=TODAY, holidays=())) == found


def test_a_day_that_is_a_holiday_alone_makes_no_event() -> None:
    found = policy.faults_of_plan(PLAN, today=TODAY, holidays={SATURDAY})
    assert codes(found) == [("event_without_days", "weekdays")]
