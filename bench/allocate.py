"""`allocate` in batches against pgbench doing the same rows with one transaction a booking.

Both sides check capacity, the key, the account's places and the NIK, and write the booking, its tickets, the slot's
counters and the audit row. pgbench runs prepared statements from 16 clients, ours two processes on a connection each
(on SQLite one).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime

from bench import database

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SLOTS = 120
SEATS = 32_000
"""In one slot: the numbers on its labels are no larger."""

ACCOUNTS = 50_000
STANDING = 10_000
CLIENTS = 16
PROCESSES = 2
SECONDS = 10

Share = tuple[int, float, list[float]]
"""What one process did: bookings, in how many seconds, and the seconds of each batch."""

PGBENCH = """
\\set account :client_id * {share} + :turn + 1
\\set turn :turn + 1
\\set slot :first_slot + random(0, :slots - 1)
BEGIN;
SELECT id FROM accounts_user WHERE id = :account FOR NO KEY UPDATE;
SELECT count(*) AS held FROM booking_ticket WHERE account_id = :account AND state = 'confirmed' \\gset
SELECT count(*) AS known FROM booking_booking WHERE account_id = :account AND key = 'k' || :account::bigint \\gset
UPDATE slots_slot SET taken = taken + {party}, last_number = last_number + {party}
  WHERE id = :slot AND taken + {party} <= capacity AND state = 'released' AND starts_at > '2026-11-22 13:00Z'
  RETURNING last_number, office_id, date, letter, starts_at \\gset
INSERT INTO booking_booking (code, account_id, slot_id, key, request_digest, made_by, door, created_at, confirm_due_at)
  VALUES ('B' || :account::bigint, :account, :slot, 'k' || :account::bigint, sha256(('k' || :account::bigint)::bytea), :account, 'web', now(), now())
  RETURNING id AS booking \\gset
INSERT INTO booking_ticket (public_id, booking_id, account_id, account_place, applicant_id, office_id, date, letter, number,
  arrives_at, service, booklet, purpose, full_name, birth_date, nik_hash, nik_last4, state, state_at)
  SELECT 't' || id, :booking::bigint, account_id, row_number() OVER (ORDER BY id), id, :office_id::int, :date::date, :letter,
  :last_number::int - {party} + row_number() OVER (ORDER BY id), :starts_at::timestamptz, 'new', 'PB_E_10', 'holiday', full_name,
  birth_date, nik_hash, nik_last4, 'confirmed', now()
  FROM accounts_applicant WHERE account_id = :account AND archived_at IS NULL;
INSERT INTO audit_event (at, event, actor_id, actor_label, door, about, office_id, data)
  VALUES (now(), 'booking.confirmed', :account, 'account ' || :account::bigint, 'web', 'booking' || chr(58) || 'B' || :account::bigint, :office_id,
  '{{"people": {party}}}');
COMMIT;
"""


def fill(url: str, party: int) -> None:
    """One office, its slots with more room than anybody asks for, and accounts with `party` people each."""
    prepare(url)
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    from tests.factories import catalogue, world  # noqa: PLC0415

    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    for n in range(SLOTS):
        world.a_slot(office, date.fromordinal(date(2026, 11, 23).toordinal() + n), capacity=SEATS)
    for first in range(0, ACCOUNTS, 5_000):
        world.many_people(5_000, party, first=first * party)
    book_beforehand(party)
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")


def book_beforehand(party: int) -> None:
    """Some thousand bookings that stand already: nobody plans well for empty tables."""
    from giliran.booking.services.allocate import allocate  # noqa: PLC0415

    requests = all_requests(SLOTS)[-STANDING:]
    for at in range(0, STANDING, 250):
        allocate(requests[at : at + 250], NOW)


def ours(url: str, slots: int, party: int, batch: int, seconds: float, share: int, start_at: float) -> Share:
    """One process from `start_at` on, until the time is over or its seats are spent."""
    prepare(url)
    from giliran.booking.services.allocate import Booked, allocate  # noqa: PLC0415

    room = slots * (SEATS // party - STANDING // SLOTS - 1)
    requests = all_requests(slots)[:-STANDING][:room][share::PROCESSES]
    took: list[float] = []
    done = 0
    time.sleep(max(0.0, start_at - time.time()))
    began = time.perf_counter()
    while done + batch <= len(requests) and time.perf_counter() - began < seconds:
        start = time.perf_counter()
        outcomes = allocate(requests[done : done + batch], NOW)
        took.append(time.perf_counter() - start)
        assert all(isinstance(outcome, Booked) for outcome in outcomes)
        done += batch
    return done, time.perf_counter() - began, took


def together(url: str, slots: int, party: int, batch: int, seconds: float, processes: int) -> tuple[float, list[float]]:
    """As many processes at once as the machine has cores, each on a connection of its own.

    Bookings a second, counted until the last of them has ended, and the seconds that each batch took.
    """
    start_at = time.time() + 6
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        shares = [(url, slots, party, batch, seconds, share, start_at) for share in range(processes)]
        answers = pool.starmap(ours, shares, chunksize=1)
    alone(recheck, url, party)
    rate = sum(done for done, _, _ in answers) / max(lasted for _, lasted, _ in answers)
    return rate, [one for _, _, took in answers for one in took]


def recheck(url: str, party: int) -> None:
    prepare(url)
    check(party)


def all_requests(slots: int):  # type: ignore[no-untyped-def]
    """One request an account, spread over the first `slots` slots."""
    from giliran.accounts.models import Applicant  # noqa: PLC0415
    from giliran.booking.policy import PersonRequest, SeatRequest  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415

    slot_ids = list(Slot.objects.order_by("id").values_list("id", flat=True)[:slots])
    people: dict[int, list[int]] = {}
    for id_, account in Applicant.objects.order_by("id").values_list("id", "account_id"):
        people.setdefault(account, []).append(id_)
    return [
        SeatRequest(
            slot_ids[n % slots], account, tuple(PersonRequest(i, "new", "PB_E_10", "holiday") for i in ids),
            f"k{account}", "lane", account,
        )
        for n, (account, ids) in enumerate(people.items())
    ]  # fmt: skip


def check(party: int) -> None:
    """Nothing promised twice: every counter equals its tickets."""
    from django.db.models import Sum  # noqa: PLC0415

    from giliran.booking.models import Booking, Ticket  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415

    taken = Slot.objects.aggregate(Sum("taken"))["taken__sum"]
    assert taken == Ticket.objects.count() == Booking.objects.count() * party, "oversold or undersold"


def prepare(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "giliran.config.settings"
    import django  # noqa: PLC0415

    django.setup()


def pgbench(url: str, slots: int, party: int, seconds: int) -> float:
    """Bookings a second of the hand-written transaction."""
    prepare(url)
    from giliran.slots.models import Slot  # noqa: PLC0415

    first = Slot.objects.order_by("id").values_list("id", flat=True)[0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PGBENCH.format(share=(ACCOUNTS - STANDING) // CLIENTS, party=party))
        script.flush()
        command = [
            "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds), "-f", script.name,
            "-D", "turn=0", "-D", f"first_slot={first}", "-D", f"slots={slots}", url,
        ]  # fmt: skip
        out = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", out.stdout)
    if not found:
        raise RuntimeError(out.stderr[-2000:])
    check(party)
    return float(found[1])


def alone(work, *arguments):  # type: ignore[no-untyped-def]
    """Run `work(*arguments)` in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def report_postgres(party: int, seconds: int) -> bool:
    reached = True
    with database.filled("postgres", lambda url: alone(fill, url, party)) as fresh:
        for name, slots, bar in ((f"spread over {SLOTS} slots", SLOTS, 2.0), ("one hot slot", 1, 8.0)):
            theirs = alone(pgbench, fresh(), slots, party, seconds)
            print(f"PostgreSQL, {name}, parties of {party}: pgbench {theirs:,.0f} bookings/s with {CLIENTS} clients")
            for batch in (64, 128, 256):
                rate, took = together(fresh(), slots, party, batch, seconds, PROCESSES)
                reached = tell(batch, rate, took, rate / theirs, bar) and reached
    return reached


def tell(batch: int, rate: float, took: list[float], ratio: float, bar: float) -> bool:
    p99 = statistics.quantiles(took, n=100)[98] * 1000
    words = f"{rate:,.0f} bookings/s, a batch takes at most {p99:.0f} ms in 99 of 100 cases"
    print(f"  allocate, batches of {batch}: {words}: {ratio:.1f} x (bar {bar:g} x)", flush=True)
    return ratio >= bar


def report_sqlite(party: int, seconds: int) -> bool:
    with database.filled("sqlite", lambda url: alone(fill, url, party)) as fresh:
        rate, _took = together(fresh(), SLOTS, party, 128, seconds, 1)
    print(f"SQLite, spread over {SLOTS} slots, parties of {party}, batches of 128: {rate:,.0f} bookings/s (bar 2,000)")
    return rate >= 2_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--party", type=int, default=1, help="people a booking (1-5)")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long each side runs")
    options = parser.parse_args()
    if not shutil.which("pgbench"):
        print("pgbench is missing: install PostgreSQL's client programs.")
        return 1
    print("bench/allocate: oversold 0 and undersold 0 are asserted after every run")
    reached = report_postgres(options.party, options.seconds)
    reached = report_sqlite(options.party, options.seconds) and reached
    print("All bars reached." if reached else "A bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
