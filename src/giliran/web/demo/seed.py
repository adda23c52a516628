"""Fills the demo through the same use cases that people use, so that nothing in it is impossible."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from giliran.accounts import selectors as people
from giliran.accounts import services as accounts
from giliran.accounts.services import PersonDraft
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.offices import services as staff
from giliran.offices.policy import SetQuotas
from giliran.slots import selectors as slots
from giliran.slots import services as plans
from giliran.web.demo import activities, answers, complaints, floor, incidents, news, passports
from giliran.web.demo.people import LOGINS, PASSWORD, DemoLogin

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant

GIVEN = ("Ahmad", "Rina", "Joko", "Sri", "Andi", "Maria", "Yusuf", "Putri", "Made", "Lestari", "Bagus", "Nur", "Tono")
FAMILY = ("Wijaya", "Saputra", "Hidayat", "Simanjuntak", "Kusuma", "Pratama", "Nasution", "Utami", "Suryadi", "Lubis")
CROWD = {"tanjung-pinang": 30, "jakarta-selatan": 60, "jakarta-pusat": 40}
"""How many made-up accounts have booked at which office."""

AT_THE_DOOR = {"priority": 20, "walk_in": 10, "express": 10}
"""Seats of each session at South Jakarta for people without a booking, by pool."""

SITI = PersonDraft(
    nik="3174015705900001",
    kk="3174011203180001",
    full_name="Siti Rahayu",
    birth_place="Jakarta",
    relation="self",
    street="Jl. Tebet Raya No. 12",
    rt="004",
    rw="002",
    village="Tebet Barat",
    district_code="31.74.01",
    phone="081234567890",
)
FAMILY_OF_SITI = (
    SITI,
    replace(SITI, nik="3174011203620002", full_name="Slamet Raharjo", relation="parent", birth_place="Klaten"),
    replace(SITI, nik="3174014808150003", full_name="Ayu Rahayu", relation="child", phone=""),
)


def fill(*, now: datetime) -> int:
    """Make the demo's people, staff, open weeks and bookings. Returns the bookings made; 0 if it was filled before."""
    siti = _citizen(LOGINS[0], now)
    if people.applicants_of(siti).exists():
        return 0
    for login in LOGINS:
        _sign_up(login, now)
    for draft in FAMILY_OF_SITI:
        accounts.add_person(draft, by=siti, now=now)
    accounts.add_person(
        replace(SITI, nik="3174010101850009", full_name="Budi Santoso"), by=_citizen(LOGINS[1], now), now=now
    )
    _receive_without_booking(now)
    plans.extend_horizon(now)
    for week in (now.date(), now.date() + timedelta(weeks=1)):
        plans.release_week(week, now=now)
    passports.fill(SITI, now=now)
    floor.set_up(now)
    answers.fill(now)
    complaints.fill(now)
    news.fill(_worker("pusat", now), _worker("kepala", now), now)
    incidents.fill(now)
    activities.fill(now)
    made = _crowd(now)
    if floor.busy_moment(now) == now:
        floor.bring_in(now)
    return made


def _receive_without_booking(now: datetime) -> None:
    """Some seats a session for people without a booking, from Monday to Friday, as large offices have them (OP09)."""
    office = offices.office_by_code("jakarta-selatan")
    if office is None:
        return
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    setup = offices.setup_of(office, today)
    for pool, seats in AT_THE_DOOR.items():
        cells = {(weekday, window.id): seats for weekday in range(5) for window in setup.active_windows}
        staff.change_setup(office, SetQuotas(pool, today, cells), by=SYSTEM, now=now)


def _citizen(login: DemoLogin, now: datetime) -> Actor:
    user = accounts.open_account(email=login.email, name=login.name, password=PASSWORD, by=SYSTEM, now=now)
    return Actor(user.pk, login.name, "web")


def _worker(name: str, now: datetime) -> Actor:
    """Somebody of the demo at work, by the first part of the address."""
    [login] = [one for one in LOGINS if one.email == f"{name}@demo.giliran"]
    office = offices.office_by_code(login.office) if login.office else None
    roles = frozenset({(str(login.role), office.pk if office else None)})
    return Actor(_citizen(login, now).user_id, login.name, "web", roles)


def _sign_up(login: DemoLogin, now: datetime) -> None:
    user = accounts.open_account(email=login.email, name=login.name, password=PASSWORD, by=SYSTEM, now=now)
    if login.role:
        accounts.give_second_factor(user, login.secret, by=SYSTEM, now=now)
        office = offices.office_by_code(login.office) if login.office else None
        staff.assign_staff(user=user, office=office, role=login.role, by=SYSTEM, now=now)


def _crowd(now: datetime) -> int:
    rng = random.Random(2026)  # noqa: S311 - the same demo every time
    requests = [request for code, size in CROWD.items() for request in _requests(code, size, rng, now)]
    return sum(isinstance(outcome, Booked) for outcome in allocate(requests, now))


def _requests(code: str, size: int, rng: random.Random, now: datetime) -> Iterator[SeatRequest]:
    office = offices.office_by_code(code)
    if office is None:
        return
    free = slots.next_free(office, now=now, people=1, since=now.date(), limit=6)
    for number in range(size):
        party = _family(f"{code}-{number}@demo.giliran", rng, now)
        slot = free[0] if number * 2 < size else rng.choice(free)
        yield SeatRequest(slot.id, party[0].account_id, tuple(party_request(one.id) for one in party), "demo", "web")


def party_request(applicant_id: int) -> PersonRequest:
    return PersonRequest(applicant_id, "new", "PB_E_10", "holiday")


def _family(email: str, rng: random.Random, now: datetime) -> list[Applicant]:
    user = accounts.open_account(email=email, name=email, by=SYSTEM, now=now)  # nobody needs to be them: no password
    actor = Actor(user.pk, email, "web")
    surname = rng.choice(FAMILY)
    return [
        accounts.add_person(_neighbour(f"{rng.choice(GIVEN)} {surname}", rng), by=actor, now=now)
        for _ in range(rng.choice((1, 1, 2, 3)))
    ]


def _neighbour(name: str, rng: random.Random) -> PersonDraft:
    born = date(1960, 1, 1) + timedelta(days=rng.randrange(16_000))
    nik = f"317401{born.day:02d}{born:%m%y}{rng.randrange(10, 9999):04d}"
    phone, street = f"0813{nik[-8:]}", f"Jl. Tebet Dalam No. {int(nik[-4:])}"
    return replace(SITI, nik=nik, full_name=name, relation="self", phone=phone, street=street)
