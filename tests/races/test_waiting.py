"""Seats come back while people book by hand, join and leave: the list has them first, whole parties, nobody twice."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import invariants as bookings
from giliran.booking.services.book import book
from giliran.booking.services.cancel import cancel_booking
from giliran.core.errors import Refusal
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.waiting.models import PassedOn, WaitingParty
from giliran.waiting.services import invariants
from giliran.waiting.services.decline import decline
from giliran.waiting.services.expire import expire_due
from giliran.waiting.services.join import Wanted, join, leave
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, openings, waiting, world
from tests.races import crowd

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DAYS = [date(2026, 11, 24), date(2026, 11, 25)]
SEATS = 12
LAST_MINUTE = 120


def live(share: tuple[str, int]) -> Counter[str]:
    """One process: a worker that passes on, or a crowd that books, joins, leaves, cancels and declines."""
    role, seed = share
    rng = random.Random(seed)
    done: Counter[str] = Counter()
    if role == "worker":
        for minute in range(LAST_MINUTE + 1):
            done["passed_on"] += pass_on_due(NOW + timedelta(minutes=minute))
            done["expired"] += expire_due(NOW + timedelta(minutes=minute)) if minute % 20 == 0 else 0
        return done
    act = {"hand": _book_by_hand, "list": _join_and_leave, "holders": _give_back}[role]
    for number, people in enumerate(_share_of(role, seed)):
        done += act(people, number, rng)
    return done


def _share_of(role: str, seed: int) -> list[list[Applicant]]:
    first = {"hand": 10_000, "list": 20_000, "holders": 0}[role]
    wanted = Applicant.objects.filter(relation="self", village=f"{role}-{seed}").order_by("account_id", "id")
    parties: dict[int, list[Applicant]] = {}
    for one in wanted:
        parties.setdefault(one.account_id, []).append(one)
    assert parties or first < 0
    return list(parties.values())


def _book_by_hand(people: list[Applicant], number: int, rng: random.Random) -> Counter[str]:
    """Somebody who presses on every slot, and presses again; some of them wait as well."""
    moment = NOW + timedelta(minutes=rng.randint(0, LAST_MINUTE))
    for slot_id in Slot.objects.order_by("id").values_list("id", flat=True):
        asked, actor = openings.asked(people), openings.actor(people)
        try:
            book(slot_id=slot_id, people=asked, key=f"h{slot_id}", by=actor, now=moment)
        except Refusal as refused:
            if refused.code not in ("full", "returning", "already_booked"):
                raise
        else:
            return Counter(booked=1)
    return Counter()


def _join_and_leave(people: list[Applicant], number: int, rng: random.Random) -> Counter[str]:
    office, actor = Office.objects.get(), openings.actor(people)
    for again in range(rng.choice([1, 1, 2])):
        try:
            party = join(
                office=office, people=openings.asked(people), wanted=Wanted(tuple(DAYS)), key=f"w{again}", by=actor,
                now=NOW,
            )  # fmt: skip
            if rng.random() < 0.3:
                leave(party=party, by=actor, now=NOW)
        except Refusal as refused:
            if refused.code not in ("already_waiting", "needs_no_waiting", "wait_over"):
                raise
    found = WaitingParty.objects.filter(account_id=people[0].account_id, state="found").first()
    if found and rng.random() < 0.5:
        decline(party=found, by=actor, now=NOW + timedelta(minutes=rng.randint(0, LAST_MINUTE)))
        return Counter(declined=1)
    return Counter()


def _give_back(people: list[Applicant], number: int, rng: random.Random) -> Counter[str]:
    booking = Booking.objects.get(account_id=people[0].account_id)
    moment = NOW + timedelta(minutes=rng.randint(0, 40))
    tickets = list(booking.tickets.values_list("id", flat=True))
    some = rng.sample(tickets, rng.randint(1, len(tickets)))
    cancel_booking(booking=booking, by=openings.actor(people), now=moment, tickets=some)
    return Counter(returned=len(some))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_seats_come_back_while_everybody_wants_them() -> None:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    slots = [world.a_slot(office, day, letter=letter, capacity=SEATS) for day in DAYS for letter in "AB"]
    holders = _people("holders", [1, 2], 16, 3)
    for number, people in enumerate(holders):
        slot = slots[number // 4 % 4]
        book(slot_id=slot.pk, people=openings.asked(people), key="mine", by=openings.actor(people), now=NOW)
    Slot.objects.update(capacity=SEATS)
    assert sum(Slot.objects.values_list("taken", flat=True)) == 4 * SEATS == 48
    _people("hand", [1, 2], 20, 2, first=10_000)
    waits = [*_people("list", [1, 2], 30, 2, first=20_000), *_people("early", [1], 10, 3, first=40_000)]
    for people in waits[-10:]:
        waiting.a_party(office, people, *DAYS, now=NOW)

    shares = [("worker", 1), ("worker", 2), ("holders", 1), ("holders", 2), ("hand", 1), ("hand", 2), ("list", 1),
              ("list", 2)]  # fmt: skip
    done: Counter[str] = sum(crowd.all_at_once(live, shares), Counter())
    for minute in range(61, 5 * 61, 61):  # what was declined at the end comes back once more
        pass_on_due(NOW + timedelta(minutes=LAST_MINUTE + minute))

    assert done["returned"] > 0
    assert [*bookings.broken(), *invariants.broken()] == []
    niks = Counter(bytes(nik) for nik in Ticket.objects.filter(state="confirmed").values_list("nik_hash", flat=True))
    assert set(niks.values()) == {1}
    for party in WaitingParty.objects.filter(state="found"):
        assert Ticket.objects.filter(booking=party.booking, state="confirmed").count() == party.party
    nothing_is_lost_and_the_list_came_first(slots)


def nothing_is_lost_and_the_list_came_first(slots: list[Slot]) -> None:
    """No seat is on its way any more, and none went to everybody that a party of three could have had who waited from
    the beginning and still does."""
    for slot in Slot.objects.filter(id__in=[one.pk for one in slots]):
        assert (slot.returning, slot.reserved_for) == (0, "")
    assert PassedOn.objects.filter(done_at=None).count() == 0
    assert PassedOn.objects.filter(given__gt=0).exists()
    if WaitingParty.objects.filter(state="waiting", party=3).exists():
        assert all(came.seats - came.given < 3 for came in PassedOn.objects.all())


def _people(role: str, seeds: list[int], accounts: int, each: int, *, first: int = 0) -> list[list[Applicant]]:
    """People whom a process finds again by the village they live in."""
    made = world.many_people(accounts, each, first=first)
    for number, people in enumerate(made):
        village = f"{role}-{seeds[number % len(seeds)]}"
        Applicant.objects.filter(id__in=[one.pk for one in people]).update(village=village)
    return made


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_who_waits_twice_and_books_by_hand_has_one_seat() -> None:
    """The same NIK waits on one account and presses on another at the moment its place is found."""
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    slot = world.a_slot(office, DAYS[0], capacity=6)
    other = world.a_slot(office, DAYS[1], capacity=6)
    holders = world.many_people(6, 1)
    for [holder] in holders:
        book(slot_id=slot.pk, people=openings.asked([holder]), key="k", by=openings.actor([holder]), now=NOW)
    waits = world.many_people(6, 1, first=500)
    twins = world.many_people(6, 1, first=600)
    for [mine], [twin] in zip(waits, twins, strict=True):
        Applicant.objects.filter(pk=twin.pk).update(nik_hash=mine.nik_hash)
        waiting.a_party(office, [mine], DAYS[0], now=NOW)
    for booking in Booking.objects.all():
        cancel_booking(booking=booking, by=world.actor_of(booking.account), now=NOW)

    people = [(one[0].pk, one[0].account_id) for one in twins]
    crowd.all_at_once(press_or_pass_on, [None, None, *[(other.pk, people[n::4]) for n in range(4)]])

    assert [*bookings.broken(), *invariants.broken()] == []
    live = Ticket.objects.filter(state="confirmed")
    assert live.count() == live.values("nik_hash").distinct().count() == 6
    found = WaitingParty.objects.filter(state="found").count()
    assert found == live.filter(booking__slot=slot).count()
    assert expire_due(NOW + timedelta(hours=2)) == 6 - found


def press_or_pass_on(share: tuple[int, list[tuple[int, int]]] | None) -> None:
    if share is None:
        pass_on_due(NOW + timedelta(minutes=61))
        return
    slot_id, people = share
    for applicant_id, _account in people:
        mine = [Applicant.objects.get(pk=applicant_id)]
        try:
            book(slot_id=slot_id, people=openings.asked(mine), key="hand", by=openings.actor(mine), now=NOW)
        except Refusal as refused:
            if refused.code != "already_booked":
                raise
