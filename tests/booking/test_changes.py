"""Giving a promise back, and exchanging it for another time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import invariants
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.confirm import confirm_due
from giliran.booking.services.reschedule import reschedule, reschedule_specially
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office, PolicyValue
from giliran.slots.models import SeatReturn, Slot
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, visits, world

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
SOON = SUNDAY + timedelta(hours=2)


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, MONDAY, capacity=3)
    world.a_slot(office, MONDAY, letter="B", capacity=3)
    world.a_slot(office, TUESDAY, capacity=3)
    return office


@pytest.fixture
def booking(office: Office) -> Booking:
    return visits.a_visit(office, MONDAY, now=SUNDAY, names=("Siti", "Budi"))


def holder(booking: Booking) -> Actor:
    return world.actor_of(booking.account)


def slot(day: date, letter: str = "A") -> Slot:
    return Slot.objects.get(date=day, letter=letter)


def refused(act: object) -> str:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    return caught.value.code


def move(booking: Booking, to: Slot, *, now: datetime = SOON, key: str = "move") -> Booking:
    return reschedule(booking=booking, slot_id=to.pk, key=key, by=holder(booking), now=now)


def test_a_seat_given_back_waits_before_anybody_may_have_it(booking: Booking) -> None:
    gone = cancel_booking(booking=booking, by=holder(booking), now=SOON)
    assert [one.full_name for one in gone] == ["Siti", "Budi"]
    there = slot(MONDAY)
    assert (there.taken, there.returning) == (2, 2)
    back = SeatReturn.objects.get()
    assert timedelta(minutes=10) <= back.due_at - SOON <= timedelta(minutes=60)
    assert pass_on_due(SOON + timedelta(minutes=9)) == 0
    assert pass_on_due(SOON + timedelta(minutes=61)) == 1
    there.refresh_from_db()
    assert (there.taken, there.returning) == (0, 0)
    assert list(invariants.broken()) == []


def test_one_of_a_party_may_stay_away(booking: Booking) -> None:
    budi = booking.tickets.get(full_name="Budi")
    cancel_booking(booking=booking, by=holder(booking), now=SOON, tickets=[budi.pk])
    assert dict(booking.tickets.values_list("full_name", "state")) == {"Siti": "confirmed", "Budi": "cancelled"}
    assert slot(MONDAY).returning == 1


def test_cancelling_is_told_and_on_record_once(booking: Booking) -> None:
    cancel_booking(booking=booking, by=holder(booking), now=SOON)
    assert refused(lambda: cancel_booking(booking=booking, by=holder(booking), now=SOON)) == "cancelled_already"
    message = Message.objects.get(channel="email")
    assert (message.event, message.address) == ("notice", booking.account.email)
    assert message.data["facts"][0][1].replace("-", "") == booking.code
    assert Event.objects.filter(event="booking.cancelled", about=f"booking:{booking.code}").count() == 1


def test_whoever_cancelled_before_the_confirmation_went_out_is_sent_no_ticket(booking: Booking) -> None:
    cancel_booking(booking=booking, by=holder(booking), now=SOON)
    confirm_due(SOON)
    assert [message.event for message in Message.objects.filter(channel="email")] == ["notice"]


def test_cancelling_ends_when_the_window_starts(booking: Booking) -> None:
    starts_at = booking.slot.starts_at
    assert refused(lambda: cancel_booking(booking=booking, by=holder(booking), now=starts_at)) == "visit_begun"
    cancel_booking(booking=booking, by=holder(booking), now=starts_at - timedelta(seconds=1))


def test_nobody_else_may_cancel(booking: Booking) -> None:
    stranger = world.actor_of(world.an_account("rudi@example.id"))
    with pytest.raises(PermissionDenied):
        cancel_booking(booking=booking, by=stranger, now=SOON)


def test_a_ticket_that_is_not_of_the_party_is_not_cancelled(booking: Booking, office: Office) -> None:
    other = visits.a_visit(office, MONDAY, now=SUNDAY, number=3)
    tickets = [other.tickets.get().pk]
    assert (
        refused(lambda: cancel_booking(booking=booking, by=holder(booking), now=SOON, tickets=tickets))
        == "nobody_chosen"
    )


def test_a_party_moves_as_a_whole(booking: Booking) -> None:
    new = move(booking, slot(TUESDAY))
    assert set(booking.tickets.values_list("state", flat=True)) == {"moved"}
    assert [(one.full_name, one.state) for one in new.tickets.order_by("number")] == [
        ("Siti", "confirmed"),
        ("Budi", "confirmed"),
    ]
    assert (new.moved_from, new.moves) == (booking, 1)
    assert (slot(MONDAY).returning, slot(TUESDAY).taken) == (2, 2)
    assert list(invariants.broken()) == []


def test_the_same_press_moves_once(booking: Booking) -> None:
    new = move(booking, slot(TUESDAY))
    assert move(booking, slot(TUESDAY)) == new
    assert refused(lambda: move(booking, slot(MONDAY, "B"))) == "key_reused"


def test_a_visit_moves_once(booking: Booking) -> None:
    new = move(booking, slot(TUESDAY))
    assert refused(lambda: move(new, slot(MONDAY, "B"), key="again")) == "moved_once"


def test_a_full_time_leaves_everything_as_it_was(booking: Booking, office: Office) -> None:
    visits.a_visit(office, TUESDAY, now=SUNDAY, number=5, names=("Ani", "Ina"))
    with pytest.raises(Refusal) as caught:
        move(booking, slot(TUESDAY))
    assert caught.value.code == "full"
    assert caught.value.data["alternatives"] == []
    assert set(booking.tickets.values_list("state", flat=True)) == {"confirmed"}
    assert (slot(MONDAY).taken, slot(MONDAY).returning) == (2, 0)
    assert list(invariants.broken()) == []


def test_a_visit_moves_until_the_day_before(booking: Booking) -> None:
    day_before = datetime(2026, 11, 22, 16, 59, tzinfo=UTC)  # 23:59 in Jakarta
    assert refused(lambda: move(booking, slot(TUESDAY), now=day_before + timedelta(minutes=1))) == "move_too_late"
    assert move(booking, slot(TUESDAY), now=day_before).moves == 1


def test_not_to_another_office_nor_to_the_same_time(booking: Booking) -> None:
    elsewhere = world.a_slot(world.an_office("bogor", id=2, quota=None), TUESDAY)
    assert refused(lambda: move(booking, elsewhere)) == "other_office"
    assert refused(lambda: move(booking, slot(MONDAY))) == "same_time"


def test_not_to_the_same_date_unless_headquarters_or_a_fault_of_the_state_allows_it(booking: Booking) -> None:
    """RS04; a move beyond the rules (RS05) may stay on its day."""
    later, roles = slot(MONDAY, "B"), [("supervisor", booking.slot.office_id)]
    assert refused(lambda: move(booking, later)) == "same_date"
    boss = world.actor_of(world.an_account("boss@example.id"), door="desk", roles=roles)
    new = reschedule_specially(
        booking=booking, slot_id=later.pk, key="s", cause="officer_error", reason="Salah sesi", by=boss, now=SOON
    )
    assert (new.slot, new.moves) == (later, 0)
    assert refused(lambda: move(new, slot(MONDAY), key="back")) == "same_date"
    PolicyValue.objects.create(key="moves_same_day", value="1")
    assert refused(lambda: move(new, slot(MONDAY), key="back")) == "returning"


def test_not_to_what_is_closed_kept_or_not_open(booking: Booking) -> None:
    for changes, code in (
        ({"state": "closed"}, "closed"),
        ({"state": "draft"}, "not_open"),
        ({"state": "released", "reserved_for": "opening:1"}, "reserved"),
    ):
        Slot.objects.filter(date=TUESDAY).update(**changes)
        assert refused(lambda: move(booking, slot(TUESDAY))) == code
    assert slot(MONDAY).taken == 2


def test_changes_of_a_month_are_counted_a_person_and_never_limit_cancelling(booking: Booking, office: Office) -> None:
    siti = booking.tickets.get(full_name="Siti").nik_hash
    PolicyValue.objects.create(key="changes_a_month", value="1")
    other = visits.a_visit(office, TUESDAY, now=SUNDAY, number=7)
    Ticket.objects.filter(booking=other).update(state="cancelled", state_at=SUNDAY, nik_hash=siti)
    Slot.objects.filter(date=TUESDAY).update(taken=0)
    assert refused(lambda: move(booking, slot(TUESDAY))) == "changes_used_up"
    cancel_booking(booking=booking, by=holder(booking), now=SOON)


def test_whoever_was_cancelled_stays_out_of_the_move(booking: Booking) -> None:
    cancel_booking(booking=booking, by=holder(booking), now=SOON, tickets=[booking.tickets.get(full_name="Budi").pk])
    assert [one.full_name for one in move(booking, slot(TUESDAY)).tickets.all()] == ["Siti"]


def test_who_missed_a_visit_waits_as_long_as_the_policy_says(booking: Booking, office: Office) -> None:
    booking.tickets.update(state="missed", state_at=SUNDAY)
    PolicyValue.objects.create(key="missed_cooling_days", value="7")
    again = lambda number: visits.a_visit(office, TUESDAY, now=SOON, number=number)  # noqa: E731
    Ticket.objects.filter(full_name="Siti").update(nik_hash=world.a_person(world.an_account("x@y.id"), 90).nik_hash)
    with pytest.raises(AssertionError, match="cooling"), transaction.atomic():
        again(9)
    Ticket.objects.filter(full_name="Siti").update(lifted_at=SOON)
    again(9)
