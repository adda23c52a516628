"""Sets the stage for the stories, in a process of its own: the demo on a Sunday evening, with some guests more.

`set_it` runs inside `giliran shell` with the product's environment; what the stories need to know about the
guests lies in `DATA_DIR/stage.json` afterwards. Everything is made by the product's own use cases.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from giliran.accounts import services as accounts
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import documents
from giliran.booking.services.allocate import allocate
from giliran.booking.services.book import book
from giliran.config.prepare import prepare
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices import services as staff
from giliran.payments.services import issue_bill
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts
from giliran.web.demo.people import PASSWORD, DemoLogin
from giliran.web.demo.seed import SITI
from tests.factories import brokers, world

SUNDAY_EVENING = datetime(2026, 12, 6, 13, 0, tzinfo=UTC)
"""Sunday, 6 December 2026, 20.00 WIB: next week is open, the week after is not, Christmas can be seen."""
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 12, day) for day in (7, 8, 9, 10))
BROKERS_OFFICE = "bandung"
FULL_OFFICE, FULL_DAY = "tanjung-pinang", THURSDAY
NEW_OFFICER = "baru@demo.giliran"
KIOSK_MAKERS = {
    language: DemoLogin(f"kios.{language}@demo.giliran", "Yanto Kios", "supervisor", "jakarta-selatan", secret)
    for language, secret in (("id", "GILIRANDEMOKIOSA"), ("en", "GILIRANDEMOKIOSB"))
}
"""Supervisors who make a browser a kiosk, which signs them out; one for each language."""


@dataclass(frozen=True)
class Guest:
    """Somebody with a ticket. `qr` is the text of the QR code."""

    name: str
    label: str
    qr: str


@dataclass(frozen=True)
class Party:
    """Guests with one booking. `code` has no hyphens."""

    code: str
    guests: list[Guest]


PARTIES = {
    "pair": ("jakarta-selatan", MONDAY, ("Dewi Anggraini", "Rudi Hartono")),
    "alone": ("jakarta-selatan", MONDAY, ("Lina Marlina",)),
    "filmed": ("jakarta-selatan", MONDAY, ("Yohana Filma",)),
    "english": ("jakarta-selatan", MONDAY, ("Grace Tan",)),
    "served": ("jakarta-selatan", MONDAY, ("Sinta Loket",)),
    "tomorrow": ("jakarta-selatan", TUESDAY, ("Eko Prasetyo",)),
    "elsewhere": ("bogor", MONDAY, ("Tuti Handayani",)),
    "closed_out": ("tanjung-pinang", WEDNESDAY, ("Bambang Irawan",)),
    "flooded": ("tanjung-pinang", TUESDAY, ("Bagus Banjir", "Ayu Banjir")),
    "absent": ("tanjung-pinang", MONDAY, ("Rina Absen",)),
    "misspelt": ("jakarta-selatan", TUESDAY, ("Yanti Salama",)),
    "offline": ("jakarta-selatan", MONDAY, ("Sari Luring", "Tono Luring")),
    "withdrawn": ("jakarta-selatan", MONDAY, ("Wati Kembali",)),
    "lone": ("jakarta-selatan", MONDAY, ("Lone Marlina",)),
    "kiosk_id": ("jakarta-selatan", MONDAY, ("Kartika Anjungan",)),
    "kiosk_en": ("jakarta-selatan", MONDAY, ("Karin Kiosk",)),
    "seized": ("jakarta-selatan", TUESDAY, ("Nama Palsu", "Teman Calo")),
    "watched": ("jakarta-selatan", MONDAY, ("Mega Amati",)),
    "payer": ("jakarta-selatan", MONDAY, ("Bima Bayar",)),
    "pictured": ("jakarta-selatan", MONDAY, ("Siti Contoh",)),
}
LOGINS = {"flooded": "banjir", "absent": "absen", "payer": "bayar", "pictured": "contoh"}
"""Parties whose holder signs in: the first part of the address."""

HOUSEHOLDS = {
    "keluarga": ("Siti Aminah", "Slamet Riyadi", "Nur Aminah"),
    "ganda": ("Joko Kembar",),
    "luring": ("Maria Sinyal",),
    "tombol": ("Putri Tombol",),
    "surat": ("Andi Pos",),
    "kabar": ("Ina Kabar",),
    "jatuh": ("Made Tabah",),
    "geser": ("Dian Geser",),
    "inggris": ("Nadia English",),
    "daftar": ("Sri Daftar", "Tono Daftar"),
    "antre": ("Wulan Sabar", "Bayu Sabar"),
    "undi": ("Hana Pratiwi",),
    "pindah": ("Ratna Pindah", "Agus Pindah"),
    "geserkan": ("Tuti Geserkan",),
    "plans": ("Olivia Plans",),
    "gagal": ("Yusuf Hidayat", "Laila Hidayat"),
    "tunggu": ("Ratna Tunggu",),
}
"""Accounts for one story each, by the first part of their address, and the people on them; nobody has a booking."""


def set_clock(folder: Path, moment: datetime) -> None:
    """Let the demo's clock show this moment now."""
    offset = (moment - datetime.now(UTC)).total_seconds()  # noqa: TID251 - the machine's own time is meant
    fresh = folder / "demo-clock.new"
    fresh.write_text(json.dumps({"offset_seconds": offset}))
    fresh.replace(folder / "demo-clock.json")


def read_stage(folder: Path) -> dict[str, Party]:
    told = json.loads((folder / "stage.json").read_text())
    return {name: Party(one["code"], [Guest(**guest) for guest in one["guests"]]) for name, one in told.items()}


def set_it() -> None:
    """Prepare the product, and invite the guests."""
    set_clock(Path(settings.DATA_DIR), SUNDAY_EVENING)
    prepare(print)
    parties = {
        name: asdict(_invite(number, LOGINS.get(name, f"tamu{number}"), *one))
        for number, (name, one) in enumerate(PARTIES.items())
    }
    _fill(FULL_OFFICE, FULL_DAY)
    _deal()
    for number, (name, people) in enumerate(HOUSEHOLDS.items(), start=100):
        _settle(number, f"{name}@demo.giliran", people)
    _letters_have_come()
    _ask_to_pay(parties["alone"]["code"])
    _hire(NEW_OFFICER, "jakarta-selatan")
    for login in KIOSK_MAKERS.values():
        _promote(login)
    (Path(settings.DATA_DIR) / "stage.json").write_text(json.dumps(parties))


def _settle(
    number: int, email: str, names: tuple[str, ...], password: str | None = PASSWORD
) -> tuple[Actor, list[int]]:
    """An account with these people; their ids."""
    now = SUNDAY_EVENING
    user = accounts.open_account(email=email, name=names[0], password=password, by=SYSTEM, now=now)
    actor = Actor(user.pk, names[0], "web")
    niks = [f"31740115{place + 1:02d}80{number + 7000:04d}" for place in range(len(names))]
    people = [
        accounts.add_person(
            replace(SITI, nik=nik, full_name=name, phone=f"08133{number:06d}", street=f"Jl. Tamu No. {number}"),
            by=actor,
            now=now,
        )
        for nik, name in zip(niks, names, strict=True)
    ]
    return actor, [one.id for one in people]


def _invite(number: int, login: str, office: str, day: date, names: tuple[str, ...]) -> Party:
    """A booking for people with these names in the first window of the day."""
    password = PASSWORD if login in LOGINS.values() else None
    actor, people = _settle(number, f"{login}@demo.giliran", names, password=password)
    wanted = [PersonRequest(one, "new", "PB_E_10", "holiday") for one in people]
    slot = _slots(office, day, len(people))[0]
    booking = book(slot_id=slot.id, people=wanted, key=f"tamu{number}", by=actor, now=SUNDAY_EVENING)
    tickets = booking.tickets.order_by("number")
    return Party(booking.code, [Guest(one.full_name, one.label, documents.qr_text(one, booking)) for one in tickets])


def _ask_to_pay(code: str) -> None:
    """A counter has made a bill for the first of these people."""
    ticket = Ticket.objects.select_related("booking__account", "office").get(booking__code=code)
    by = Actor(None, "Loket", "desk", frozenset({("counter", ticket.office_id)}))
    issue_bill(ticket=ticket, by=by, now=SUNDAY_EVENING)


def _fill(office: str, day: date) -> None:
    """Somebody has every seat of the day."""
    parties = [slot.id for slot in _slots(office, day, 1) for _ in range(slot.left)]
    crowd = world.many_people(len(parties), 1, first=500_000)
    requests = [
        SeatRequest(slot, one.account_id, (PersonRequest(one.id, "new", "PB_E_10", "holiday"),), "full", "web")
        for slot, [one] in zip(parties, crowd, strict=True)
    ]
    allocate(requests, SUNDAY_EVENING)


def _deal() -> None:
    """A broker with twenty accounts, one telephone and one browser has handed a seat on all week; a family of five,
    each with an account, has booked once."""
    [slot] = Slot.objects.filter(id=_slots(BROKERS_OFFICE, WEDNESDAY, 6)[0].id)
    people = brokers.a_broker([slot], now=SUNDAY_EVENING - timedelta(days=5))
    token = ""
    for one in people:
        token = accounts.recognise_device(account_id=one.account_id, token=token, now=SUNDAY_EVENING)
    brokers.a_family_of_five(slot, now=SUNDAY_EVENING - timedelta(days=1))


def _letters_have_come() -> None:
    """Nobody waits for the letters of the crowd."""
    Booking.objects.update(confirm_due_at=None)


def _slots(office: str, day: date, people: int) -> list[SlotFacts]:
    found = offices.office_by_code(office)
    assert found is not None
    free = slots.next_free(found, now=SUNDAY_EVENING, people=people, since=day, limit=10)
    return [slot for slot in free if slot.date == day]


def _promote(login: DemoLogin) -> None:
    """Somebody who works at an office and has a second factor."""
    now = SUNDAY_EVENING
    user = accounts.open_account(email=login.email, name=login.name, password=PASSWORD, by=SYSTEM, now=now)
    accounts.give_second_factor(user, login.secret, by=SYSTEM, now=now)
    office = offices.office_by_code(login.office)
    staff.assign_staff(user=user, office=office, role=login.role, by=SYSTEM, now=now)


def _hire(email: str, office: str) -> None:
    """A gate officer on the first day of work: no second factor yet."""
    user = accounts.open_account(email=email, name="Wahyu Baru", password=PASSWORD, by=SYSTEM, now=SUNDAY_EVENING)
    staff.assign_staff(user=user, office=offices.office_by_code(office), role="gate", by=SYSTEM, now=SUNDAY_EVENING)
