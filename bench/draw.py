"""The draw of a million entries, database included, and a ballot's seats a second.

Freeze and draw run as the worker runs them, in a process of their own, whose memory is measured. The ballot gives
seats to parties of one with everything that a seat needs: bookings, tickets, log.
"""

from __future__ import annotations

import argparse
import resource
import secrets
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from bench import database
from bench.allocate import alone, prepare

DRAW_BARS = SimpleNamespace(seconds=60, gigabytes=2)
BALLOT_BAR = 2_000
CHUNK = 50_000


def fill_roll(url: str, entries: int) -> None:
    """One opening that gathers, and so many entries in it; accounts and people play no part in a draw."""
    prepare(url)
    from giliran.core import db  # noqa: PLC0415 - Django is set up by now
    from giliran.opening.models import Entry  # noqa: PLC0415
    from tests.factories import openings, world  # noqa: PLC0415

    opening = openings.an_opening(quota=1000, opening_pace=6000)
    account = world.an_account()
    columns = {
        "public_id": "text", "opening_id": "bigint", "account_id": "bigint", "key": "text", "request_digest": "bytea",
        "party": "smallint", "wishes": "text", "class_no": "smallint", "losses": "smallint",
        "guardian_present": "boolean", "door": "text", "created_at": "timestamptz", "in_roll": "boolean",
        "outcome": "text", "reason": "text", "news": "text",
    }  # fmt: skip
    rows = (
        (secrets.token_hex(8), opening.pk, account.pk, str(n), b"-", 1 + n % 5, "", 1, n % 3, False, "web",
         openings.MONDAY_9, True, "", "", "")
        for n in range(entries)
    )  # fmt: skip
    for chunk in db.in_batches(rows, CHUNK):
        db.insert_rows(db.table_of(Entry), columns, chunk)


def fill_ballot(url: str, entries: int) -> None:
    """One office with as many seats as parties, all of whom would take any."""
    prepare(url)
    from giliran.opening.models import Entry, EntryPerson  # noqa: PLC0415
    from tests.factories import openings, world  # noqa: PLC0415

    opening = openings.an_opening(quota=-(-entries // 10), method="ballot", entitled_share=0)
    for first in range(0, entries, 5_000):
        people = [party[0] for party in world.many_people(min(5_000, entries - first), 1, first=first)]
        made = Entry.objects.bulk_create(
            Entry(
                public_id=secrets.token_hex(8), opening=opening, account_id=one.account_id, key="k", party=1,
                request_digest=b"-", wishes="any", door="web", created_at=openings.MONDAY_9, in_roll=True,
            )
            for one in people
        )  # fmt: skip
        EntryPerson.objects.bulk_create(
            EntryPerson(
                entry=entry, position=0, applicant=one, nik_hash=one.nik_hash, service="new", booklet="PB_E_10",
                purpose="holiday",
            )
            for entry, one in zip(made, people, strict=True)
        )  # fmt: skip
    for moment in (openings.THURSDAY_20, openings.FRIDAY_8):
        openings.tick(moment)


def draw(url: str) -> tuple[float, float, float]:
    """Seconds of the freeze and of the draw, and the gigabytes that the process held at most."""
    prepare(url)
    from giliran.opening.models import Opening  # noqa: PLC0415
    from giliran.opening.services import draw, schedule  # noqa: PLC0415
    from tests.factories import openings  # noqa: PLC0415

    began = time.perf_counter()
    assert schedule.freeze_due(openings.THURSDAY_20) == 1
    frozen = time.perf_counter()
    assert draw.draw_due(openings.FRIDAY_8) == 1
    drawn = time.perf_counter()
    opening = Opening.objects.get(first_date="2026-11-30")
    assert opening.entries.filter(rank__isnull=False).count() == opening.roll_size
    return frozen - began, drawn - frozen, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def ballot(url: str) -> tuple[int, float]:
    """Seats given, and the seconds that it took."""
    prepare(url)
    from giliran.booking.models import Ticket  # noqa: PLC0415
    from giliran.booking.services import invariants  # noqa: PLC0415
    from giliran.opening.services import give, run  # noqa: PLC0415
    from tests.factories import openings  # noqa: PLC0415

    run.open_due(openings.FRIDAY_14)
    began = time.perf_counter()
    seats = give.ballot_due(openings.FRIDAY_14 + timedelta(seconds=1))
    took = time.perf_counter() - began
    assert Ticket.objects.count() == seats
    assert list(invariants.broken()) == []
    return seats, took


def report_draw(entries: int) -> bool:
    with database.filled("postgres", lambda url: alone(fill_roll, url, entries)) as fresh:
        freeze, drawn, memory = alone(draw, fresh())
    seconds = freeze + drawn
    print(
        f"PostgreSQL, {entries:,} entries: frozen in {freeze:.1f} s, drawn in {drawn:.1f} s, together {seconds:.1f} s "
        f"(bar {DRAW_BARS.seconds} s); at most {memory:.2f} GB (bar {DRAW_BARS.gigabytes} GB)",
        flush=True,
    )
    return seconds <= DRAW_BARS.seconds and memory <= DRAW_BARS.gigabytes


def report_ballot(engine: str, entries: int) -> bool:
    with database.filled(engine, lambda url: alone(fill_ballot, url, entries)) as fresh:
        seats, took = alone(ballot, fresh())
    print(f"{engine}: a ballot gave {seats:,} seats in {took:.1f} s: {seats / took:,.0f}/s (bar {BALLOT_BAR:,}/s)")
    return seats / took >= BALLOT_BAR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the draw")
    parser.add_argument("--seats", type=int, default=20_000, help="of the ballot")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    reached = report_draw(options.entries)
    reached = report_ballot("postgres", options.seats) and reached
    reached = report_ballot("sqlite", options.seats // 4) and reached
    print("All bars reached." if reached else "A bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
