"""Somebody shows the identity card at a desk: what another account holds for their NIK comes back to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant, Flag, User
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.selectors import changes_of
from giliran.booking.services import invariants as seats
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.cancel import cancel_booking
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson
from giliran.opening.selectors import published
from giliran.opening.services import enter, invariants
from giliran.opening.services.take_over import TakenOver, take_over_claim
from giliran.opening.services.take_seats import book_turn
from giliran.slots.models import SeatReturn, Slot
from tests.factories import catalogue, openings, world

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-22T13:00:00+00:00")
MONDAY = date(2026, 11, 23)
REASON = "Identity card 31.74 shown"


def an_officer(office: Office, role: str = "cs") -> Actor:
    return Actor(7, "Rina", "desk", frozenset({(role, office.pk)}))


def at_the_desk(number: int, name: str = "Sumarno Hadi") -> Applicant:
    """The true person, on an account that an officer opened."""
    account = User.objects.create(email=None, name=name, created_at=world.LONG_AGO)
    return world.a_person(account, number, name=name)


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    return world.an_office()


def seized(office: Office, *numbers: int, capacity: int = 20, key: str = "broker") -> Booking:
    """Somebody else has booked with these NIKs."""
    broker = world.an_account("broker@example.id")
    people = [world.a_person(broker, number, name=f"Nama Palsu {number}") for number in numbers]
    slot = world.a_slot(office, MONDAY, capacity=capacity)
    asked = tuple(PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in people)
    [outcome] = allocate([SeatRequest(slot.pk, broker.pk, asked, key, "web", broker.pk)], NOW)
    assert isinstance(outcome, Booked), outcome
    return Booking.objects.get(pk=outcome.booking_id)


def take_over(person: Applicant, office: Office, *, keeps_seat: bool = True, now: datetime = NOW) -> TakenOver:
    return take_over_claim(
        person=person, keeps_seat=keeps_seat, reason=REASON, office=office, by=an_officer(office), now=now
    )


def nothing_is_broken() -> bool:
    return [*seats.broken(), *invariants.broken()] == []


def test_the_seat_itself_becomes_the_persons_own_even_in_a_full_slot(office: Office) -> None:
    theirs, mine = seized(office, 1, capacity=1), at_the_desk(1)
    old = theirs.tickets.get()
    taken = take_over(mine, office)
    assert taken.booking is not None
    new = taken.booking.tickets.get()
    old.refresh_from_db()
    assert (old.state, new.state, new.account, new.applicant) == ("cancelled", "confirmed", mine.account, mine)
    assert (new.full_name, taken.booking.slot, new.service) == ("Sumarno Hadi", theirs.slot, old.service)
    assert new.public_id != old.public_id
    assert new.label != old.label
    slot = Slot.objects.get()
    assert (slot.taken, slot.returning, SeatReturn.objects.count()) == (1, 0, 0)
    assert nothing_is_broken()


def test_without_the_seat_the_nik_is_free_and_the_seat_waits_like_every_other(office: Office) -> None:
    seized(office, 1)
    mine = at_the_desk(1)
    assert take_over(mine, office, keeps_seat=False).booking is None
    slot = Slot.objects.get()
    assert (slot.taken, slot.returning) == (1, 1)
    assert nothing_is_broken()
    asked = (PersonRequest(mine.pk, "new", "PB_E_10", "holiday"),)
    [outcome] = allocate([SeatRequest(slot.pk, mine.account_id, asked, "own", "desk", 7)], NOW)
    assert isinstance(outcome, Booked)


@pytest.mark.parametrize("keeps_seat", [True, False])
def test_the_rest_of_the_party_stands(office: Office, keeps_seat: bool) -> None:
    theirs, mine = seized(office, 1, 2, 3), at_the_desk(2)
    take_over(mine, office, keeps_seat=keeps_seat)
    states = list(theirs.tickets.order_by("number").values_list("state", flat=True))
    assert states == ["confirmed", "cancelled", "confirmed"]
    assert nothing_is_broken()


def test_the_other_account_is_flagged_told_without_blame_and_loses_the_person(office: Office) -> None:
    theirs, mine = seized(office, 1), at_the_desk(1)
    take_over(mine, office)
    flag = Flag.objects.get()
    assert (flag.account, flag.reason, flag.about, flag.at, flag.by) == (
        theirs.account, "seized_nik", f"booking:{theirs.code}", NOW, 7,
    )  # fmt: skip
    letter = Message.objects.get(address="broker@example.id")
    assert letter.event == "notice"
    assert "Sumarno" not in str(letter.data)
    assert Applicant.objects.get(account=theirs.account).archived_at == NOW
    line = Event.objects.get(event="person.claim_taken_over")
    assert (line.about, line.actor_id, line.office_id) == (f"person:{mine.public_id}", 7, office.pk)
    assert line.data == {
        "reason": REASON, "ended": [f"booking:{theirs.code}"],
        "given": f"booking:{Booking.objects.get(account=mine.account).code}",
    }  # fmt: skip


def test_it_costs_the_person_neither_a_change_of_this_month_nor_their_losses(office: Office) -> None:
    seized(office, 1)
    mine = at_the_desk(1)
    nik = bytes(mine.nik_hash)
    entry = Entry.objects.create(
        public_id="e" * 16, opening=openings.a_plain_opening(office), account=mine.account, key="old", party=1,
        request_digest=b"", door="desk", created_at=NOW - timedelta(days=9),
    )  # fmt: skip
    EntryPerson.objects.create(
        entry=entry, position=0, applicant=mine, nik_hash=nik, service="new", booklet="PB_E_10", purpose="holiday",
        is_live=False, lost_at=NOW - timedelta(days=3),
    )  # fmt: skip
    take_over(mine, office, keeps_seat=False)
    assert changes_of([nik], since=NOW - timedelta(days=30)) == {}
    assert [one.losses for one in selectors.standing_of([nik], now=NOW)] == [1]


def test_the_same_again_finds_the_persons_own_claim(office: Office) -> None:
    seized(office, 1)
    mine = at_the_desk(1)
    take_over(mine, office)
    with pytest.raises(Refusal) as refused:
        take_over(mine, office)
    assert refused.value.code == "claim_own"
    assert Flag.objects.count() == 1


def test_a_claim_that_was_given_back_meanwhile_is_none(office: Office) -> None:
    theirs, mine = seized(office, 1), at_the_desk(1)
    cancel_booking(booking=theirs, by=world.actor_of(theirs.account), now=NOW)
    with pytest.raises(Refusal) as refused:
        take_over(mine, office)
    assert refused.value.code == "no_claim"


def test_what_cannot_be_seated_changes_nothing(office: Office) -> None:
    theirs, mine = seized(office, 1), at_the_desk(1)
    Slot.objects.update(state="closed")
    with pytest.raises(Refusal) as refused:
        take_over(mine, office)
    assert refused.value.code == "closed"
    assert theirs.tickets.get().state == "confirmed"
    assert not Flag.objects.exists()
    assert nothing_is_broken()


def test_a_seat_that_an_opening_holds_stays_within_it(office: Office) -> None:
    theirs, mine = seized(office, 1, capacity=1), at_the_desk(1)
    Slot.objects.update(reserved_for="opening:9")
    taken = take_over(mine, office)
    assert taken.booking is not None
    assert taken.booking.slot_id == theirs.slot_id


@pytest.mark.parametrize("role", ["gate", "counter"])
def test_others_may_not(office: Office, role: str) -> None:
    seized(office, 1)
    with pytest.raises(PermissionDenied):
        take_over_claim(
            person=at_the_desk(1), keeps_seat=True, reason=REASON, office=office, by=an_officer(office, role), now=NOW
        )


def test_it_needs_a_reason(office: Office) -> None:
    seized(office, 1)
    with pytest.raises(Refusal) as refused:
        take_over_claim(
            person=at_the_desk(1), keeps_seat=True, reason="  ", office=office, by=an_officer(office), now=NOW
        )
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


def test_what_stands_above_hears_the_nik_within_the_transaction(office: Office) -> None:
    theirs, mine = seized(office, 1), at_the_desk(1)

    def too_much(nik_hash: bytes) -> set[int]:
        assert nik_hash == bytes(mine.nik_hash)
        raise Refusal("above", "no")

    with pytest.raises(Refusal):
        take_over_claim(
            person=mine, keeps_seat=True, reason=REASON, office=office, by=an_officer(office), now=NOW, also=too_much
        )
    assert theirs.tickets.get().state == "confirmed"


class TestInAnOpening:
    """The claim is a place in an opening that is under way."""

    @pytest.fixture
    def opening(self):  # type: ignore[no-untyped-def]
        return openings.an_opening(entitled_share=0)

    def entered(self, opening, *numbers: int) -> Entry:  # type: ignore[no-untyped-def]
        broker = world.an_account("broker@example.id")
        return openings.an_entry(opening, [world.a_person(broker, number) for number in numbers])

    def test_an_entry_of_one_is_out_and_its_person_enters_at_once(self, opening) -> None:  # type: ignore[no-untyped-def]
        theirs, mine = self.entered(opening, 1), at_the_desk(1)
        taken = take_over(mine, opening.office, now=openings.MONDAY_9)
        theirs.refresh_from_db()
        assert (taken.entry, theirs.outcome, theirs.in_roll) == (theirs, "withdrawn", False)
        again = enter.enter(
            opening_id=opening.pk, people=openings.asked([mine]), key="own", by=an_officer(opening.office),
            now=openings.MONDAY_9, account_id=mine.account_id,
        )  # fmt: skip
        assert again.in_roll
        assert nothing_is_broken()

    def test_a_frozen_roll_stays_as_it_was_published(self, opening) -> None:  # type: ignore[no-untyped-def]
        theirs, mine = self.entered(opening, 1, 2), at_the_desk(2)
        openings.tick(openings.THURSDAY_20)
        opening.refresh_from_db()
        lines = list(published.roll_lines(opening))
        before = (opening.roll_digest, opening.roll_size, opening.roll_people)
        take_over(mine, opening.office, now=openings.THURSDAY_20)
        opening.refresh_from_db()
        theirs.refresh_from_db()
        assert (opening.roll_digest, opening.roll_size, opening.roll_people) == before
        assert (theirs.party, theirs.in_roll, theirs.outcome) == (2, True, "")
        assert list(published.roll_lines(opening)) == lines != []
        assert nothing_is_broken()

    def test_in_its_turn_only_the_others_are_seated(self, opening) -> None:  # type: ignore[no-untyped-def]
        theirs, mine = self.entered(opening, 1, 2), at_the_desk(2)
        openings.running(opening, minutes=5)
        theirs = Entry.objects.get(pk=theirs.pk)
        now = openings.FRIDAY_14 + timedelta(minutes=6)
        take_over(mine, opening.office, now=now)
        slot = selectors.slots_of(opening)[0]
        people = openings.asked([one.applicant for one in theirs.people.order_by("position")])
        by = Actor(theirs.account_id, "broker", "web")
        with pytest.raises(Refusal) as refused:
            book_turn(entry=theirs, slot_id=slot.pk, people=people, key="k", by=by, now=now)
        assert refused.value.code == "not_your_party"
        seated = book_turn(entry=theirs, slot_id=slot.pk, people=people[:1], key="k2", by=by, now=now)
        assert seated.tickets.count() == 1

    def test_a_ballot_seats_the_others_and_counts_no_loss_for_who_is_out(self) -> None:
        opening = openings.an_opening(method="ballot", entitled_share=0)
        broker = world.an_account("broker@example.id")
        people = [world.a_person(broker, number) for number in (1, 2)]
        theirs = openings.an_entry(opening, people, wishes="any")
        openings.drawn(opening)
        mine = at_the_desk(2)
        take_over(mine, opening.office, now=openings.FRIDAY_8)
        openings.tick(openings.FRIDAY_14)
        theirs.refresh_from_db()
        assert theirs.outcome == "ballot"
        assert list(Ticket.objects.values_list("nik_last4", flat=True)) == [people[0].nik_last4]
        openings.tick(openings.SATURDAY_20)
        assert [one.losses for one in selectors.standing_of([bytes(mine.nik_hash)], now=openings.SATURDAY_20)] == [0]
        assert nothing_is_broken()
