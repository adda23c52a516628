"""Joining, being found a place, declining it, and leaving."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant
from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import invariants as bookings
from giliran.booking.services.book import book
from giliran.booking.services.cancel import cancel_booking
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.opening.services import invariants as openings_keep
from giliran.slots.models import Slot
from giliran.slots.policy import FOR_WAITING
from giliran.waiting import selectors
from giliran.waiting.models import DaySeed, PassedOn, PassedOver, WaitingParty
from giliran.waiting.services import invariants, pass_on
from giliran.waiting.services.decline import decline
from giliran.waiting.services.expire import expire_due
from giliran.waiting.services.join import Wanted, join, leave
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, openings, visits, waiting, world

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
LATER = SUNDAY + timedelta(minutes=61)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        world.a_slot(office, day, capacity=2)
        world.a_slot(office, day, letter="B", capacity=2)
    return office


@pytest.fixture
def full(office: Office) -> Booking:
    """Tuesday morning is full: one party holds both seats."""
    return visits.a_visit(office, TUESDAY, now=SUNDAY, names=("Siti", "Budi"))


@pytest.fixture(autouse=True)
def _every_promise_is_kept() -> object:
    yield
    assert [*bookings.broken(), *openings_keep.broken(), *invariants.broken()] == []


def people(number: int, size: int = 1) -> list[Applicant]:
    return world.many_people(1, size, first=number * 10)[0]


def give_back(booking: Booking, *, only: int | None = None) -> None:
    tickets = [one.pk for one in booking.tickets.order_by("number")][:only]
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=SUNDAY, tickets=tickets)


def slot(day: date = TUESDAY, letter: str = "A") -> Slot:
    return Slot.objects.get(date=day, letter=letter)


def refused(act: object) -> str:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    return caught.value.code


def state_of(party: WaitingParty) -> str:
    party.refresh_from_db()
    return party.state


def test_a_place_that_comes_free_is_booked_and_told_at_once(office: Office, full: Booking) -> None:
    party = waiting.a_party(office, people(5, 2), TUESDAY, now=SUNDAY)
    give_back(full)
    assert pass_on_due(SUNDAY + timedelta(minutes=9)) == 0
    assert pass_on_due(LATER) == 1
    assert state_of(party) == "found"
    assert party.booking is not None
    assert list(party.booking.tickets.values_list("state", flat=True)) == ["confirmed", "confirmed"]
    there = slot()
    assert (there.taken, there.returning, there.reserved_for) == (2, 0, "")
    message = Message.objects.get(key=f"waiting:{party.public_id}:found")
    assert f"/waiting/{party.public_id}/" in message.data["url"]
    assert Event.objects.filter(event="waiting.found", about=f"waiting:{party.public_id}").count() == 1
    assert pass_on_due(LATER) == 0


def test_nobody_sees_a_seat_before_the_list_has_had_it(office: Office, full: Booking) -> None:
    party = waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    give_back(full)
    hunter = people(6)
    ask = {"slot_id": slot().pk, "people": openings.asked(hunter), "by": openings.actor(hunter)}
    assert refused(lambda: book(**ask, key="a", now=LATER)) == "returning"  # type: ignore[arg-type]
    pass_on_due(LATER)
    assert state_of(party) == "found"
    book(**ask, key="a", now=LATER)  # type: ignore[arg-type]
    assert slot().taken == 2


def test_what_nobody_on_the_list_can_take_is_everybodys(office: Office, full: Booking) -> None:
    many = waiting.a_party(office, people(5, 3), TUESDAY, now=SUNDAY)
    other_window = waiting.a_party(office, people(6), TUESDAY, now=SUNDAY, windows=[office.windows.get(letter="B").pk])
    far = waiting.a_party(office, people(7), TUESDAY, WEDNESDAY, now=SUNDAY, notice=3)
    give_back(full)
    pass_on_due(LATER)
    assert [state_of(one) for one in (many, other_window, far)] == ["waiting"] * 3
    there = slot()
    assert (there.taken, there.reserved_for) == (0, "")
    assert [(one.seats, one.given, one.done_at) for one in PassedOn.objects.all()] == [(2, 0, LATER)]


def test_the_order_is_that_of_the_lot_and_a_party_stays_whole(office: Office, full: Booking) -> None:
    """Three wait for one seat: two alone and one pair, which cannot be held."""
    alone = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in (5, 6)]
    pair = waiting.a_party(office, people(7, 2), TUESDAY, now=SUNDAY)
    first = min(alone, key=lambda one: selectors.ranks_of(whole(one), now=SUNDAY)[0].rank)
    give_back(full, only=1)
    pass_on_due(LATER)
    assert {one.pk: state_of(one) for one in (*alone, pair)} == {
        one.pk: "found" if one == first else "waiting" for one in (*alone, pair)
    }


def whole(party: WaitingParty) -> WaitingParty:
    return WaitingParty.objects.prefetch_related("days").get(pk=party.pk)


def test_joining_again_leaves_the_rank_as_it_is(office: Office) -> None:
    crowd = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in range(5, 15)]
    before = selectors.ranks_of(whole(crowd[3]), now=SUNDAY)
    leave(party=crowd[3], by=openings.actor(people_of(crowd[3])), now=SUNDAY)
    again = waiting.a_party(office, people_of(crowd[3]), TUESDAY, now=LATER, key="again")
    assert selectors.ranks_of(whole(again), now=LATER) == before
    assert before[0].of == 10


def people_of(party: WaitingParty) -> list[Applicant]:
    return [one.applicant for one in party.people.order_by("position") if one.applicant]


def test_who_lost_more_draws_comes_first(office: Office, full: Booking) -> None:
    opening = openings.a_plain_opening(office)
    parties = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in range(5, 12)]
    unlucky = max(parties, key=lambda one: selectors.ranks_of(whole(one), now=SUNDAY)[0].rank)
    nik = bytes(unlucky.people.get().nik_hash)
    entry = opening.entries.create(
        public_id="a" * 16, account_id=unlucky.account_id, key="lost", request_digest=b"", party=1, door="web",
        created_at=SUNDAY, outcome="none",
    )  # fmt: skip
    entry.people.create(position=0, nik_hash=nik, is_live=False, lost_at=SUNDAY - timedelta(days=2))
    assert selectors.ranks_of(whole(unlucky), now=SUNDAY)[0].rank == 1
    give_back(full, only=1)
    pass_on_due(LATER)
    assert state_of(unlucky) == "found"


def test_the_seats_of_an_opening_are_its_entries(office: Office, full: Booking) -> None:
    opening = openings.a_plain_opening(office)
    Slot.objects.filter(pk=slot().pk).update(reserved_for=opening.name)
    party = waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    give_back(full)
    pass_on_due(LATER)
    assert state_of(party) == "waiting"
    there = slot()
    assert (there.taken, there.reserved_for) == (0, opening.name)
    Slot.objects.filter(pk=there.pk).update(reserved_for=FOR_WAITING)
    pass_on_due(LATER)
    assert (state_of(party), slot().reserved_for) == ("found", "")


def test_who_cannot_be_booked_is_passed_over_with_the_reason_and_the_next_gets_it(
    office: Office, full: Booking
) -> None:
    parties = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in (5, 6)]
    first, second = sorted(parties, key=lambda one: selectors.ranks_of(whole(one), now=SUNDAY)[0].rank)
    mine = people_of(first)
    held = book(
        slot_id=slot(MONDAY).pk, people=openings.asked(mine), key="by-hand", by=openings.actor(mine), now=SUNDAY
    )
    give_back(full, only=1)
    pass_on_due(LATER)
    assert (state_of(first), state_of(second)) == ("waiting", "found")
    assert [(one.party_id, one.code) for one in PassedOver.objects.all()] == [(first.pk, "already_booked")]
    [happening] = selectors.happenings_of(first)
    assert (happening.seats, happening.given, happening.why) == (1, 1, "already_booked")
    assert expire_due(LATER) == 1
    assert (state_of(first), first.ending) == ("expired", "booked")
    assert Message.objects.filter(key=f"waiting:{first.public_id}:booked").count() == 1
    assert Ticket.objects.filter(booking=held, state="confirmed").count() == 1
    assert expire_due(LATER) == 0


def test_a_list_longer_than_a_round_keeps_the_seat_until_all_were_asked(
    office: Office, full: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pass_on, "PARTIES_A_ROUND", 1)
    parties = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in (5, 6, 7)]
    in_order = sorted(parties, key=lambda one: selectors.ranks_of(whole(one), now=SUNDAY)[0].rank)
    for busy in in_order[:2]:
        mine = people_of(busy)
        book(slot_id=slot(MONDAY).pk, people=openings.asked(mine), key="hand", by=openings.actor(mine), now=SUNDAY)
    give_back(full)
    assert pass_on_due(LATER) == 1
    assert [state_of(one) for one in in_order] == ["waiting", "waiting", "found"]
    [came] = PassedOn.objects.all()
    assert (came.seats, came.given, came.parties, came.done_at) == (2, 1, 1, LATER)
    assert (slot().taken, slot().reserved_for) == (1, "")


def test_a_worker_that_dies_between_two_rounds_leaves_the_seat_to_the_list(
    office: Office, full: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pass_on, "PARTIES_A_ROUND", 1)
    parties = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in (5, 6, 7)]
    give_back(full)
    pass_on._round(slot().pk, frozenset(), LATER)
    there = slot()
    assert (there.taken, there.reserved_for) == (1, FOR_WAITING)
    assert pass_on_due(LATER) == 1
    assert sorted(state_of(one) for one in parties) == ["found", "found", "waiting"]
    assert [(one.seats, one.given) for one in PassedOn.objects.all()] == [(2, 2)]


def test_a_found_place_is_declined_in_one_press_and_goes_to_the_next(office: Office, full: Booking) -> None:
    parties = [waiting.a_party(office, people(number), TUESDAY, now=SUNDAY) for number in (5, 6)]
    give_back(full, only=1)
    pass_on_due(LATER)
    found, other = sorted(parties, key=lambda one: state_of(one) != "found")
    decline(party=found, by=openings.actor(people_of(found)), now=LATER)
    assert state_of(found) == "declined"
    assert found.booking is not None
    assert list(found.booking.tickets.values_list("state", flat=True)) == ["cancelled"]
    pass_on_due(LATER + timedelta(minutes=61))
    assert state_of(other) == "found"
    assert refused(lambda: decline(party=found, by=openings.actor(people_of(found)), now=LATER)) == "declined_already"
    assert selectors.happenings_of(whole(found)) == []  # the place was theirs, and what followed came after
    again = waiting.a_party(office, people_of(found), TUESDAY, now=LATER, key="again")
    assert again.state == "waiting"


def test_on_the_day_itself_a_found_place_is_cancelled_and_not_declined(office: Office, full: Booking) -> None:
    party = waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    give_back(full)
    pass_on_due(LATER)
    party.refresh_from_db()
    tuesday = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # Tuesday 00.30 in Jakarta
    assert refused(lambda: decline(party=party, by=openings.actor(people_of(party)), now=tuesday)) == "decline_too_late"
    decline(party=party, by=openings.actor(people_of(party)), now=tuesday - timedelta(minutes=31))
    assert state_of(party) == "declined"


def test_who_holds_a_visit_has_nothing_to_wait_for(office: Office, full: Booking) -> None:
    holder = list(Applicant.objects.filter(account=full.account).order_by("id"))
    with pytest.raises(Refusal) as caught:
        waiting.a_party(office, holder, WEDNESDAY, now=SUNDAY)
    assert (caught.value.code, caught.value.data["people"]) == ("needs_no_waiting", [0, 1])
    assert [one.ticket.booking_id for one in caught.value.data["held"]] == [full.pk, full.pk]


def test_everybody_waits_once_in_the_country(office: Office) -> None:
    twin = people(5)
    waiting.a_party(office, twin, TUESDAY, now=SUNDAY)
    assert refused(lambda: waiting.a_party(office, twin, MONDAY, now=SUNDAY, key="b")) == "already_waiting"
    other = people(6)
    Applicant.objects.filter(pk=other[0].pk).update(nik_hash=twin[0].nik_hash)
    assert refused(lambda: waiting.a_party(office, other, MONDAY, now=SUNDAY)) == "already_waiting"


def test_who_is_in_an_opening_does_not_wait(office: Office) -> None:
    opening = openings.a_plain_opening(office, state="gathering")
    mine = people(5)
    waits = waiting.a_party(office, mine, TUESDAY, now=SUNDAY)
    openings.an_entry(opening, mine)
    assert expire_due(SUNDAY) == 1
    assert (state_of(waits), waits.ending) == ("expired", "entered")
    assert refused(lambda: waiting.a_party(office, mine, TUESDAY, now=SUNDAY, key="b")) == "in_an_opening"


def test_an_account_waits_for_no_more_places_than_it_may_hold(office: Office) -> None:
    five = world.many_people(1, 6, first=500)[0]
    waiting.a_party(office, five[:3], TUESDAY, now=SUNDAY)
    assert refused(lambda: waiting.a_party(office, five[3:], TUESDAY, now=SUNDAY, key="b")) == "too_many"


def test_days_that_are_over_end_the_wait(office: Office) -> None:
    party = waiting.a_party(office, people(5), MONDAY, TUESDAY, now=SUNDAY, notice=1)
    monday_night = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
    assert expire_due(monday_night) == 0
    assert expire_due(monday_night + timedelta(minutes=1)) == 1
    assert (state_of(party), party.ending) == ("expired", "over")


def test_the_same_key_is_the_same_party(office: Office) -> None:
    mine = people(5)
    first = waiting.a_party(office, mine, TUESDAY, now=SUNDAY)
    assert waiting.a_party(office, mine, TUESDAY, now=LATER).pk == first.pk
    assert refused(lambda: waiting.a_party(office, mine, WEDNESDAY, now=LATER)) == "key_reused"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(()), "days_missing"),
        (Wanted((date(2026, 11, 22),)), "day_unfit"),
        (Wanted((date(2026, 11, 28),)), "day_unfit"),
        (Wanted((date(2030, 1, 1),)), "day_unfit"),
        (Wanted((TUESDAY,), (0,)), "window_unfit"),
        (Wanted((TUESDAY,), (), 15), "notice_unfit"),
        (Wanted((TUESDAY,), (), -1), "notice_unfit"),
        (Wanted((MONDAY, TUESDAY), (), 3), "days_too_soon"),
    ],
)
def test_wishes_that_cannot_be(office: Office, wanted: Wanted, code: str) -> None:
    mine = people(5)
    ask = {"office": office, "people": openings.asked(mine), "key": "k", "by": openings.actor(mine), "now": SUNDAY}
    assert refused(lambda: join(wanted=wanted, **ask)) == code  # type: ignore[arg-type]
    assert WaitingParty.objects.count() == 0


def test_leaving_twice_is_leaving_once_and_a_found_place_is_not_left(office: Office, full: Booking) -> None:
    party = waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    actor = openings.actor(people_of(party))
    leave(party=party, by=actor, now=SUNDAY)
    leave(party=party, by=actor, now=LATER)
    assert (state_of(party), party.state_at) == ("left", SUNDAY)
    assert Event.objects.filter(event="waiting.left").count() == 1
    again = waiting.a_party(office, people_of(party), TUESDAY, now=SUNDAY, key="again")
    give_back(full)
    pass_on_due(LATER)
    assert refused(lambda: leave(party=again, by=actor, now=LATER)) == "wait_over"


def test_a_stranger_does_nothing_for_a_party(office: Office) -> None:
    party = waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    stranger = Actor(10_000, "somebody else", "web")
    assert selectors.party_for(party.public_id, stranger) is None
    for act in (leave, decline):
        with pytest.raises(PermissionDenied):
            act(party=party, by=stranger, now=SUNDAY)


def test_the_secret_of_a_day_is_made_once_and_stands_sealed(office: Office) -> None:
    waiting.a_party(office, people(5), TUESDAY, now=SUNDAY)
    sealed = bytes(DaySeed.objects.get(date=TUESDAY).sealed)
    seed = selectors.seeds_of([TUESDAY])[TUESDAY]
    waiting.a_party(office, people(6), TUESDAY, now=SUNDAY)
    assert bytes(DaySeed.objects.get(date=TUESDAY).sealed) == sealed
    assert len(seed) == 32
    assert seed.hex().encode() not in sealed
