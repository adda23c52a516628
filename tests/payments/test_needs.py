"""After a birth date was put right: service and passport that suit, what becomes of the bill, and what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.services.needs import Needs
from giliran.booking.services.reschedule import reschedule
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.letters import write_letter
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.payments.models import Bill
from giliran.payments.services import enter_receipt
from giliran.payments.services.issue import charge
from giliran.payments.services.needs import change_needs
from giliran.slots.models import Slot
from tests.factories import catalogue, visits, world
from tests.factories.payments import an_ntpn

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
CHILD = Needs("child", "PB_E_5")


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, TUESDAY)
    world.a_slot(office, WEDNESDAY)
    return office


@pytest.fixture
def ticket(office: Office) -> Ticket:
    """Of somebody who is fifteen by the card, with a parent in the party."""
    booking = visits.a_visit(office, TUESDAY, now=SUNDAY, names=("Rina", "Ibu"))
    found = booking.tickets.select_related("booking").order_by("number")[0]
    for rows in (Ticket.objects.filter(pk=found.pk), Applicant.objects.filter(pk=found.applicant_id)):
        rows.update(birth_date=date(2011, 5, 17))
    found.refresh_from_db()
    return found


@pytest.fixture
def cs(office: Office) -> Actor:
    return world.actor_of(world.staff_member("cs", office), roles=[("cs", office.pk)])


def change(ticket: Ticket, by: Actor, needs: Needs = CHILD, **changes: Any) -> Ticket:
    return change_needs(**{"ticket": ticket, "needs": needs, "reason": "15 tahun", "by": by, "now": SUNDAY} | changes)


def refused(ticket: Ticket, by: Actor, needs: Needs = CHILD, **changes: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        change(ticket, by, needs, **changes)
    assert Ticket.objects.filter(pk=ticket.pk, service="new", booklet="PB_E_10").exists()
    return caught.value.code, caught.value.field


def moved(ticket: Ticket, by: Actor) -> Booking:
    return reschedule(
        booking=Booking.objects.get(pk=ticket.booking_id), slot_id=Slot.objects.get(date=WEDNESDAY).pk, key="move",
        by=by, now=SUNDAY, reason="Sekolah",
    )  # fmt: skip


def test_what_suits_now_lets_the_visit_be_moved_again(ticket: Ticket, cs: Actor) -> None:
    with pytest.raises(Refusal) as caught:
        moved(ticket, cs)
    assert caught.value.code == "service_age"
    done = change(ticket, cs)
    assert (done.service, done.booklet, done.label, done.public_id) == (
        "child", "PB_E_5", ticket.label, ticket.public_id,
    )  # fmt: skip
    assert moved(ticket, cs).tickets.order_by("number")[0].service == "child"
    line = Event.objects.get(event="booking.needs_changed")
    assert (line.actor_id, line.office_id, line.about) == (
        cs.user_id, ticket.office_id, f"booking:{ticket.booking.code}",
    )  # fmt: skip
    assert line.data == {
        "label": ticket.label, "service": ["new", "child"], "booklet": ["PB_E_10", "PB_E_5"], "reason": "15 tahun",
    }  # fmt: skip


def test_the_letter_says_what_changed_and_what_it_costs_now(ticket: Ticket, cs: Actor) -> None:
    change(ticket, cs)
    told = Message.objects.get(key__startswith=f"needs:{ticket.public_id}:", channel="email")
    text = write_letter(told).text
    for words in (
        "Paspor anak (sebelumnya: Paspor baru)", "Rp650.000 (sebelumnya: Rp950.000)",
        "Paspor elektronik 5 tahun (sebelumnya: Paspor elektronik 10 tahun)", f"Rina ({ticket.label})",
    ):  # fmt: skip
        assert words in text
    assert told.about == f"booking:{ticket.booking.code}"


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (Needs("new", "PB_E_10"), ("needs_unchanged", "booklet")),
        (Needs("new", "PB_E_5"), ("service_age", "service")),
        (Needs("child", "PB_E_10"), ("booklet_age", "booklet")),
        (Needs("lost", "PB_E_5"), ("unknown_service", "service")),
        (Needs("zzz", "PB_E_5"), ("unknown_service", "service")),
        (Needs("child", "PERCEPATAN"), ("unknown_booklet", "booklet")),
    ],
)
def test_only_what_suits_can_be_chosen(
    ticket: Ticket, cs: Actor, needs: Needs, expected: tuple[str, str | None]
) -> None:
    assert refused(ticket, cs, needs) == expected


def test_it_asks_why_and_who(ticket: Ticket, cs: Actor, office: Office) -> None:
    assert refused(ticket, cs, reason=" ") == ("reason_needed", "reason")
    elsewhere = world.an_office("bogor", id=9)
    stranger = world.actor_of(world.staff_member("cs", elsewhere, email="x@example.id"), roles=[("cs", elsewhere.pk)])
    with pytest.raises(PermissionDenied):
        change(ticket, stranger)
    Ticket.objects.filter(pk=ticket.pk).update(state="cancelled")
    assert refused(ticket, cs) == ("cancelled_already", None)


def test_an_open_bill_gives_way_to_one_for_the_new_fee(ticket: Ticket, cs: Actor) -> None:
    bill = charge(ticket=ticket, by=cs, now=SUNDAY)
    change(ticket, cs)
    bill.refresh_from_db()
    again = Bill.objects.get(ticket=ticket, state="open")
    assert (bill.state, bill.amount, again.amount) == ("void", 950_000, 650_000)
    assert [line.fee for line in again.lines.all()] == ["PB_E_5"]


def test_what_is_paid_cannot_come_to_cost_something_else(ticket: Ticket, cs: Actor) -> None:
    bill = charge(ticket=ticket, by=cs, now=SUNDAY)
    enter_receipt(bill=bill, ntpn=an_ntpn(), by=cs, now=SUNDAY)
    assert refused(ticket, cs) == ("paid_otherwise", "booklet")
    assert not Event.objects.filter(event="booking.needs_changed").exists()
    Ticket.objects.filter(pk=ticket.pk).update(booklet="PB_E_5")
    Bill.objects.filter(pk=bill.pk).update(amount=650_000)
    assert change(ticket, cs).service == "child"
    assert Bill.objects.get(ticket=ticket).state == "paid"
