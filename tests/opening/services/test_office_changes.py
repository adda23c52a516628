"""The head changes the office, or the clock jumps, while an opening is under way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from giliran.booking.services import invariants as promises
from giliran.booking.services import reshape
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM
from giliran.offices.policy import CloseDays, ReopenDay, SetFigures, SetQuotas
from giliran.opening import selectors
from giliran.opening.models import Opening
from giliran.opening.services import invariants, take_seats
from giliran.opening.states import Outcome, State
from giliran.slots.models import Slot
from tests.factories import openings
from tests.factories.openings import FRIDAY_14, MONDAY_9, SATURDAY_20

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 12, 2)
TUESDAY = date(2026, 12, 1)
HOUR = timedelta(hours=1)


def change(opening: Opening, proposal, now=FRIDAY_14) -> None:  # type: ignore[no-untyped-def]
    reshape.carry_out(opening.office, proposal, by=SYSTEM, now=now)


def seats_on(opening: Opening, day: date) -> dict[str, int]:
    """Pool to the open seats of a day, taken or free."""
    seats: dict[str, int] = {}
    for slot in Slot.objects.filter(office=opening.office, date=day).exclude(state="closed"):
        seats[slot.pool] = seats.get(slot.pool, 0) + slot.capacity
    return seats


def book_first(opening: Opening, day: date, now=FRIDAY_14) -> None:  # type: ignore[no-untyped-def]
    entry = opening.entries.get(ahead=0)
    people = [person.applicant for person in entry.people.all()]
    slot = Slot.objects.filter(office=opening.office, date=day, pool="online").order_by("starts_at")[0]
    take_seats.book_turn(
        entry=entry, slot_id=slot.pk, people=openings.asked(people), key="k", by=openings.actor(people), now=now
    )


def test_a_day_closed_while_turns_run_says_so_and_the_others_go_on() -> None:
    opening = openings.an_opening(quota=2, entitled_share=0)
    openings.a_crowd(opening, 2)
    opening = openings.running(opening)
    change(opening, CloseDays(WEDNESDAY, WEDNESDAY, "Banjir"))
    with pytest.raises(Refusal) as refused:
        book_first(opening, WEDNESDAY)
    assert refused.value.code == "closed"
    book_first(opening, TUESDAY)
    assert list(promises.broken()) == list(invariants.broken()) == []


def test_a_closed_walk_in_day_closes_its_entitled_seats_too_and_they_come_back_with_it() -> None:
    opening = openings.an_opening(quota=10, entitled_share=20)
    assert seats_on(opening, TUESDAY) == {"online": 10, "entitled": 10}
    change(opening, CloseDays(TUESDAY, TUESDAY, "Banjir"), MONDAY_9)
    assert seats_on(opening, TUESDAY) == {}
    change(opening, ReopenDay(TUESDAY), MONDAY_9)
    assert seats_on(opening, TUESDAY) == {"online": 10, "entitled": 10}


def test_seats_resized_while_it_gathers_leave_what_was_carved_alone() -> None:
    opening = openings.an_opening(quota=10, entitled_share=20)
    window = opening.office.windows.get(letter="A").pk
    change(opening, SetQuotas("online", MONDAY_9.date() + timedelta(days=1), {(1, window): 14}), MONDAY_9)
    assert seats_on(opening, TUESDAY) == {"online": 14, "entitled": 10}
    openings.drawn(opening)
    assert seats_on(opening, TUESDAY) == {"online": 24, "entitled": 0}


def test_seats_added_while_turns_run_are_the_openings_entries() -> None:
    opening = openings.an_opening(quota=1, entitled_share=0, opening_pace=600)
    openings.a_crowd(opening, 3)
    opening = openings.running(opening)
    window = opening.office.windows.get(letter="A").pk
    change(opening, SetQuotas("online", FRIDAY_14.date() + timedelta(days=1), {(2, window): 5}))
    [slot] = Slot.objects.filter(office=opening.office, date=WEDNESDAY, window=window, pool="online")
    assert (slot.capacity, slot.reserved_for, slot.state) == (5, opening.name, "released")


def test_another_hour_of_release_does_not_move_an_opening_that_is_on_the_calendar() -> None:
    opening = openings.an_opening(quota=2)
    change(opening, SetFigures({"release_minute": 9 * 60}), MONDAY_9)
    held = Slot.objects.filter(reserved_for=opening.name)
    assert set(held.values_list("opens_at", flat=True)) == {FRIDAY_14}


def test_a_clock_that_jumps_an_hour_ahead_lets_in_more_and_one_that_jumps_back_puts_nobody_out() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0, opening_pace=1)
    openings.a_crowd(opening, 5)
    opening = openings.running(opening)
    openings.tick(FRIDAY_14 + HOUR)
    assert opening.entries.filter(admitted_at__isnull=False).count() == 5
    openings.tick(FRIDAY_14)
    openings.tick(FRIDAY_14 - HOUR)
    opening.refresh_from_db()
    assert opening.state == State.RUNNING
    assert opening.entries.filter(admitted_at__isnull=False).count() == 5
    assert selectors.admitted_of(opening, FRIDAY_14) == 1


def test_a_worker_that_slept_through_the_whole_week_catches_up_in_one_go() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 12, wishes="any")
    for _ in range(2):
        openings.tick(SATURDAY_20 - HOUR)
    opening.refresh_from_db()
    assert opening.entries.filter(outcome=Outcome.BALLOT).count() == 10
    assert list(promises.broken()) == list(invariants.broken()) == []
