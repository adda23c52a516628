"""Many hands on the same visits at once: nobody is ever without a seat, nobody ever has two."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db.models import Count, Q

from giliran.accounts.models import User
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import invariants
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.miss import mark_missed
from giliran.booking.services.reschedule import reschedule, reschedule_specially
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite.services.check_in import check_in
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.races import crowd

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
HANDS = 6
BOSS = 900_001

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Press = tuple[str, int, int]
"""What is done, to which booking, and the slot where that matters."""


def work(share: list[Press]) -> list[str]:
    """One pair of hands: what came of each press."""
    return [_press(*one) for one in share]


def _press(what: str, booking_id: int, slot_id: int) -> str:
    booking = Booking.objects.select_related("slot__office", "account").get(pk=booking_id)
    holder = Actor(booking.account_id, "holder", "web")
    boss = Actor(BOSS, "boss", "desk", frozenset({("supervisor", booking.slot.office_id)}))
    tickets = list(booking.tickets.order_by("id"))
    try:
        if what == "move":
            reschedule(booking=booking, slot_id=slot_id, key=f"move:{booking.code}", by=holder, now=SUNDAY)
        elif what == "move specially":
            reschedule_specially(
                booking=booking, slot_id=slot_id, key=f"special:{booking.code}", cause="system_fault", reason="mati",
                by=boss, now=NINE,
            )  # fmt: skip
        elif what == "cancel":
            cancel_booking(booking=booking, by=holder, now=SUNDAY)
        elif what == "cancel one":
            cancel_booking(booking=booking, by=holder, now=SUNDAY, tickets=[tickets[-1].pk])
        elif what == "check in":
            office = Office.objects.get(pk=booking.slot.office_id)
            ids = [one.public_id for one in tickets]
            check_in(office=office, ticket_ids=ids, nonce=f"{booking_id}", by=boss, now=NINE)
        else:
            mark_missed(NIGHT)
    except Refusal as refused:
        return f"{what}: {refused.code}"
    return what


def a_country(capacity: int) -> list[Slot]:
    """Monday morning, and times on two other days."""
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    User.objects.create(id=BOSS, email="boss@example.id", password="!", created_at=world.LONG_AGO)
    return [world.a_slot(office, day, letter=letter, capacity=capacity) for day, letter in (
        (MONDAY, "A"), (TUESDAY, "A"), (WEDNESDAY, "B")
    )]  # fmt: skip


def parties(slot: Slot, count: int, *, first: int = 0, size: int = 2) -> list[int]:
    requests = [
        SeatRequest(
            slot.pk, people[0].account_id, tuple(PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in people),
            f"visit-{first}-{number}", "web",
        )
        for number, people in enumerate(world.many_people(count, size, first=first))
    ]  # fmt: skip
    made = allocate(requests, SUNDAY)
    return [one.booking_id for one in made if isinstance(one, Booked)]


def at_once(presses: list[Press], *, in_between: Press | None = None) -> Counter[str]:
    random.Random(4).shuffle(presses)
    if in_between:
        presses.insert(len(presses) // 2, in_between)
    answers = crowd.all_at_once(work, [presses[n::HANDS] for n in range(HANDS)])
    return Counter(answer for share in answers for answer in share)


def check_everybody_is_somewhere(people: int) -> None:
    """Each person has one ticket that was not exchanged for another; parties are whole."""
    assert list(invariants.broken()) == []
    stays = Count("id", filter=~Q(state="moved"))
    each = Ticket.objects.values("nik_hash").annotate(stays=stays).values_list("stays", flat=True)
    assert Counter(each) == {1: people}
    for booking in Booking.objects.filter(moved_to__isnull=False).prefetch_related("tickets", "moved_to__tickets"):
        gone = {bytes(one.nik_hash) for one in booking.tickets.all() if one.state == "moved"}
        assert gone == {bytes(one.nik_hash) for one in booking.moved_to.tickets.all()}
    assert (
        Event.objects.filter(event__startswith="booking.moved").count()
        == Booking.objects.filter(moved_from__isnull=False).count()
    )


def test_two_tabs_move_the_same_visit() -> None:
    monday, one, other = a_country(capacity=60)
    bookings = parties(monday, 12)
    answers = at_once([("move", id_, slot.pk) for id_ in bookings for slot in (one, one, other, other)])
    assert set(answers) <= {"move", "move: key_reused"}
    assert (answers["move"], Booking.objects.filter(moved_from__in=bookings).count()) == (24, 12)
    check_everybody_is_somewhere(24)


def test_people_swap_places_both_ways() -> None:
    """There is room for some of them only; whoever finds none keeps the seat they have."""
    _monday, one, other = a_country(capacity=20)
    there, back = parties(one, 8), parties(other, 8, first=1000)
    presses = [("move", id_, other.pk) for id_ in there] + [("move", id_, one.pk) for id_ in back]
    answers = at_once(presses)
    assert (answers["move"], set(answers)) == (4, {"move", *(set(answers) & {"move: returning", "move: full"})})
    assert sum(answers.values()) == 16
    check_everybody_is_somewhere(32)


def test_everything_at_once_to_the_same_visits() -> None:
    """Moved by its holder and by the office, cancelled whole and in part, let in, and marked as missed."""
    monday, one, other = a_country(capacity=60)
    bookings = parties(monday, 12)
    ways = ("move", "move specially", "cancel", "cancel one", "check in")
    presses = [(what, id_, (one if number % 2 else other).pk) for number, id_ in enumerate(bookings) for what in ways]
    answers = at_once(presses, in_between=("miss", bookings[0], 0))
    assert sum(answers.values()) == 12 * len(ways) + 1
    assert sum(count for what, count in answers.items() if ":" not in what and what != "miss") >= 5
    check_everybody_is_somewhere(24)
    mark_missed(NIGHT)
    assert Ticket.objects.filter(state="confirmed", date=MONDAY).count() == 0


def test_the_same_visit_is_cancelled_by_many_hands() -> None:
    monday, *_rest = a_country(capacity=60)
    bookings = parties(monday, 8)
    answers = at_once([("cancel", id_, 0) for id_ in bookings for _ in range(HANDS)])
    assert answers == {"cancel": 8, "cancel: cancelled_already": 8 * (HANDS - 1)}
    monday.refresh_from_db()
    assert (monday.taken, monday.returning) == (16, 16)
    check_everybody_is_somewhere(16)
