"""An account that an officer opened becomes its holder's own, with ticket and identity card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from giliran.accounts.models import AccountClaim, Applicant, User
from giliran.accounts.services import claims
from giliran.accounts.services.claims import claim_account
from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.booking.services.claim import start_claim
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, Actor
from giliran.notifications.models import Message
from giliran.offices.models import Office
from tests.factories import catalogue, world

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-22T13:00:00+00:00")
OFFICER = Actor(7, "Rina", "desk", frozenset({("cs", 1)}))
DAUGHTER = "putri@example.id"


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    return world.an_office()


@pytest.fixture
def booking(office: Office) -> Booking:
    """An elderly man was given a seat at the desk."""
    account = User.objects.create(email=None, name="Sumarno Hadi", created_at=world.LONG_AGO)
    person = world.a_person(account, 1, name="Sumarno Hadi")
    asked = [PersonRequest(person.pk, "new", "PB_E_10", "holiday")]
    slot = world.a_slot(office, date(2026, 11, 23))
    return book(slot_id=slot.pk, people=asked, key="desk", by=OFFICER, now=NOW, account_id=account.pk)


def started(
    booking: Booking, office: Office, *, email: str = DAUGHTER, now: datetime = NOW, number: int = 1
) -> AccountClaim:
    nik = world.a_nik(number)
    return start_claim(code=booking.code, nik=nik, email=email, office=office, by=OFFICER, now=now)


def code_in_the_mail(address: str = DAUGHTER) -> str:
    letter = Message.objects.filter(address=address).latest("id")
    [(_name, code)] = letter.data["facts"]
    return str(code)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code


def test_the_code_that_was_sent_gives_the_account_its_address(booking: Booking, office: Office) -> None:
    claim = started(booking, office, email=" Putri@Example.id ")
    code = code_in_the_mail()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert code.replace("-", "").encode() not in bytes(claim.code_hash)
    account = claim_account(claim_id=claim.public_id, code=code.lower(), by=OFFICER, now=NOW)
    assert (account, account.email) == (booking.account, DAUGHTER)
    address = account.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == (DAUGHTER, True, True)
    lines = Event.objects.filter(event__startswith="account.").order_by("id").values_list("event", "actor_id")
    assert list(lines) == [("account.claim_started", 7), ("account.claimed", 7)]
    assert not Event.objects.filter(data__icontains=DAUGHTER).exists()


def test_it_can_be_entered_at_home_within_seven_days(booking: Booking, office: Office) -> None:
    claim = started(booking, office)
    code = code_in_the_mail()
    with refused("claim_over"):
        claim_account(claim_id=claim.public_id, code=code, by=NOBODY, now=NOW + timedelta(days=7))
    claim_account(claim_id=claim.public_id, code=code, by=NOBODY, now=NOW + timedelta(days=6, hours=23))
    with refused("claim_over"):
        claim_account(claim_id=claim.public_id, code=code, by=NOBODY, now=NOW + timedelta(days=6, hours=23))


def test_a_wrong_code_is_counted_and_the_fifth_ends_it(booking: Booking, office: Office) -> None:
    claim = started(booking, office)
    for _try in range(5):
        with refused("code_wrong"):
            claim_account(claim_id=claim.public_id, code="AAAA-AAAA", by=NOBODY, now=NOW)
    with refused("claim_over"):
        claim_account(claim_id=claim.public_id, code=code_in_the_mail(), by=NOBODY, now=NOW)
    assert Event.objects.filter(event="account.claim_failed").count() == 5
    assert User.objects.get(pk=booking.account_id).email is None


def test_a_newer_code_ends_the_older(booking: Booking, office: Office) -> None:
    older = started(booking, office)
    code = code_in_the_mail()
    started(booking, office, email="salah@example.id")
    with refused("claim_over"):
        claim_account(claim_id=older.public_id, code=code, by=NOBODY, now=NOW)


def test_no_more_than_three_codes_an_hour(booking: Booking, office: Office) -> None:
    for minute in range(3):
        started(booking, office, now=NOW + timedelta(minutes=minute))
    with refused("too_often"):
        started(booking, office, now=NOW + timedelta(minutes=59))
    started(booking, office, now=NOW + timedelta(minutes=61))


def test_an_address_of_another_account_is_refused_and_nothing_is_joined(booking: Booking, office: Office) -> None:
    world.an_account(DAUGHTER)
    with refused("address_used"):
        started(booking, office, email="PUTRI@example.id")
    assert not Message.objects.filter(address=DAUGHTER).exists()


def test_an_address_that_was_taken_meanwhile_is_refused(booking: Booking, office: Office) -> None:
    claim = started(booking, office)
    world.an_account(DAUGHTER)
    with refused("address_used"):
        claim_account(claim_id=claim.public_id, code=code_in_the_mail(), by=NOBODY, now=NOW)
    assert AccountClaim.objects.get().used_at is None


def test_an_account_with_an_address_is_nobodys_to_claim(booking: Booking, office: Office) -> None:
    User.objects.filter(pk=booking.account_id).update(email="ada@example.id")
    with refused("has_address"):
        started(booking, office)


@pytest.mark.parametrize("email", ["", "putri", "putri@", "a b@example.id", "x" * 300 + "@example.id"])
def test_what_is_no_address_is_said_so(booking: Booking, office: Office, email: str) -> None:
    with refused("address_wrong"):
        started(booking, office, email=email)


def test_ticket_and_card_must_belong_together_and_the_look_is_on_record(booking: Booking, office: Office) -> None:
    with refused("claim_unmatched"):
        started(booking, office, number=2)
    with refused("claim_unmatched"):
        start_claim(code="K7MPQ2X9B", nik=world.a_nik(1), email=DAUGHTER, office=office, by=OFFICER, now=NOW)
    abouts = Event.objects.filter(event="person.nik_looked_up").values_list("about", flat=True)
    assert sorted(abouts) == sorted([f"booking:{booking.code}", "booking:unknown"])


def test_others_may_not_and_what_is_not_there_is_over(booking: Booking, office: Office) -> None:
    gate = Actor(8, "Agus", "desk", frozenset({("gate", office.pk)}))
    with pytest.raises(PermissionDenied):
        start_claim(code=booking.code, nik=world.a_nik(1), email=DAUGHTER, office=office, by=gate, now=NOW)
    with refused("claim_over"):
        claim_account(claim_id=uuid4(), code="AAAA-AAAA", by=NOBODY, now=NOW)


def test_afterwards_the_holder_books_without_an_officer(booking: Booking, office: Office) -> None:
    claim = started(booking, office)
    account = claim_account(claim_id=claim.public_id, code=code_in_the_mail(), by=OFFICER, now=NOW)
    person = Applicant.objects.get()
    with pytest.raises(PermissionDenied):
        book(
            slot_id=booking.slot_id, people=[PersonRequest(person.pk, "new", "PB_E_10", "holiday")], key="again",
            by=OFFICER, now=NOW, account_id=account.pk,
        )  # fmt: skip


def test_an_officer_sends_no_more_codes_in_an_hour_than_a_desk_needs(
    booking: Booking, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_AN_OFFICER", 3)
    for number in range(2, 5):
        User.objects.create(email=None, created_at=world.LONG_AGO)
        other = User.objects.latest("id")
        claims.start_claim(account=other, email=f"a{number}@example.id", by=OFFICER, now=NOW, office_id=office.pk)
    with refused("officer_too_often"):
        started(booking, office, now=NOW + timedelta(minutes=59))
    colleague = Actor(8, "Dewi", "desk", frozenset({("cs", 1)}))
    nik = world.a_nik(1)
    start_claim(code=booking.code, nik=nik, email=DAUGHTER, office=office, by=colleague, now=NOW)
    started(booking, office, now=NOW + timedelta(minutes=61))


def test_the_officer_reads_how_many_codes_were_sent_and_what_to_do() -> None:
    with translation.override("id"):
        words = str(claims._SENTENCES["officer_too_often"])
    assert words.startswith("Anda sudah mengirim 20 kode dalam satu jam")
