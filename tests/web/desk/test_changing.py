"""Customer service moves and cancels for a person; who answers for the office moves beyond the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.sentences import sentence
from giliran.booking.services import invariants
from giliran.booking.services.reschedule import reschedule
from giliran.offices.models import Office
from giliran.slots.models import Slot
from tests.factories import visits, world
from tests.web.public.test_pages import words_of

TUESDAY = date(2026, 11, 24)
WHY = "Menelepon dan meminta hari lain"


@pytest.fixture
def booking(office: Office, sunday: datetime) -> Booking:
    """Siti and Budi on Tuesday morning."""
    return visits.a_visit(office, TUESDAY, now=sunday, names=("Siti Rahayu", "Budi"))


@pytest.fixture
def there(office: Office) -> Slot:
    """Wednesday afternoon."""
    return Slot.objects.get(office=office, date=TUESDAY + timedelta(days=1), letter="B")


@pytest.fixture
def supervisor(office: Office) -> Client:
    return in_english(world.sign_in(Client(), world.staff_member("supervisor", office), second_factor=True))


@pytest.fixture(params=["en", "id"])
def reader(request: pytest.FixtureRequest, officer: Client) -> Iterator[Client]:
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    with translation.override(request.param):
        yield officer


def in_english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def says(code: str) -> str:
    return str(sentence(code)).replace("'", "&#x27;")


def page(booking: Booking, name: str = "desk_booking") -> str:
    return reverse(name, args=["jakarta-selatan", booking.code])


def states(booking: Booking) -> set[str]:
    return set(Ticket.objects.filter(booking=booking).values_list("state", flat=True))


def told(event: str) -> tuple[str, object, object]:
    line = Event.objects.get(event=event)
    return line.door, line.data.get("reason"), line.data.get("cause")


def test_a_visit_is_moved_for_somebody(officer: Client, booking: Booking, there: Slot) -> None:
    assert page(booking, "desk_move") in officer.get(page(booking)).content.decode()
    form = officer.get(page(booking, "desk_move")).context["form"]
    assert TUESDAY not in {one.date for one in form.times} and form.times
    sent = {"slot": there.pk, "reason": WHY}
    done = officer.post(page(booking, "desk_move"), sent)
    new = Booking.objects.get(moved_from=booking)
    again = officer.post(page(booking, "desk_move"), sent)
    assert done["Location"] == again["Location"] == page(new)
    assert (states(booking), new.slot_id, new.account, new.door) == ({"moved"}, there.pk, booking.account, "desk")
    assert told("booking.moved") == ("desk", WHY, None)
    assert page(new) in officer.get(page(booking)).content.decode()
    assert page(booking) in officer.get(page(new)).content.decode()
    assert list(invariants.broken()) == []


def test_some_are_cancelled_for_somebody(officer: Client, booking: Booking) -> None:
    budi = booking.tickets.get(full_name="Budi")
    done = officer.post(page(booking, "desk_cancel"), {"who": budi.public_id, "reason": WHY})
    assert done["Location"] == page(booking)
    assert states(booking) == {"confirmed", "cancelled"}
    assert told("booking.cancelled") == ("desk", WHY, None)


@pytest.mark.parametrize("way", ["desk_move", "desk_cancel"])
def test_without_a_reason_nothing_happens_and_the_choice_is_kept(
    reader: Client, booking: Booking, there: Slot, way: str
) -> None:
    budi = booking.tickets.get(full_name="Budi")
    answer = reader.post(page(booking, way), {"slot": there.pk, "who": budi.public_id, "reason": " "})
    assert answer.status_code == 422
    assert words_of(answer).count(says("reason_needed")) == 2
    chosen = str(there.pk) if way == "desk_move" else budi.public_id
    ticked = [part for part in answer.content.decode().split("<input ") if "checked" in part]
    assert len(ticked) == 1 and f'value="{chosen}"' in ticked[0]
    assert states(booking) == {"confirmed"}


def test_what_an_opening_keeps_cannot_be_reached(officer: Client, booking: Booking, there: Slot) -> None:
    Slot.objects.filter(pk=there.pk).update(reserved_for="opening:7")
    for sent in (there.pk, "x", 999_999, ""):
        answer = officer.post(page(booking, "desk_move"), {"slot": sent, "reason": WHY})
        assert answer.status_code == 422
        assert answer.context["form"]["reason"].value() == WHY
    assert (states(booking), Slot.objects.get(pk=there.pk).taken) == ({"confirmed"}, 0)


def test_customer_service_keeps_to_the_rules_and_the_supervisor_may_go_beyond_them(
    reader: Client, supervisor: Client, booking: Booking, there: Slot, sunday: datetime
) -> None:
    wednesday = Slot.objects.get(date=date(2026, 11, 25), letter="A")
    new = reschedule(booking=booking, slot_id=there.pk, key="k", by=world.actor_of(booking.account), now=sunday)
    with time_machine.travel(sunday + timedelta(hours=54), tick=False):  # Wednesday morning, and moved once before
        shown = reader.get(page(new, "desk_move"))
        assert says("move_too_late") in words_of(shown) and shown.context["form"] is None
        assert reader.post(page(new, "desk_move"), {"slot": wednesday.pk, "reason": WHY}).status_code == 409
        sent = {"slot": wednesday.pk, "reason": "Server pusat mati"}
        missing = supervisor.post(page(new, "desk_move"), sent)
        assert missing.status_code == 422 and "cause" in missing.context["form"].errors
        done = supervisor.post(page(new, "desk_move"), {**sent, "cause": "system_fault"})
    special = Booking.objects.get(moved_from=new)
    assert done["Location"] == page(special)
    assert (special.slot_id, special.moves) == (wednesday.pk, 1)
    assert told("booking.moved_specially") == ("desk", "Server pusat mati", "system_fault")
    assert list(invariants.broken()) == []


def test_a_special_move_costs_the_person_nothing(
    supervisor: Client, booking: Booking, there: Slot, sunday: datetime
) -> None:
    sent = {"slot": there.pk, "reason": "Salah tanggal", "cause": "officer_error"}
    supervisor.post(page(booking, "desk_move"), sent)
    new = Booking.objects.get(moved_from=booking)
    later = Slot.objects.get(date=date(2026, 11, 26), letter="A")
    own = reschedule(booking=new, slot_id=later.pk, key="own", by=world.actor_of(booking.account), now=sunday)
    assert (new.moves, own.moves) == (0, 1)


def test_what_is_over_is_told(reader: Client, booking: Booking) -> None:
    with time_machine.travel(booking.slot.starts_at, tick=False):
        shown = reader.get(page(booking, "desk_cancel"))
        sent = reader.post(page(booking, "desk_cancel"), {"who": "x", "reason": WHY})
    assert says("visit_begun") in words_of(shown) and sent.status_code == 409
    booking.tickets.update(state="attended")
    for way in ("desk_move", "desk_cancel"):
        assert says("attended_already") in words_of(reader.get(page(booking, way)))
    assert page(booking, "desk_move") not in reader.get(page(booking)).content.decode()


def test_the_gate_sees_but_does_not_change(office: Office, booking: Booking) -> None:
    gate = world.sign_in(Client(), world.staff_member("gate", office), second_factor=True)
    assert page(booking, "desk_move") not in gate.get(page(booking)).content.decode()
    assert gate.post(page(booking, "desk_cancel"), {"reason": WHY}).status_code == 403


def test_a_booking_of_another_office_is_not_there(officer: Client, office: Office, sunday: datetime) -> None:
    bogor = world.an_office("bogor", id=2, quota=None)
    world.a_slot(bogor, TUESDAY)
    other = visits.a_visit(bogor, TUESDAY, now=sunday, number=3)
    for way in ("desk_move", "desk_cancel"):
        assert officer.post(page(other, way), {"reason": WHY}).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_ask_no_more_for_a_larger_party(
    officer: Client, office: Office, sunday: datetime, size: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    booking = visits.a_visit(office, TUESDAY, now=sunday, number=5, names=("Ani", "Ina", "Uni")[:size])
    for way in ("desk_booking", "desk_move", "desk_cancel"):
        with django_assert_max_num_queries(12):
            assert officer.get(page(booking, way)).status_code == 200
