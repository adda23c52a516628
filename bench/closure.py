"""An office closes a day with 600 bookings: the preview, and how long until everybody has an answer.

The pages are asked as the head's browser asks them; the bookings are moved by a worker of the product, which runs all
its other steps meanwhile, the confirmations of the new times among them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import database
from bench.allocate import alone, prepare

PREVIEW_BAR = 2.0
DONE_BAR = 20.0
SIZES = (1, 2, 3)
PATIENCE = 120
HOSTS = {"SERVER_NAME": "127.0.0.1"}


def closing_day(now: datetime) -> date:
    """A Tuesday that is a week or more away."""
    return now.date() + timedelta(days=(1 - now.weekday()) % 7 + 7)


def fill(url: str, bookings: int) -> None:
    """One office with room for everybody on the day after, and so many bookings on its day, of one to three people."""
    prepare(url)
    from giliran.booking.policy import PersonRequest, SeatRequest  # noqa: PLC0415 - Django is set up by now
    from giliran.booking.services import confirm  # noqa: PLC0415
    from giliran.booking.services.allocate import Booked, allocate  # noqa: PLC0415
    from giliran.core import clock  # noqa: PLC0415
    from giliran.slots import services as slots  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415
    from tests.factories import catalogue, world  # noqa: PLC0415

    now = clock.now()
    catalogue.a_catalogue()
    office = world.an_office(quota=bookings * 2)
    slots.plan_slots(office, now=now)
    Slot.objects.update(state="released", opens_at=now)
    windows = list(Slot.objects.filter(date=closing_day(now)).order_by("letter").values_list("id", flat=True))
    people = world.many_people(bookings, max(SIZES))
    requests = [
        SeatRequest(
            windows[n % 2], party[0].account_id,
            tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in party[: SIZES[n % 3]]), "k", "web",
        )
        for n, party in enumerate(people)
    ]  # fmt: skip
    for first in range(0, bookings, 200):
        outcomes = allocate(requests[first : first + 200], now)
        assert all(isinstance(outcome, Booked) for outcome in outcomes)
    confirm.Booking.objects.update(confirm_due_at=None)
    world.staff_member("head", office)


def close(url: str, bookings: int) -> tuple[float, float]:
    """Seconds of the preview, and from the press to the last answer."""
    prepare(url)
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from giliran.accounts.models import User  # noqa: PLC0415
    from giliran.core import clock  # noqa: PLC0415
    from tests.factories import world  # noqa: PLC0415

    setup_test_environment(debug=False)
    head = world.sign_in(Client(**HOSTS), User.objects.get(email="head@example.id"), second_factor=True)
    form = {"first": closing_day(clock.now()).isoformat(), "reason": "Banjir"}
    worker = subprocess.Popen([sys.executable, "-m", "giliran", "worker"], env=os.environ, stdout=subprocess.DEVNULL)
    try:
        _wait_for_worker()
        _ask(head, "/office/jakarta-selatan/", {}, 405)  # whatever is made only once has been made
        began = time.perf_counter()
        _ask(head, "/office/jakarta-selatan/closures/", {**form, "step": "preview"}, 200)
        looked = time.perf_counter()
        _ask(head, "/office/jakarta-selatan/closures/", {**form, "step": "apply_move"}, 302)
        done = _wait_for_the_end()
    finally:
        worker.terminate()
        worker.wait()
    _check(bookings)
    return looked - began, done - looked


def _ask(head: Any, path: str, form: dict[str, str], status: int) -> None:
    answer = head.post(path, form) if form else head.get(path)
    assert answer.status_code in (status, 200), answer.status_code


def _wait_for_worker() -> None:
    from giliran.core import clock, heartbeat  # noqa: PLC0415

    while heartbeat.age(clock.now()) is None:
        time.sleep(0.1)
    time.sleep(3)  # what it does once at the beginning


def _wait_for_the_end() -> float:
    from giliran.booking.models import Clearing  # noqa: PLC0415

    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if Clearing.objects.filter(done_at__isnull=False).exists():
            return time.perf_counter()
        time.sleep(0.05)
    raise RuntimeError(f"The closure was not finished within {PATIENCE} s.")


def _check(bookings: int) -> None:
    from giliran.booking.models import ClearedBooking  # noqa: PLC0415
    from giliran.booking.services import invariants  # noqa: PLC0415
    from giliran.notifications.models import Message  # noqa: PLC0415

    assert ClearedBooking.objects.filter(moved_to__isnull=False).count() == bookings
    assert Message.objects.filter(key__startswith="cleared:", channel="email").count() == bookings
    assert list(invariants.broken()) == []


def report(engine: str, bookings: int) -> bool:
    with database.filled(engine, lambda url: alone(fill, url, bookings)) as fresh:
        looked, done = alone(close, fresh(), bookings)
    print(
        f"{engine}: preview of {bookings} bookings in {looked:.2f} s (bar {PREVIEW_BAR:g} s), everybody moved and told "
        f"in {done:.1f} s (bar {DONE_BAR:g} s)",
        flush=True,
    )
    return looked <= PREVIEW_BAR and done <= DONE_BAR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=600)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    reached = [report(engine, options.bookings) for engine in ("postgres", "sqlite")]
    print("All bars reached." if all(reached) else "A bar was missed.")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
