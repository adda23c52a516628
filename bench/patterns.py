"""Odd patterns among 100,000 accounts: how long each kind takes, and the page that shows all of them.

The people, their bookings and the log are made by the product, and then aged by the set: one booking in ten was given
back and its seat went on, one in ten was missed, the others were attended. A hundred brokers have twenty accounts each.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from bench import database
from bench.allocate import NOW, SEATS, all_requests, alone, prepare

BAR = 2.0
"""Seconds, for all kinds together, on PostgreSQL."""

OFFICES, DAYS = 10, 60
BROKERS, EACH = 100, 20
BATCH = 250
BEHIND = f"CASE WHEN id <= {BROKERS * EACH} THEN id / {EACH} ELSE id END"
"""Who is behind a person, as a number: a broker, or they themselves."""


def fill(url: str, people: int) -> None:
    """So many accounts with a person, a device and a booking each."""
    prepare(url)
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    from giliran.accounts.models import Device  # noqa: PLC0415
    from giliran.booking.services.allocate import allocate  # noqa: PLC0415
    from giliran.core import db  # noqa: PLC0415
    from tests.factories import catalogue, world  # noqa: PLC0415

    catalogue.a_catalogue()
    offices = [world.an_office(f"office-{n}", id=n + 1, quota=None) for n in range(OFFICES)]
    for office in offices:
        for n in range(DAYS):
            world.a_slot(office, date(2026, 11, 23) + timedelta(days=n), capacity=SEATS)
    for first in range(0, people, 5_000):
        world.many_people(5_000, 1, first=first)
    for place in range(20):
        world.staff_member("cs", offices[0], email=f"officer{place}@example.id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_applicant SET phone = '+62' || (81200000000 + {BEHIND}), "
            f"street = 'Jl. Melati No. ' || {BEHIND}"
        )
        cursor.execute("SELECT account_id, " + BEHIND + " FROM accounts_applicant")
        devices = [(account, behind.to_bytes(32, "big"), NOW, NOW) for account, behind in cursor.fetchall()]
    columns = {
        "account_id": "bigint",
        "device_hash": "bytea",
        "first_seen_at": "timestamptz",
        "last_seen_at": "timestamptz",
    }
    db.insert_rows(db.table_of(Device), columns, devices)
    rng, requests = random.Random(1), all_requests(OFFICES * DAYS)
    for at in range(0, len(requests), BATCH):
        allocate(requests[at : at + BATCH], NOW + timedelta(minutes=rng.randrange(600)))
    age()
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")


def age() -> None:
    """What became of the bookings, and of the seats given back; officers made some of them."""

    from giliran.accounts.models import User  # noqa: PLC0415
    from giliran.booking.models import Booking, Ticket  # noqa: PLC0415
    from giliran.core import db  # noqa: PLC0415
    from giliran.slots.models import SeatReturn  # noqa: PLC0415

    Ticket.objects.extra(where=["id %% 10 >= 2"]).update(state="attended")
    Ticket.objects.extra(where=["id %% 10 = 1"]).update(state="missed")
    back = Ticket.objects.extra(where=["booking_ticket.id %% 10 = 0"]).values_list("id", "booking__slot_id")
    rng = random.Random(2)
    given = [(one, slot, NOW + timedelta(seconds=rng.randrange(36_000))) for one, slot in back]
    changes = [(one, "cancelled", at) for one, _, at in given]
    db.update_rows(db.table_of(Ticket), "bigint", {"state": "varchar", "state_at": "timestamptz"}, changes)
    columns = {
        "slot_id": "bigint", "seats": "smallint", "returned_at": "timestamptz", "due_at": "timestamptz",
        "offered_at": "timestamptz",
    }  # fmt: skip
    returns = [(slot, 1, at, at, at + timedelta(minutes=30)) for _, slot, at in given]
    db.insert_rows(db.table_of(SeatReturn), columns, returns)
    officers = list(User.objects.filter(email__startswith="officer").values_list("id", flat=True))
    for place, officer in enumerate(officers):
        Booking.objects.extra(where=[f"id %% 100 = {place}"]).update(made_by=officer)


def measure(url: str) -> tuple[dict[str, tuple[float, int]], float]:
    """By kind, seconds and how many were found; and the seconds of all together as the page asks for them."""
    prepare(url)
    from giliran.core.types import Actor  # noqa: PLC0415
    from giliran.reports import selectors  # noqa: PLC0415
    from giliran.reports.services import look  # noqa: PLC0415
    from giliran.reports.states import Kind  # noqa: PLC0415

    by = Actor(1, "Maya", "web", frozenset({("hq", None)}))
    now = NOW + timedelta(days=DAYS + 2)
    took = {}
    for kind in Kind:
        began = time.perf_counter()
        selectors.pattern_of(kind, "none", by, now)
        took[kind.value] = time.perf_counter() - began
    began = time.perf_counter()
    found = look.see_patterns(by=by, now=now)
    whole = time.perf_counter() - began
    return {kind: (seconds, len(found[Kind(kind)] or [])) for kind, seconds in took.items()}, whole


def report(engine: str, people: int) -> bool:
    with database.filled(engine, lambda url: alone(fill, url, people)) as fresh:
        kinds, whole = alone(measure, fresh())
    for kind, (seconds, found) in kinds.items():
        print(f"{engine}, {people:,} accounts: {kind:<9} {seconds:6.2f} s, found {found}")
    bar = f" (bar {BAR} s)" if engine == "postgres" else ""
    print(f"{engine}, {people:,} accounts: all kinds {whole:.2f} s{bar}", flush=True)
    return engine != "postgres" or whole <= BAR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="accounts, in steps of 5,000")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    reached = report("postgres", options.people)
    report("sqlite", max(5_000, options.people // 10))
    print("The bar was reached." if reached else "The bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
