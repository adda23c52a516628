"""Name, NIK and birth date of somebody with a live ticket or entry are put right at a desk, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from giliran.accounts.models import Applicant
from giliran.accounts.services.people import PersonRefused, reveal_nik
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import documents
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.ticket import codec
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.opening.selectors import published
from giliran.opening.services.correct import Correction, correct_person
from tests.factories import catalogue, openings, world
from tests.opening.services.test_take_over import MONDAY, NOW, an_officer, nothing_is_broken

pytestmark = pytest.mark.django_db

RIGHT = Correction("Siti Rahmah", date(1990, 5, 18), world.a_nik(2, born=date(1990, 5, 18)))


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    return world.an_office()


@pytest.fixture
def siti(office: Office) -> Applicant:
    return world.a_person(world.an_account(), 1, name="Siti Rahma")


def booked(person: Applicant, office: Office, *, now: Any = NOW) -> Booking:
    slot = office.slots.first() or world.a_slot(office, MONDAY)
    asked = (PersonRequest(person.pk, "new", "PB_E_10", "holiday"),)
    [outcome] = allocate([SeatRequest(slot.pk, person.account_id, asked, f"k{person.pk}", "web")], now)
    assert isinstance(outcome, Booked), outcome
    return Booking.objects.get(pk=outcome.booking_id)


def correct(person: Applicant, office: Office, correction: Correction = RIGHT, **other: Any) -> Applicant:
    given = {"reason": "Card shown", "by": an_officer(office), "now": NOW, **other}
    return correct_person(person=person, correction=correction, office=office, **given)


def test_the_person_and_their_live_ticket_say_what_stands_on_the_card(siti: Applicant, office: Office) -> None:
    ticket = booked(siti, office).tickets.get()
    correct(siti, office)
    siti.refresh_from_db()
    ticket.refresh_from_db()
    assert reveal_nik(siti, by=SYSTEM, now=NOW) == RIGHT.nik
    assert (siti.full_name, siti.birth_date, siti.nik_last4) == ("Siti Rahmah", RIGHT.birth_date, RIGHT.nik[-4:])
    assert (ticket.full_name, ticket.birth_date, bytes(ticket.nik_hash), ticket.nik_last4) == (
        siti.full_name, siti.birth_date, bytes(siti.nik_hash), siti.nik_last4,
    )  # fmt: skip


def test_a_printed_ticket_stays_valid(siti: Applicant, office: Office) -> None:
    booking = booked(siti, office)
    printed = documents.qr_text(booking.tickets.get(), booking)
    correct(siti, office)
    again = Booking.objects.get(pk=booking.pk)
    assert documents.qr_text(again.tickets.get(), again) == printed
    claim = codec.read(printed, secrets.keyring().ticket_public_keys())
    assert Ticket.objects.get(public_id=claim.ticket_id).full_name == "Siti Rahmah"


def test_a_ticket_of_the_past_stays_as_it_was(siti: Applicant, office: Office) -> None:
    ticket = booked(siti, office).tickets.get()
    Ticket.objects.update(state="attended")
    correct(siti, office)
    ticket.refresh_from_db()
    assert ticket.full_name == "Siti Rahma"


def test_it_is_told_and_on_record_without_any_number(siti: Applicant, office: Office) -> None:
    booked(siti, office)
    correct(siti, office)
    line = Event.objects.get(event="person.corrected")
    assert (line.actor_id, line.office_id, line.about) == (7, office.pk, f"person:{siti.public_id}")
    assert line.data == {"fields": ["nik", "full_name", "birth_date"], "reason": "Card shown"}
    letter = Message.objects.get(event="notice", channel="email")
    assert (letter.address, RIGHT.nik in str(letter.data)) == ("siti@example.id", False)
    assert not Event.objects.filter(event="person.nik_revealed").exists()


def test_one_field_alone(siti: Applicant, office: Office) -> None:
    nik = bytes(siti.nik_hash)
    ticket = booked(siti, office).tickets.get()
    correct(siti, office, Correction("Siti Rahmawati", siti.birth_date))
    ticket.refresh_from_db()
    assert (ticket.full_name, bytes(ticket.nik_hash)) == ("Siti Rahmawati", nik)
    assert Event.objects.get(event="person.corrected").data["fields"] == ["full_name"]


def test_a_nik_that_is_held_elsewhere_is_refused_and_nothing_changes(siti: Applicant, office: Office) -> None:
    mine = booked(siti, office).tickets.get()
    other = world.a_person(world.an_account("budi@example.id"), 2, born=date(1990, 5, 18))
    booked(other, office)
    with pytest.raises(Refusal) as refused:
        correct(siti, office)
    siti.refresh_from_db()
    mine.refresh_from_db()
    assert (refused.value.code, refused.value.field) == ("nik_held", "nik")
    assert (siti.full_name, mine.full_name, mine.nik_last4) == ("Siti Rahma", "Siti Rahma", siti.nik_last4)
    assert not Event.objects.filter(event__in=["person.corrected", "person.changed"]).exists()


def test_a_nik_that_stands_on_the_same_account_already_is_said_at_its_field(siti: Applicant, office: Office) -> None:
    world.a_person(siti.account, 2, born=date(1990, 5, 18))
    with pytest.raises(PersonRefused) as refused:
        correct(siti, office)
    assert list(refused.value.fields) == ["nik"]


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        (Correction("", date(1990, 5, 18)), "full_name"),
        (Correction("Siti", date(2090, 5, 18)), "birth_date"),
        (Correction("Siti", date(1990, 5, 18), "123"), "nik"),
    ],
)
def test_what_cannot_stand_on_a_card_is_said_at_its_field(
    siti: Applicant, office: Office, correction: Correction, field: str
) -> None:
    with pytest.raises(PersonRefused) as refused:
        correct(siti, office, correction)
    assert list(refused.value.fields) == [field]


def test_nothing_different_is_said_so(siti: Applicant, office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        correct(siti, office, Correction(siti.full_name, siti.birth_date))
    assert refused.value.code == "nothing_to_correct"


def test_it_needs_a_reason_and_somebody_who_may(siti: Applicant, office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        correct(siti, office, reason=" ")
    assert refused.value.code == "reason_missing"
    for by in (world.actor_of(siti.account), an_officer(office, "gate")):
        with pytest.raises(PermissionDenied):
            correct(siti, office, by=by)


def test_an_entry_follows_and_a_frozen_roll_stays_as_it_was_published() -> None:
    opening = openings.an_opening(entitled_share=0)
    siti = world.a_person(world.an_account(), 1, name="Siti Rahma")
    entry = openings.an_entry(opening, [siti])
    openings.tick(openings.THURSDAY_20)
    opening.refresh_from_db()
    before = list(published.roll_lines(opening)), opening.roll_digest
    heard = []
    correct(siti, opening.office, now=openings.THURSDAY_20, also=lambda old, new: heard.append((old, new)))
    siti.refresh_from_db()
    opening.refresh_from_db()
    person = entry.people.get()
    assert bytes(person.nik_hash) == bytes(siti.nik_hash)
    assert (list(published.roll_lines(opening)), opening.roll_digest) == before
    assert before[1]
    [(old, new)] = heard
    assert (old != new, new) == (True, bytes(siti.nik_hash))
    assert nothing_is_broken()


def test_a_nik_that_is_in_an_opening_elsewhere_is_refused() -> None:
    opening = openings.an_opening(entitled_share=0)
    siti = world.a_person(world.an_account(), 1, name="Siti Rahma")
    other = world.a_person(world.an_account("budi@example.id"), 2, born=date(1990, 5, 18))
    openings.an_entry(opening, [siti])
    openings.an_entry(opening, [other])
    with pytest.raises(Refusal) as refused:
        correct(siti, opening.office, now=openings.MONDAY_9)
    assert refused.value.code == "nik_held"


FIFTEEN = Correction("Siti Rahma", date(2011, 5, 17))
"""A year that was mistyped when the booking was made; the NIK is not asked about."""


def unfit(act: object) -> str:
    with pytest.raises(Refusal) as refused:
        act()  # type: ignore[operator]
    assert (refused.value.code, refused.value.field) == ("age_unfit", "despite_age")
    return str(refused.value)


def test_a_service_that_does_not_suit_the_right_age_is_said_first_and_goes_on_record(
    siti: Applicant, office: Office
) -> None:
    ticket = booked(siti, office).tickets.get()
    with translation.override("en"):
        words = unfit(lambda: correct(siti, office, FIFTEEN))
    assert words.startswith('On Monday, 23 November 2026 this person is 15, and "New passport" is not for that age.')
    assert "the visit stands" in words
    ticket.refresh_from_db()
    assert ticket.birth_date == date(1990, 5, 17) and not Event.objects.filter(event="person.corrected").exists()
    correct(siti, office, FIFTEEN, despite_age=True)
    ticket.refresh_from_db()
    assert (ticket.birth_date, ticket.state) == (FIFTEEN.birth_date, "confirmed")
    assert Event.objects.get(event="person.corrected").data["unfit"] == "service_age"


def test_a_booklet_that_is_not_for_the_right_age_is_said(siti: Applicant, office: Office) -> None:
    booked(siti, office).tickets.update(service="child")
    with translation.override("en"):
        assert "a passport for ten years is for people of 17 and over" in unfit(lambda: correct(siti, office, FIFTEEN))


def test_a_party_that_has_no_adult_any_more_is_said(siti: Applicant, office: Office) -> None:
    booked(siti, office).tickets.update(service="child", booklet="PB_E_5")
    with translation.override("en"):
        assert "a parent or guardian must come along" in unfit(lambda: correct(siti, office, FIFTEEN))


def test_the_age_on_the_day_of_the_visit_counts(siti: Applicant, office: Office) -> None:
    booked(siti, office)
    correct(siti, office, Correction("Siti Rahma", date(2009, 11, 23)))
    tomorrow = Correction("Siti Rahma", date(2009, 11, 24))
    assert unfit(lambda: correct(siti, office, tomorrow))


def test_what_is_wrong_already_and_is_not_touched_stops_no_other_correction(siti: Applicant, office: Office) -> None:
    booked(siti, office).tickets.update(service="child")
    correct(siti, office, Correction("Siti Rahmah", siti.birth_date))
    assert Event.objects.get(event="person.corrected").data["fields"] == ["full_name"]


def test_somebody_who_holds_nothing_is_corrected_at_once(siti: Applicant, office: Office) -> None:
    correct(siti, office, FIFTEEN)
    assert "unfit" not in Event.objects.get(event="person.corrected").data


def test_an_entry_that_no_seat_can_be_given_for_is_said() -> None:
    opening = openings.an_opening(entitled_share=0)
    siti = world.a_person(world.an_account(), 1, name="Siti Rahma")
    openings.an_entry(opening, [siti])
    with translation.override("en"):
        assert "withdraw the entry and enter again" in unfit(lambda: correct(siti, opening.office, FIFTEEN))
