"""What the database finds, on whichever engine."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant, Flag, User, Way
from giliran.booking.models import Booking, Ticket
from giliran.booking.services.cancel import cancel_booking
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.payments.models import Bill
from giliran.reports import selectors
from giliran.reports.models import Decision
from giliran.reports.selectors import Pattern
from giliran.reports.states import Kind
from giliran.slots.models import SeatReturn, Slot
from tests.factories import brokers, openings, world
from tests.reports.conftest import MAYA, MONDAY, NOW

LATER = NOW + timedelta(hours=40)
"""When everything of the evening is over."""


def found(kind: Kind, now: datetime = LATER) -> list[Pattern]:
    return selectors.patterns(MAYA, now)[kind] or []


def sizes(kind: Kind, now: datetime = LATER) -> list[int]:
    return [one.finding.size for one in found(kind, now)]


def account_ids(people: list[Applicant]) -> tuple[int, ...]:
    return tuple(sorted(one.account_id for one in people))


def test_a_broker_is_found_and_a_family_is_not(slot: Slot) -> None:
    people = brokers.a_broker([slot], now=NOW)
    brokers.a_family_of_five(slot, now=NOW)
    everything = selectors.patterns(MAYA, LATER)
    told = {kind: [(one.finding.size, one.finding.accounts) for one in some] for kind, some in everything.items()}
    behind = (20, account_ids(people))
    assert told == {
        Kind.PHONE: [behind],
        Kind.ADDRESS: [behind],
        Kind.DEVICE: [],
        Kind.PAYER: [],
        Kind.SWAPS: [(19, account_ids(people))],
        Kind.NO_SHOWS: [],
        Kind.LATE: [],
        Kind.FLAGS: [],
        Kind.STAFF: [],
    }


def test_nobody_but_headquarters_is_told_anything(slot: Slot) -> None:
    brokers.a_broker([slot], now=NOW)
    [broker] = found(Kind.PHONE)
    for roles in ((), (("head", 1),), (("hq", 1),), (("cs", None),)):
        actor = Actor(2, "somebody", "web", frozenset(roles))
        assert selectors.patterns(actor, LATER) == {}
        assert selectors.pattern_of(Kind.PHONE, broker.name, actor, LATER) is None


def test_a_number_of_the_account_and_of_its_people_is_one(slot: Slot) -> None:
    people = brokers.some_accounts(6, phone="+6281300000001")
    Applicant.objects.filter(pk__in=[one.pk for one in people[:3]]).update(phone="")
    User.objects.filter(pk__in=[one.account_id for one in people[:3]]).update(phone="+6281300000001")
    for person in people:
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.PHONE) == [6]


def test_a_number_for_messages_counts_as_well(slot: Slot) -> None:
    for person in brokers.some_accounts(6):
        Way.objects.create(account_id=person.account_id, channel="whatsapp", address="+6281300000001", asked_at=NOW)
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.PHONE) == [6]


def test_who_did_nothing_for_ninety_days_is_not_looked_at(slot: Slot) -> None:
    people = brokers.some_accounts(6, phone="+6281300000001")
    for person in people[:5]:
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.PHONE) == []
    old = brokers.book(people[5], slot, now=NOW)
    assert sizes(Kind.PHONE) == [6]
    Booking.objects.filter(pk=old.pk).update(created_at=LATER - timedelta(days=90, seconds=1))
    assert sizes(Kind.PHONE) == []


def test_entries_into_an_opening_count_as_well(db: None) -> None:
    opening = openings.an_opening()
    for number, person in enumerate(brokers.some_accounts(6, phone="+6281300000001")):
        openings.an_entry(opening, [person], key=f"entry-{number}")
    assert sizes(Kind.PHONE, openings.MONDAY_9) == [6]


def test_accounts_made_by_officers_are_told_apart(slot: Slot) -> None:
    """An organisation gave its own number for everybody: sixty assisted accounts are no pattern."""
    people = brokers.some_accounts(66, phone="+6281300000001")
    assisted = [one.account_id for one in people[:61]]
    User.objects.filter(pk__in=assisted).update(email=None)
    for person in people:
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.PHONE) == []
    User.objects.filter(pk=assisted[0]).update(email="own@example.id")
    [one] = found(Kind.PHONE)
    assert (one.finding.size, one.finding.apart) == (6, 60)


@pytest.mark.parametrize(
    ("spellings", "is_one"),
    [
        (("Jl. Melati No. 3", "jalan melati 3", "JLN MELATI NO 3", "Jl.Melati, No.3", "Jl. Melati Nomor 3"), True),
        (("Jl. Melati No. 3", "Jl. Melati No. 30"), False),
        (("Jl. Wonosari 3", "Jl. Wsari 3"), False),
        (("Jl. Melati", "Jalan Melati"), None),
    ],
)
def test_an_address_is_the_same_however_it_is_spelt(
    slot: Slot, spellings: tuple[str, ...], is_one: bool | None
) -> None:
    people = brokers.some_accounts(10)
    for number, person in enumerate(people):
        Applicant.objects.filter(pk=person.pk).update(street=spellings[number % len(spellings)])
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.ADDRESS) == ([10] if is_one else [])


def test_the_same_street_in_another_village_is_another_address(slot: Slot) -> None:
    people = brokers.some_accounts(10, street="Jl. Melati No. 3")
    for person in people:
        brokers.book(person, slot, now=NOW)
    Applicant.objects.filter(pk=people[0].pk).update(village="Manggarai")
    assert sizes(Kind.ADDRESS) == []


def test_one_device_behind_many_accounts(slot: Slot) -> None:
    token = ""
    for person in brokers.some_accounts(6):
        brokers.book(person, slot, now=NOW)
        token = accounts.recognise_device(account_id=person.account_id, token=token, now=NOW)
    [one] = found(Kind.DEVICE)
    assert one.finding.size == 6
    assert token not in one.finding.mark


def test_one_payer_behind_many_accounts(slot: Slot) -> None:
    for number, person in enumerate(brokers.some_accounts(7)):
        brokers.book(person, slot, now=NOW)
        Bill.objects.create(
            ticket=Ticket.objects.get(applicant=person), office=slot.office, code=f"8202611220000{number:02d}",
            amount=950_000, created_at=NOW, expires_at=NOW, state="paid", state_at=NOW, paid_at=NOW, method="gateway",
            ntpn=f"NTPN{number:012d}", payer_hash=bytes(32) if number else bytes(31) + b"x",
        )  # fmt: skip
    [one] = found(Kind.PAYER)
    assert one.finding.size == 6


def test_a_seat_taken_after_a_quarter_of_an_hour_is_no_swap(slot: Slot) -> None:
    giver, taker = brokers.some_accounts(2, first=20)
    for number in range(3):
        day = world.a_slot(slot.office, MONDAY + timedelta(days=number + 1))
        wait = timedelta(minutes=10 if number else 11)
        brokers.hand_on([giver, taker], day, now=NOW, wait=wait)
        Ticket.objects.filter(state="confirmed", account_id=taker.account_id).update(state="attended")
    assert sizes(Kind.SWAPS) == []


def test_two_accounts_between_which_it_happens_again_and_again(slot: Slot) -> None:
    giver, taker, *others = brokers.some_accounts(8)
    for number in range(3):
        day = world.a_slot(slot.office, MONDAY + timedelta(days=number + 1))
        brokers.hand_on([giver, taker], day, now=NOW)
        Ticket.objects.filter(state="confirmed", account_id=taker.account_id).update(state="attended")
    brokers.hand_on(others, slot, now=NOW)  # chance: each of them once
    [one] = found(Kind.SWAPS)
    assert (one.finding.accounts, one.finding.size) == ((giver.account_id, taker.account_id), 3)
    Booking.objects.filter(account_id=taker.account_id).update(
        door="jobs"
    )  # the waiting list gave it: nobody steers that
    assert sizes(Kind.SWAPS) == []
    assert SeatReturn.objects.filter(offered_at=None).count() == 0


def visits(office: Office, person: Applicant, states: str) -> None:
    """A booking for each letter: m(issed), a(ttended), l(ifted)."""
    for number, state in enumerate(states):
        day = world.a_slot(office, MONDAY + timedelta(days=number), letter="B")
        booking = brokers.book(person, day, now=NOW, key=f"v{number}")
        lifted = NOW if state == "l" else None
        Ticket.objects.filter(booking=booking).update(state="attended" if state == "a" else "missed", lifted_at=lifted)


@pytest.mark.parametrize(
    ("states", "expected"), [("mmmm", [4]), ("mmma", [3]), ("mmm", []), ("mmaa", []), ("mmml", [3]), ("mmll", [])]
)
def test_who_hardly_ever_comes(office: Office, states: str, expected: list[int]) -> None:
    [person] = brokers.some_accounts(1)
    visits(office, person, states)
    assert sizes(Kind.NO_SHOWS, NOW + timedelta(days=20)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(23, [4]), (25, [])])
def test_places_given_back_in_the_last_hours(office: Office, hours: int, expected: list[int]) -> None:
    [person] = brokers.some_accounts(1)
    for number in range(4):
        day = world.a_slot(office, MONDAY + timedelta(days=number), letter="B")
        booking = brokers.book(person, day, now=NOW - timedelta(days=9), key=f"v{number}")
        holder = Actor(person.account_id, "holder", "web")
        cancel_booking(booking=booking, by=holder, now=day.starts_at - timedelta(hours=hours))
    assert sizes(Kind.LATE, NOW + timedelta(days=20)) == expected


def test_an_officer_who_books_and_changes_for_others_far_more_than_colleagues(slot: Slot) -> None:
    busy, *others = [world.staff_member("cs", slot.office, email=f"cs{n}@example.id") for n in range(4)]
    people = brokers.some_accounts(33)
    for number, person in enumerate(people[:30]):
        officer = busy if number < 27 else others[number - 27]
        booking = brokers.book(person, slot, now=NOW, made_by=officer.pk)
        if number < 3:
            at_desk = Actor(busy.pk, "Petugas", "desk", frozenset({("cs", slot.office_id)}))
            cancel_booking(booking=booking, by=at_desk, now=NOW, reason="asked on the telephone")
    [one] = found(Kind.STAFF)
    assert (one.finding.mark, one.finding.size, len(one.finding.accounts)) == (str(busy.pk), 30, 27)
    evidence = selectors.evidence_of(one, LATER)
    assert evidence.officers[busy.pk].offices == (slot.office.name,)


def test_what_an_officer_books_for_themselves_is_theirs(slot: Slot) -> None:
    people = brokers.some_accounts(33)
    for person in people:
        world.Assignment.objects.create(user_id=person.account_id, office=slot.office, role="cs")
        brokers.book(person, slot, now=NOW)
    assert sizes(Kind.STAFF) == []


def test_the_name_of_a_pattern_stays_and_tells_nothing(slot: Slot) -> None:
    brokers.a_broker([slot], now=NOW, accounts=6)
    [one] = found(Kind.PHONE)
    assert one.name == selectors.name_of("phone", brokers.PHONE)
    assert brokers.PHONE not in one.name and len(one.name) == 24
    assert selectors.pattern_of(Kind.PHONE, one.name, MAYA, LATER) == one
    assert selectors.pattern_of(Kind.ADDRESS, one.name, MAYA, LATER) is None
    assert selectors.pattern_of(Kind.PAYER, one.name, MAYA, LATER) is None


def test_the_evidence_names_nobody_and_masks_numbers(slot: Slot) -> None:
    people = brokers.a_broker([slot], now=NOW, accounts=6)
    [one] = found(Kind.PHONE)
    evidence = selectors.evidence_of(one, LATER)
    assert [account.id for account in evidence.accounts] == list(account_ids(people))
    assert {account.email for account in evidence.accounts} == {"u***@example.id"}
    assert [(a.people, a.seats, a.given_back) for a in evidence.accounts] == [(1, 1, 1)] * 5 + [(1, 1, 0)]
    assert (len(evidence.bookings), evidence.more) == (6, 0)
    assert [line.event for line in evidence.log].count("booking.cancelled") == 5
    assert len(selectors.evidence_of(one, LATER, most=2).bookings) == 2
    assert selectors.evidence_of(one, LATER, most=2).more == 4


def test_evidence_asks_the_database_as_often_for_many_as_for_few(slot: Slot) -> None:
    def queries(accounts: int) -> int:
        brokers.a_broker([slot], now=NOW, accounts=accounts, first=1_000 * accounts)
        [one, *_] = found(Kind.PHONE)
        with CaptureQueriesContext(connection) as asked:
            selectors.evidence_of(one, LATER)
        return len(asked)

    assert queries(6) == queries(30)


@pytest.mark.parametrize("number", ["", "+6281234567890", "+4915112345678", "123"])
def test_a_masked_number_keeps_its_last_four(number: str) -> None:
    masked = selectors.mask_phone(number)
    assert masked[-4:] == number[-4:]
    assert set(masked[:-4]) <= {"*"}


def decided(pattern: Pattern, size: int, at: datetime) -> Decision:
    return Decision.objects.create(
        kind=pattern.kind,
        mark=pattern.name,
        number=1,
        what="set_aside",
        size=size,
        reason="-",
        by=1,
        by_label="M",
        at=at,
    )


def test_a_decision_covers_a_pattern_until_it_has_grown(slot: Slot) -> None:
    brokers.a_broker([slot], now=NOW, accounts=6)
    [one] = found(Kind.PHONE)
    decided(one, 6, LATER)
    assert [one.is_settled for one in found(Kind.PHONE)] == [True]
    [late] = brokers.some_accounts(1, first=50, phone=brokers.PHONE)
    brokers.book(late, slot, now=NOW)
    assert [one.is_settled for one in found(Kind.PHONE)] == [False]


def test_what_officers_flagged_is_shown_by_account(office: Office) -> None:
    broker, other = world.an_account("broker@example.id"), world.an_account("other@example.id")
    for account, days in ((broker, 2), (other, 1), (broker, 1), (other, 100)):
        Flag.objects.create(account=account, reason="seized_nik", at=NOW - timedelta(days=days))
    flagged = [(one.finding.accounts, one.finding.size) for one in found(Kind.FLAGS)]
    assert flagged == [((broker.pk,), 2), ((other.pk,), 1)]
