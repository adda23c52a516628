"""Made-up people in bulk, for the demo and for rushes on one's own machine. They exist nowhere else.

Their accounts have neither e-mail address nor password: nobody signs in to them, and nobody is written to.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from giliran.accounts.models import Applicant, User
from giliran.accounts.states import Relation, Sex
from giliran.core import secrets

GIVEN = ("Adi", "Ayu", "Bima", "Citra", "Dwi", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Kartika", "Lukman", "Mega")
FAMILY = ("Anwar", "Gunawan", "Harahap", "Iskandar", "Kurnia", "Maulana", "Pohan", "Rangkuti", "Siregar", "Wibowo")
KK = "3174011203180001"
FIRST_BIRTH = date(1960, 1, 1)
BIRTHS = 15_000
"""Days after the first birth on which somebody is born: all of them are of age, and none is old."""

BATCH = 500


def make_households(sizes: Sequence[int], *, now: datetime) -> list[list[Applicant]]:
    """An account for each size, with so many adults on it. Refuses to do so outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("Made-up people exist in demo only (GILIRAN_DEMO=1).")
    with transaction.atomic():
        number = (Applicant.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        users = User.objects.bulk_create(
            [User(name=f"Made-up household {number + n}", password="!", created_at=now) for n in range(len(sizes))],  # noqa: S106 - unusable
            batch_size=BATCH,
        )
        people = [
            _person(user, number + n, is_first=is_first, now=now)
            for n, (user, is_first) in enumerate(_places(users, sizes))
        ]
        made = iter(Applicant.objects.bulk_create(people, batch_size=BATCH))
    return [list(islice(made, size)) for size in sizes]


def _places(users: Iterable[User], sizes: Sequence[int]) -> Iterator[tuple[User, bool]]:
    for user, size in zip(users, sizes, strict=True):
        yield from ((user, position == 0) for position in range(size))


def _person(account: User, number: int, *, is_first: bool, now: datetime) -> Applicant:
    """The NIK differs for each number, and agrees with the birth date."""
    rng = random.Random(number)  # noqa: S311 - the same people every time
    ring = secrets.keyring()
    born = FIRST_BIRTH + timedelta(days=number % BIRTHS)
    nik = f"317409{born:%d%m%y}{number // BIRTHS + 1:04d}"
    person = Applicant(
        account=account,
        relation=Relation.SELF if is_first else Relation.RELATIVE,
        full_name=f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        birth_place="Jakarta",
        birth_date=born,
        sex=Sex.MALE,
        street=f"Jl. Rekaan No. {number}",
        village="Tebet Barat",
        district_code="31.74.01",
        nik_hash=ring.blind(nik, "nik"),
        nik_last4=nik[-4:],
        kk_last4=KK[-4:],
        created_at=now,
    )
    person.nik_sealed = ring.seal(nik, person.place_of("nik_sealed"))
    person.kk_sealed = ring.seal(KK, person.place_of("kk_sealed"))
    return person
