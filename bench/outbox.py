"""How fast one worker empties the outbox into a mail server: letters without files, and confirmations with PDF and
calendar file, from the mark on the booking to the server's answer."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench import database

LETTERS_BAR, CONFIRMATIONS_BAR = 200, 25
PATIENCE = 600

MAIL_SERVER = """
import asyncio, sys
class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.rest, self.in_data = transport, b"", False
        transport.write(b"220 bench\\r\\n")
    def data_received(self, data):
        self.rest += data
        while True:
            if self.in_data:
                end = self.rest.find(b"\\r\\n.\\r\\n")
                if end < 0:
                    return
                self.rest, self.in_data = self.rest[end + 5:], False
                self.transport.write(b"250 taken\\r\\n")
                continue
            line, found, rest = self.rest.partition(b"\\r\\n")
            if not found:
                return
            self.rest, word = rest, line[:4].upper()
            if word == b"DATA":
                self.in_data = True
                self.transport.write(b"354 go on\\r\\n")
            elif word == b"QUIT":
                self.transport.write(b"221 bye\\r\\n")
                self.transport.close()
            else:
                self.transport.write(b"250 bench\\r\\n")
async def serve():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(serve())
"""
"""Takes whatever comes, and costs as little as can be: what is measured is ours."""

FILL_LETTERS = """
import django; django.setup()
import sys
from datetime import UTC, datetime
from giliran.notifications import services
now = datetime.now(UTC)
facts = [("Kode pendaftaran", "K7M-PQ2-X9A"), ("Kantor", "Kantor Imigrasi Kelas I Jakarta Selatan")]
data = {
    "subject": "Besok, Selasa, 8 Desember 2026, 08.15 WIB: kunjungan Anda",
    "paragraphs": ["Mohon datang pukul 08.15 WIB: Siti Rahma (A-012).", "Bawalah dokumen asli.", "Jika tidak dapat hadir, batalkan."],
    "facts": facts, "url": "https://giliran.example/me/bookings/K7MPQ2X9A/", "link_words": "Tiket",
    "stop_url": "https://giliran.example/stop/ea-1-aaaaaaaaaaaaaaaa/",
}
for start in range(0, int(sys.argv[1]), 500):
    targets = [services.Target("email", f"p{n}@example.id", f"bench:{n}") for n in range(start, start + 500)]
    services.enqueue_all(targets, event="notice", language="id", data=data, now=now)
"""

FILL_BOOKINGS = """
import django; django.setup()
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo
from giliran.accounts.models import User
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.notifications.models import Message
from tests.factories import catalogue, world
catalogue.a_catalogue()
now = datetime.now(UTC)
day = now.date() + timedelta(days=9)
slot = world.a_slot(world.an_office(quota=None), day, capacity=int(sys.argv[1]))
people = world.many_people(int(sys.argv[1]), 1)
for start in range(0, len(people), 200):
    requests = [
        SeatRequest(slot.id, one.account_id, (PersonRequest(one.id, "new", "PB_E_10", "holiday"),), f"k{one.id}", "web", one.account_id)
        for [one] in people[start:start + 200]
    ]
    assert all(isinstance(one, Booked) for one in allocate(requests, now))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--confirmations", type=int, default=500)
    parser.add_argument("--engine", choices=["postgres", "sqlite"], default="postgres")
    asked = parser.parse_args()
    letters = measure("letters without files", asked.engine, FILL_LETTERS, asked.letters, LETTERS_BAR)
    confirmations = measure(
        "confirmations with PDF and calendar file", asked.engine, FILL_BOOKINGS, asked.confirmations, CONFIRMATIONS_BAR
    )
    sys.exit(not (letters and confirmations))


def measure(what: str, engine: str, fill: str, count: int, bar: int) -> bool:
    """Whether one worker sends `count` of them at the bar's rate. The clock begins with the first that has left, so
    that starting Python is not counted, and the first does not count."""
    with database.filled(engine, lambda url: _run(fill, count, url)) as copies, mail_server() as port:
        url = copies()
        with worker(url, port):
            first = wait(url, 1)
            start, before = time.monotonic(), first
            sent = wait(url, count)
            rate = (sent - before) / (time.monotonic() - start)
    print(f"{what:42} {count:6} sent {rate:8.1f}/s   bar {bar}/s   {'reached' if rate >= bar else 'MISSED'}")
    return rate >= bar


def wait(url: str, count: int) -> int:
    """How many e-mails have left, as soon as there are so many."""
    end = time.monotonic() + PATIENCE
    while (sent := _sent(url)) < count:
        if time.monotonic() > end:
            raise SystemExit(f"Only {sent} of {count} have left after {PATIENCE} s.")
        time.sleep(0.05)
    return sent


def _sent(url: str) -> int:
    question = "SELECT count(*) FROM notifications_message WHERE channel = 'email' AND state = 'sent'"
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20) as connection:
            return int(connection.execute(question).fetchone()[0])
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def mail_server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", MAIL_SERVER, str(port)])
    try:
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def worker(url: str, port: int) -> Iterator[None]:
    """One worker as it is started in earnest."""
    surroundings = _environment(url) | {"GILIRAN_EMAIL_HOST": "127.0.0.1", "GILIRAN_EMAIL_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "giliran", "worker"], env=surroundings)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _run(code: str, count: int, url: str) -> None:
    subprocess.run([sys.executable, "-c", code, str(count)], env=_environment(url), cwd=database.ROOT, check=True)


def _environment(url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "giliran.config.settings",
        "GILIRAN_LOG_LEVEL": "WARNING",
    }


if __name__ == "__main__":
    main()
