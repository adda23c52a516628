"""An opening from the calendar to the last loss, as the tick runs it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Booking, Ticket
from giliran.booking.services import invariants
from giliran.core.errors import Refusal
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import take_seats
from giliran.opening.states import Outcome, State
from giliran.slots.models import Slot
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY

pytestmark = pytest.mark.django_db


def first_slot(opening: Opening) -> Slot:
    return next(slot for slot in selectors.slots_of(opening) if slot.pool == "online" and slot.capacity > slot.taken)


def test_the_week_is_held_from_the_moment_it_is_scheduled() -> None:
    openings.an_office(quota=10)
    openings.tick(SUNDAY)
    opening = Opening.objects.get()
    held = Slot.objects.filter(reserved_for=opening.name)
    assert (opening.state, opening.opens_at) == (State.SCHEDULED, FRIDAY_14)
    assert {str(slot.date) for slot in held} == {f"2026-{day}" for day in ("11-30", "12-01", "12-02", "12-03", "12-04")}
    assert sum(slot.capacity for slot in held) == 100
    assert sum(slot.capacity for slot in held if slot.pool == "entitled") == 20


def test_turns_from_entry_to_seat_and_loss() -> None:
    opening = openings.an_opening(quota=1, entitled_share=0, opening_pace=5)
    entries = openings.a_crowd(opening, 12)
    opening = openings.running(opening)
    assert opening.state == State.RUNNING
    line = list(opening.entries.order_by("rank").values_list("ahead", flat=True))
    assert line == list(range(12))

    now = FRIDAY_14 + timedelta(minutes=1)
    openings.tick(now)
    let_in = list(opening.entries.filter(admitted_at__isnull=False).order_by("ahead"))
    assert [entry.ahead for entry in let_in] == [0, 1, 2, 3, 4, 5]
    entry = let_in[0]
    people = [person.applicant for person in entry.people.all()]
    booking = take_seats.book_turn(
        entry=entry, slot_id=first_slot(opening).pk, people=openings.asked(people), key="k", by=openings.actor(people),
        now=now,
    )  # fmt: skip
    assert Ticket.objects.get().booking == booking

    openings.tick(SATURDAY_20)
    opening.refresh_from_db()
    assert opening.state == State.CLOSED
    entry.refresh_from_db()
    assert (entry.outcome, entry.booking) == (Outcome.TURN, booking)
    lost = EntryPerson.objects.filter(lost_at__isnull=False).count()
    assert lost == 0  # everybody's turn came, and there were seats
    assert not EntryPerson.objects.filter(is_live=True).exists()
    assert not Slot.objects.exclude(reserved_for="").exclude(date__gte="2026-12-07").exists()
    assert len(entries) == 12


def test_who_is_not_reached_before_the_seats_are_gone_has_lost() -> None:
    opening = openings.an_opening(quota=1, entitled_share=0, opening_pace=600)
    openings.a_crowd(opening, 12)
    opening = openings.running(opening)
    now = FRIDAY_14 + timedelta(seconds=0.9)
    for entry in opening.entries.order_by("rank")[:10]:
        people = [person.applicant for person in entry.people.all()]
        if entry.ahead >= 9:
            openings.tick(now)
        take_seats.book_turn(
            entry=entry, slot_id=first_slot(opening).pk, people=openings.asked(people), key="k",
            by=openings.actor(people), now=now,
        )  # fmt: skip
    openings.tick(now + timedelta(seconds=1))
    opening.refresh_from_db()
    assert opening.state == State.CLOSED
    assert EntryPerson.objects.filter(lost_at__isnull=False).count() == 2
    losers = opening.entries.filter(outcome=Outcome.NONE)
    assert [
        one.losses for one in selectors.standing_of([bytes(e.people.get().nik_hash) for e in losers], now=SATURDAY_20)
    ] == [1, 1]
    assert list(invariants.broken()) == []


def test_the_turn_must_have_come() -> None:
    opening = openings.an_opening(quota=10, entitled_share=0, opening_pace=1)
    openings.a_crowd(opening, 3)
    opening = openings.running(opening)
    last = opening.entries.get(ahead=2)
    people = [person.applicant for person in last.people.all()]
    with pytest.raises(Refusal) as refused:
        take_seats.book_turn(
            entry=last, slot_id=first_slot(opening).pk, people=openings.asked(people), key="k",
            by=openings.actor(people), now=FRIDAY_14 + timedelta(seconds=119),
        )  # fmt: skip
    assert refused.value.code == "turn_not_reached"
    assert not Booking.objects.exists()


def test_a_ballot_gives_every_seat_in_drawn_order() -> None:
    opening = openings.an_opening(quota=1, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 12, wishes="any")
    opening = openings.running(opening)
    assert opening.state == State.CLOSED  # its last seat is taken
    assert list(opening.entries.order_by("rank").values_list("outcome", flat=True)) == ["ballot"] * 10 + ["none"] * 2
    assert EntryPerson.objects.filter(lost_at__isnull=False).count() == 2
    assert list(invariants.broken()) == []


def test_entitled_seats_come_first_at_the_draw_and_the_rest_joins_the_others() -> None:
    opening = openings.an_opening(quota=5, entitled_share=20, opening_pace=60)
    people = world.many_people(5, 3)
    for party in people[:2]:
        for person in party:
            make_losses(person, 3)
    for party in people:
        openings.an_entry(opening, party)
    opening = openings.drawn(opening)
    seated = opening.entries.filter(outcome=Outcome.ENTITLED)
    assert {entry.account_id for entry in seated} == {party[0].account_id for party in people[:2]}
    assert Ticket.objects.filter(letter="H").count() == 6
    left = Slot.objects.filter(reserved_for=opening.name, pool="entitled")
    assert all(slot.capacity == slot.taken for slot in left)
    total = sum(slot.capacity for slot in selectors.slots_of(opening))
    assert total == 50


def make_losses(person, times: int) -> None:  # type: ignore[no-untyped-def]
    """As if so many earlier openings had given this person nothing."""
    past = Opening.objects.get(first_date="2026-11-30")
    for n in range(times):
        entry = Entry.objects.create(
            public_id=f"{person.pk:08d}{n:08d}", opening=past, account_id=person.account_id, key=f"{person.pk}-{n}",
            request_digest=b"", party=1, created_at=SUNDAY - timedelta(weeks=n), outcome=Outcome.NONE, door="web",
        )  # fmt: skip
        EntryPerson.objects.create(
            entry=entry, position=0, applicant=person, nik_hash=bytes(person.nik_hash), service="new",
            booklet="PB_E_10", purpose="holiday", is_live=False, lost_at=MONDAY_9 - timedelta(weeks=n + 1),
        )  # fmt: skip
