"""The lane over HTTP against pgbench doing the same rows with one transaction a booking.

Both sides look at the opening, the entry and its people, and do all that `bench/allocate.py` does. The lane is
`giliran lane` with a process for each of two cores; wrk asks over 64 and 256 connections, each request with a pass
of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench import allocate, database
from bench.allocate import alone, prepare

ROOT = Path(__file__).resolve().parent.parent
OFFICES, WINDOWS = 12, 10
PEOPLE = 30_000
THREADS = 2
PROCESSES = 2

PGBENCH = (
    allocate.PGBENCH.replace(
        "SELECT id FROM accounts_user",
        "SELECT id FROM opening_opening WHERE id = :opening FOR SHARE;\n"
        "SELECT id AS entry FROM opening_entry WHERE account_id = :account AND withdrawn_at IS NULL AND outcome = ''"
        " FOR NO KEY UPDATE \\gset\n"
        "SELECT count(*) AS party FROM opening_entryperson WHERE entry_id = :entry \\gset\n"
        "SELECT id FROM accounts_user",
        1,
    )
    .replace("+ :turn + 1\n", "+ :turn + :first_account\n", 1)
    .replace(
        "\\set slot :first_slot + random(0, :slots - 1)",
        "\\set opening :first_opening + (:account - :first_account) % :offices\n"
        "\\set slot :first_slot + ((:account - :first_account) % :offices) * :stride + random(0, :windows - 1)",
    )
    .replace(
        "INSERT INTO audit_event",
        "UPDATE opening_entry SET slot_id = :slot, booking_id = :booking, outcome = 'turn', booked_at = now()"
        " WHERE id = :entry;\nINSERT INTO audit_event",
        1,
    )
)


def fill(url: str, offices: int) -> None:
    """Openings that run, everybody let in, and one entry of one person for each account."""
    prepare(url)
    from giliran.core import clock  # noqa: PLC0415 - Django is set up by now
    from giliran.opening.models import Entry, EntryPerson, Opening, PaceChange  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415
    from tests.factories import openings, world  # noqa: PLC0415

    for n in range(offices):
        openings.an_office(code=f"office-{n}", id=n + 1, quota=32_000 // (10 if offices > 1 else 1))
    for moment in (openings.SUNDAY, openings.MONDAY_9, openings.THURSDAY_20, openings.FRIDAY_8, openings.FRIDAY_14):
        openings.tick(moment)
    running = list(Opening.objects.filter(state="running").order_by("id"))
    for first in range(0, PEOPLE, 5_000):
        people = [party[0] for party in world.many_people(5_000, 1, first=first)]
        made = Entry.objects.bulk_create(
            Entry(
                public_id=f"{first + n:016x}", opening=running[(first + n) % offices], account_id=one.account_id,
                key="k", party=1, request_digest=b"-", door="web", created_at=openings.MONDAY_9, ahead=0, rank=1,
                admitted_at=openings.FRIDAY_14,
            )
            for n, one in enumerate(people)
        )  # fmt: skip
        EntryPerson.objects.bulk_create(
            EntryPerson(
                entry=entry, position=0, applicant=one, nik_hash=one.nik_hash, service="new", booklet="PB_E_10",
                purpose="holiday",
            )
            for entry, one in zip(made, people, strict=True)
        )  # fmt: skip
    now = clock.now()
    PaceChange.objects.update(at=now - timedelta(hours=1))
    Opening.objects.filter(state="running").update(closes_at=now + timedelta(days=30))
    held = Slot.objects.filter(reserved_for__in=[one.name for one in running])
    held.update(starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=4))
    from django.db import connection  # noqa: PLC0415

    connection.cursor().execute("VACUUM ANALYZE")


def write_requests(url: str, hot: bool, path: str) -> None:
    """One line a booking: the pass and the body."""
    prepare(url)
    from giliran.core import clock  # noqa: PLC0415
    from giliran.opening import passes  # noqa: PLC0415
    from giliran.opening.models import EntryPerson  # noqa: PLC0415

    slots = slots_by_opening()
    until = clock.now() + timedelta(hours=2)
    rows = EntryPerson.objects.order_by("entry_id").values_list(
        "entry__account_id", "entry__opening_id", "entry__public_id", "applicant_id"
    )
    with Path(path).open("w") as file:
        for n, (account, opening, entry, applicant) in enumerate(rows.iterator()):
            from giliran.booking.policy import PersonRequest  # noqa: PLC0415

            digest = passes.party_digest([PersonRequest(applicant, "new", "PB_E_10", "holiday")])
            token = passes.sign(passes.Claim(account, opening, entry, digest, 0, until))
            choice = slots[opening][0 if hot else n // OFFICES % WINDOWS]
            people = [{"applicant": applicant, "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}]
            file.write(f"{token}\t{json.dumps({'slot': choice, 'people': people, 'key': 'k2'})}\n")


def slots_by_opening() -> dict[int, list[int]]:
    from giliran.opening.models import Opening  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415

    return {
        one.pk: list(
            Slot.objects.filter(reserved_for=one.name, pool="online").order_by("id").values_list("id", flat=True)
        )
        for one in Opening.objects.filter(state="running").order_by("id")
    }


def pgbench(url: str, offices: int, windows: int, seconds: int) -> float:
    prepare(url)
    from giliran.accounts.models import User  # noqa: PLC0415

    slots = slots_by_opening()
    firsts = [ids[0] for ids in slots.values()]
    stride = firsts[1] - firsts[0] if len(firsts) > 1 else 0
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PGBENCH.format(share=PEOPLE // allocate.CLIENTS, party=1))
        script.flush()
        values = {
            "turn": 0, "first_slot": firsts[0], "stride": stride, "windows": windows, "offices": offices,
            "first_opening": min(slots), "first_account": User.objects.order_by("id").values_list("id", flat=True)[0],
        }  # fmt: skip
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(allocate.CLIENTS), "-j", "2", "-T", str(seconds)]
        command += [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
        out = subprocess.run([*command, "-f", script.name, url], capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", out.stdout)
    if not found or "aborted" in out.stderr:
        raise RuntimeError(out.stderr[-2000:])
    return float(found[1])


@contextmanager
def lane(url: str, processes: int = 1) -> Iterator[int]:
    """`giliran lane` on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "GILIRAN_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "giliran", "lane", "--port", str(port), "--processes", str(processes)], env=environment
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/rush/offices/office-0/state.json", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def over_http(url: str, connections: int, requests: str) -> tuple[float, float, float]:
    """Bookings a second, and the latency in ms that half of them and 99 of 100 kept."""
    with lane(url, PROCESSES) as port:
        command = [
            "wrk",
            "-t",
            str(THREADS),
            "-c",
            str(connections),
            "-d",
            "12s",
            "--timeout",
            "20s",
            "-s",
            str(ROOT / "bench/lane.lua"),
        ]
        command += [f"http://127.0.0.1:{port}", "--", requests, str(THREADS)]
        out = subprocess.run(command, capture_output=True, text=True, check=True)
    booked, refused, other, micros, p50, p99 = map(int, re.search(r"RESULT (.*)", out.stdout)[1].split())  # type: ignore[index]
    assert (refused, other) == (0, 0), out.stdout
    return booked / micros * 1e6, p50 / 1000, p99 / 1000


def check(url: str) -> None:
    prepare(url)
    from giliran.booking.services import invariants  # noqa: PLC0415

    assert list(invariants.broken()) == [], "oversold or undersold"


def report(name: str, offices: int, windows: int, bar: float, seconds: int, rounds: int) -> bool:
    """Both sides in turn, several times: a machine that others use too is now fast and now slow."""
    ratios: dict[int, list[float]] = {64: [], 256: []}
    slowest = dict.fromkeys(ratios, 0.0)
    with (
        database.filled("postgres", lambda url: alone(fill, url, offices)) as fresh,
        tempfile.TemporaryDirectory() as folder,
    ):
        requests = f"{folder}/requests.tsv"
        for _ in range(rounds):
            theirs = alone(pgbench, fresh(), offices, windows, seconds)
            print(f"PostgreSQL, {name}: pgbench {theirs:,.0f} bookings/s with {allocate.CLIENTS} clients", flush=True)
            for connections in ratios:
                url = fresh()
                alone(write_requests, url, windows == 1, requests)
                rate, p50, p99 = over_http(url, connections, requests)
                alone(check, url)
                ratios[connections].append(rate / theirs)
                slowest[connections] = max(slowest[connections], p99)
                print(
                    f"  lane, {connections} connections: {rate:,.0f} bookings/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms: "
                    f"{rate / theirs:.1f} x",
                    flush=True,
                )
    for connections, found in ratios.items():
        print(
            f"{name}, {connections} connections: {statistics.median(found):.1f} x (bar {bar:g} x), "
            f"p99 at most {slowest[connections]:.0f} ms (bar 300 ms)",
            flush=True,
        )
    return all(statistics.median(found) >= bar for found in ratios.values()) and max(slowest.values()) <= 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="how long pgbench runs")
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides have their turn; medians count")
    options = parser.parse_args()
    for tool in ("pgbench", "wrk"):
        if not shutil.which(tool):
            print(f"{tool} is missing: install Debian's postgresql-contrib and wrk.")
            return 1
    span = (options.seconds, options.rounds)
    reached = report(f"spread over {OFFICES * WINDOWS} slots", OFFICES, WINDOWS, 1.2, *span)
    reached = report("one hot slot", 1, 1, 5.0, *span) and reached
    print("All bars reached." if reached else "A bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
