"""Openings for the stories: at some offices, with methods, paces and crowds of their own.

The functions run inside `giliran shell` with the product's environment; a story calls them with `tell`.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from giliran.accounts.models import Applicant
from giliran.booking.policy import PersonRequest
from giliran.core import clock
from giliran.core.types import Actor
from giliran.offices.models import Office, PolicyValue
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services.enter import enter
from giliran.opening.states import Outcome
from tests.factories import world
from tests.journeys import product as products
from tests.journeys.product import GILIRAN, REPOSITORY, Product
from tests.processes import wait_until

MONDAY_9 = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
"""Monday, 7 December 2026, 09.00 WIB: entries for the week of the 14th are taken."""
THURSDAY_20 = datetime(2026, 12, 10, 13, 0, tzinfo=UTC)
FRIDAY_8 = datetime(2026, 12, 11, 1, 0, tzinfo=UTC)
FRIDAY_14 = datetime(2026, 12, 11, 7, 0, tzinfo=UTC)
SATURDAY_20 = datetime(2026, 12, 12, 13, 0, tzinfo=UTC)
A_MOMENT = timedelta(seconds=2)

ENTRY_PAGE = re.compile(r"/me/entries/[0-9a-f]{16}/")

METHODS = {"turns": 0, "ballot": 1, "open": 2}


@contextmanager
def running(prepared: Path, folder: Path, office: str, method: str, pace: int) -> Iterator[Product]:
    """A product of its own, in which one office gives its places like this."""
    shutil.copytree(prepared, folder / "before")
    tell(folder / "before", f"choose({office!r}, {method!r}, {pace})")
    with products.running(folder / "before", folder / "data") as product:
        yield product


def tell(folder: Path, call: str) -> str:
    """Call a function of this module in the product's own environment; what it prints."""
    code = f"from tests.journeys import fridays; print(fridays.{call})"
    command = [*GILIRAN, "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        command, env=products.environment(folder), cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def comes(product: Product, opening: int, moment: datetime, state: str) -> None:
    """The product's clock jumps to a moment, and its worker does what is due."""
    product.set_clock(moment)
    wait_until(lambda: _state_of(product, opening) == state, seconds=60)


def _state_of(product: Product, opening: int) -> str:
    with product.database() as database:
        [state] = database.execute("SELECT state FROM opening_opening WHERE id = ?", [opening]).fetchone()
    return str(state)


def choose(office: str, method: str, pace: int) -> None:
    """How an office gives the places of its next weeks."""
    found = Office.objects.get(code=office)
    for key, value in (("opening_method", METHODS[method]), ("opening_pace", pace)):
        PolicyValue.objects.update_or_create(office=found, key=key, defaults={"value": str(value)})


def opening_at(office: str) -> int:
    """The opening that takes entries from Monday on."""
    return Opening.objects.get(office__code=office, first_date="2026-12-14").pk


def crowd(opening: int, people: int, wishes: str = "", owed: bool = False) -> int:
    """So many people enter, each alone; `owed`: as if an office had cancelled a place of theirs."""
    now = clock.now()
    for number, [person] in enumerate(world.many_people(people, 1, first=700_000)):
        asked = (PersonRequest(person.pk, "new", "PB_E_10", "holiday"),)
        by = Actor(person.account_id, "somebody", "web")
        enter(opening_id=opening, people=asked, key=f"crowd-{number}", by=by, now=now, wishes=wishes)
    if owed:
        Entry.objects.filter(opening=opening, key__startswith="crowd-").update(class_no=0)
    return people


def lose(email: str, times: int) -> int:
    """As if so many earlier openings had given nothing to everybody of this account."""
    now = clock.now()
    people = list(Applicant.objects.filter(account__email=email))
    past = Opening.objects.order_by("pk").last()
    assert past
    for number in range(times):
        entry = Entry.objects.create(
            public_id=secrets.token_hex(8), opening=past, account=people[0].account, key=f"past-{number}",
            request_digest=b"", party=len(people), created_at=now - timedelta(weeks=number + 1), outcome=Outcome.NONE,
            door="web",
        )  # fmt: skip
        EntryPerson.objects.bulk_create(
            EntryPerson(
                entry=entry, position=position, applicant=one, nik_hash=bytes(one.nik_hash), service="new",
                booklet="PB_E_10", purpose="holiday", is_live=False, lost_at=now - timedelta(weeks=number + 1),
            )
            for position, one in enumerate(people)
        )  # fmt: skip
    return times
