"""An office with a few seats for people without a booking, and those who let them in. Straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from giliran.accounts.services import PersonDraft
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.models import Fee
from giliran.core.types import Actor
from giliran.offices.models import Office, PolicyValue
from giliran.offices.states import Role
from giliran.slots.models import Slot
from giliran.walkin.services import Entered, Needs, walk_in
from tests.factories import world
from tests.factories.catalogue import PP_45, a_catalogue

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 09.00 WIB: in the middle of the morning window."""
LETTERS = {"priority": "P", "walk_in": "W", "express": "X"}

BUDI = PersonDraft(
    nik=world.a_nik(77, born=date(1958, 3, 2)),
    kk="3174011203180001",
    full_name="Budi Santoso",
    birth_place="Jakarta",
    relation="self",
    street="Jl. Tebet Raya No. 12",
    village="Tebet Barat",
    district_code="31.74.01",
    phone="+6281234567890",
)
"""Born in 1958: 68 years on that Monday."""
NEEDS = Needs("new", "PB_E_10", "holiday")


@dataclass(frozen=True)
class Hall:
    office: Office
    gate: Actor
    cs: Actor


def a_hall(
    *, priority: int = 2, walk_in: int = 2, express: int = 2, code: str = "jakarta-selatan", id: int = 1
) -> Hall:
    """Morning seats of each pool on Monday; a gate officer and one of customer service."""
    a_catalogue() if id == 1 else None
    office = world.an_office(code, id=id)
    for pool, seats in (("priority", priority), ("walk_in", walk_in), ("express", express)):
        if seats:
            seats_of(office, pool, seats)
    return Hall(office, _actor(Role.GATE, office), _actor(Role.CUSTOMER_SERVICE, office))


def _actor(role: str, office: Office) -> Actor:
    user = world.staff_member(role, office, email=f"{role}@{office.code}.id")
    return world.actor_of(user, door="gate", roles=[(role, office.id)])


def seats_of(office: Office, pool: str, seats: int, *, day: date = MONDAY, window: str = "A") -> Slot:
    slot = world.a_slot(office, day, letter=window, capacity=seats)
    first = 1 if window == "A" else 501
    Slot.objects.filter(pk=slot.pk).update(
        pool=pool, letter=LETTERS[pool], first_number=first, last_number=first - 1
    )  # fmt: skip
    slot.refresh_from_db()
    return slot


def set_figure(office: Office, key: str, value: int) -> None:
    PolicyValue.objects.create(office=office, key=key, value=str(value))


def an_express_fee() -> None:
    Fee.objects.create(
        code="PERCEPATAN", kind="surcharge", name_id="Layanan percepatan", name_en="Express", amount_idr=1_000_000,
        valid_from=PP_45, regulation="PP 45/2024", seq=9,
    )  # fmt: skip
    catalogue.forget_rules()


def come(hall: Hall, reason: str = "elderly", *, nonce: str = "n1", at: datetime = NINE, **more: Any) -> Entered:
    service = more.pop("service", {"child": "child", "examined": "lost"}.get(reason, "new"))
    by = more.pop("by", hall.gate)
    more.setdefault("companion", reason == "child")
    return walk_in(office=hall.office, reason=reason, service=service, nonce=nonce, by=by, now=at, **more)


def card_of(number: int, *, born: date, **changes: Any) -> PersonDraft:
    """What an identity card says."""
    return replace(BUDI, nik=world.a_nik(number, born=born), **changes)
