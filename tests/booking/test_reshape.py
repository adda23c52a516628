"""A change of an office looks at the bookings that stand beside it, and loses none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import reshape
from giliran.booking.services.allocate import Booked, allocate
from giliran.core.types import Actor
from giliran.offices.models import Closure, Office
from giliran.offices.policy import AddWindow, CloseDays, RetireWindow, SetQuotas
from giliran.offices.services import ProposalRefused
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import catalogue, world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
CLOSE_MONDAY = CloseDays(MONDAY, MONDAY, "Banjir")


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office()
    slots.plan_slots(office, now=NOW)
    slots.release_due(NOW)
    return office


@pytest.fixture
def head(office: Office) -> Actor:
    return world.actor_of(world.staff_member("head", office), roles=[("head", office.id)])


def book(office: Office, number: int, day: date = MONDAY, letter: str = "A") -> Booking:
    account = world.an_account(f"u{number}@example.id")
    person = world.a_person(account, number)
    slot = Slot.objects.get(office=office, date=day, letter=letter)
    asked = PersonRequest(person.id, "new", "PB_E_10", "holiday")
    request = SeatRequest(slot.id, account.id, (asked,), f"key-{number}", "web", account.id)
    [outcome] = allocate([request], NOW)
    assert isinstance(outcome, Booked), outcome
    return Booking.objects.get(id=outcome.booking_id)


def seats(office: Office, day: date) -> list[tuple[str, str, int, int]]:
    found = Slot.objects.filter(office=office, date=day).order_by("letter")
    return list(found.values_list("letter", "state", "capacity", "taken"))


def test_looking_writes_nothing_and_names_who_stands(office: Office, head: Actor) -> None:
    mine = book(office, 1)
    book(office, 2, MONDAY + timedelta(days=1))
    before = list(Slot.objects.order_by("id").values())
    outlook = reshape.foresee(office, CLOSE_MONDAY, by=head, now=NOW)
    assert [booking.code for booking in outlook.standing] == [mine.code]
    assert sum(one.free_seats for one in outlook.changes) == -39
    assert list(Slot.objects.order_by("id").values()) == before
    assert Closure.objects.count() == 0


def test_what_was_foreseen_is_carried_out(office: Office, head: Actor) -> None:
    mine = book(office, 1)
    foreseen = reshape.foresee(office, CLOSE_MONDAY, by=head, now=NOW)
    done = reshape.carry_out(office, CLOSE_MONDAY, by=head, now=NOW)
    assert (done.changes, done.fingerprint) == (foreseen.changes, foreseen.fingerprint)
    assert [booking.code for booking in done.standing] == [mine.code]
    assert seats(office, MONDAY) == [("A", "closed", 20, 1), ("B", "closed", 20, 0)]
    assert mine.tickets.get().state == "confirmed"


def test_whoever_books_between_look_and_change_keeps_the_seat(office: Office, head: Actor) -> None:
    foreseen = reshape.foresee(office, CLOSE_MONDAY, by=head, now=NOW)
    late = book(office, 1)
    done = reshape.carry_out(office, CLOSE_MONDAY, by=head, now=NOW)
    assert foreseen.standing == []
    assert [booking.code for booking in done.standing] == [late.code]
    assert done.fingerprint != foreseen.fingerprint


def test_a_quota_below_what_is_promised_stops_there(office: Office, head: Actor) -> None:
    for number in range(3):
        book(office, number)
    window = office.windows.get(letter="A")
    reshape.carry_out(office, SetQuotas("online", MONDAY, {(0, window.id): 1}), by=head, now=NOW)
    assert seats(office, MONDAY)[0] == ("A", "released", 3, 3)


def test_a_retired_window_leaves_its_people_expected(office: Office, head: Actor) -> None:
    mine = book(office, 1, letter="B")
    window = office.windows.get(letter="B")
    done = reshape.carry_out(office, RetireWindow(window.id), by=head, now=NOW)
    assert [booking.code for booking in done.standing] == [mine.code]


def test_a_new_window_can_be_booked_at_once(office: Office, head: Actor) -> None:
    reshape.carry_out(office, AddWindow("Sore", "Late", time(17), time(18), 4, MONDAY), by=head, now=NOW)
    assert book(office, 1, letter="C").tickets.get().label == "C-001"


def test_a_refused_change_does_nothing(office: Office, head: Actor) -> None:
    reshape.carry_out(office, CLOSE_MONDAY, by=head, now=NOW)
    for attempt in (reshape.foresee, reshape.carry_out):
        with pytest.raises(ProposalRefused) as refused:
            attempt(office, CLOSE_MONDAY, by=head, now=NOW)
        assert refused.value.code == "closed_already"
    assert Closure.objects.count() == 1


def test_names_are_for_those_who_see_the_agenda(office: Office) -> None:
    book(office, 1)
    stranger = Actor(999, "Nobody", "web", frozenset({("head", 77)}))
    assert reshape.foresee(office, CLOSE_MONDAY, by=stranger, now=NOW).standing == []
