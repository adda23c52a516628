"""What missing a visit costs where the policy says so: until when, and how it is lifted at a desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.booking import selectors
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest
from giliran.booking.services import miss
from giliran.booking.services.book import book
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office, PolicyValue
from giliran.slots.models import Slot
from tests.factories import catalogue, visits, world

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
MISSED_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday 13.00 WIB: the morning is over, and the hour for those who come late."""


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, MONDAY)
    world.a_slot(office, TUESDAY)
    PolicyValue.objects.create(key="missed_cooling_days", value="7")
    return office


@pytest.fixture
def missed(office: Office) -> Booking:
    booking = visits.a_visit(office, MONDAY, now=SUNDAY)
    assert miss.mark_missed(MISSED_AT) == 1
    return booking


@pytest.fixture
def supervisor(office: Office) -> Actor:
    return world.actor_of(world.staff_member("supervisor", office), roles=[("supervisor", office.pk)])


def again(missed: Booking, *, now: datetime = MISSED_AT) -> Booking:
    ticket = missed.tickets.get()
    asked = [PersonRequest(ticket.applicant_id or 0, "new", "PB_E_10", "holiday")]
    slot = Slot.objects.get(date=TUESDAY)
    return book(slot_id=slot.pk, people=asked, key="again", by=world.actor_of(missed.account), now=now)


def lift(missed: Booking, office: Office, by: Actor, reason: str = "Rawat inap") -> None:
    ticket = missed.tickets.select_related("booking__slot__office", "booking__account").get()
    miss.lift_sanction(ticket=ticket, office=office, reason=reason, by=by, now=MISSED_AT)


def test_the_refusal_says_until_when_and_whom_to_ask(missed: Booking) -> None:
    with pytest.raises(Refusal) as caught:
        again(missed)
    assert caught.value.code == "cooling"
    assert caught.value.data["until"] == MISSED_AT + timedelta(days=7)
    assert "30 November 2026" in str(caught.value)
    assert caught.value.data["people"] == [0]


def test_it_ends_by_itself(missed: Booking) -> None:
    Slot.objects.filter(date=TUESDAY).update(
        starts_at=MISSED_AT + timedelta(days=9), ends_at=MISSED_AT + timedelta(days=10)
    )
    with pytest.raises(Refusal):
        again(missed, now=MISSED_AT + timedelta(days=7) - timedelta(seconds=1))
    again(missed, now=MISSED_AT + timedelta(days=7))


def test_a_supervisor_lifts_it_with_a_reason_that_is_on_record_and_told(
    missed: Booking, office: Office, supervisor: Actor
) -> None:
    lift(missed, office, supervisor)
    assert again(missed).slot.date == TUESDAY
    event = Event.objects.get(event="booking.missed_lifted")
    assert (event.about, event.data["reason"]) == (f"booking:{missed.code}", "Rawat inap")
    [message] = Message.objects.filter(key__startswith=f"lifted:{missed.code}", channel="email")
    assert any("Rawat inap" in line for line in message.data["paragraphs"])


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), ("   ", "reason_missing"), ("x" * 201, "reason_too_long")]
)
def test_a_reason_is_needed(missed: Booking, office: Office, supervisor: Actor, reason: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        lift(missed, office, supervisor, reason)
    assert (caught.value.code, caught.value.field) == (code, "reason")


def test_it_is_lifted_once_and_only_what_was_missed(missed: Booking, office: Office, supervisor: Actor) -> None:
    lift(missed, office, supervisor)
    with pytest.raises(Refusal) as caught:
        lift(missed, office, supervisor)
    assert caught.value.code == "lifted_already"
    missed.tickets.update(state="attended", lifted_at=None)
    with pytest.raises(Refusal) as caught:
        lift(missed, office, supervisor)
    assert caught.value.code == "not_missed"


def test_customer_service_finds_it_and_cannot_lift_it_alone(missed: Booking, office: Office) -> None:
    officer = world.actor_of(world.staff_member("cs", office), roles=[("cs", office.pk)])
    [found] = selectors.missed_tickets(office, officer, code=missed.code)
    assert found.booking == missed
    with pytest.raises(PermissionDenied):
        lift(missed, office, officer)


def test_it_is_lifted_at_the_desk_of_any_office(missed: Booking) -> None:
    bogor = world.an_office("bogor", id=2, quota=None)
    by = world.actor_of(world.staff_member("head", bogor), roles=[("head", bogor.pk)])
    assert len(selectors.missed_tickets(bogor, by, nik_hash=bytes(missed.tickets.get().nik_hash))) == 1
    lift(missed, bogor, by)
    assert selectors.cooling([bytes(missed.tickets.get().nik_hash)], now=MISSED_AT) == {}


def test_where_the_policy_says_nothing_nobody_waits(missed: Booking) -> None:
    PolicyValue.objects.all().delete()
    assert again(missed).slot.date == TUESDAY
