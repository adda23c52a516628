"""Letting people in at twenty gates, and calling the next at ten counters while 600 wait: what the server takes.

The pages are asked as browsers ask them, in this process, by a thread for each gate and each counter, who press at the
pace of people. What is counted is the whole of a press in the server: session, second factor, rules, log, answer.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import database
from bench.allocate import alone, prepare

BAR = 0.050
"""Seconds; 95 of 100 presses are answered within."""

GATES, COUNTERS, WAITING = 20, 10, 600
SECONDS = 45
GATE_PACE, COUNTER_PACE = 5.0, 1.5
"""Seconds between two people at a gate, and between two presses at a counter."""

HOSTS = {"SERVER_NAME": "127.0.0.1"}
Times = tuple[float, float]
"""Seconds of a press: by the clock, and of this process's processor."""
Press = Callable[[], tuple[str, Times]]


def fill(url: str) -> None:
    """One office; 600 people who wait, a quarter with precedence, and enough who come."""
    prepare(url)
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now

    from giliran.booking.models import Ticket  # noqa: PLC0415
    from giliran.booking.policy import PersonRequest, SeatRequest  # noqa: PLC0415
    from giliran.booking.services.allocate import allocate  # noqa: PLC0415
    from giliran.core import clock  # noqa: PLC0415
    from giliran.onsite.models import Counter  # noqa: PLC0415
    from giliran.onsite.services import stages  # noqa: PLC0415
    from giliran.onsite.services.visits import open_visits  # noqa: PLC0415
    from giliran.slots.models import Slot  # noqa: PLC0415
    from tests.factories import catalogue, floor, world  # noqa: PLC0415

    call_command("createcachetable", verbosity=0)
    now, people = clock.now(), WAITING + GATES * SECONDS
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    slot = world.a_slot(office, _today(), capacity=people)
    Slot.objects.filter(pk=slot.pk).update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=6))
    families = world.many_people(people, 1)
    requests = [
        SeatRequest(slot.pk, one.account_id, (PersonRequest(one.pk, "new", "PB_E_10", "holiday"),), "k", "web")
        for [one] in families
    ]
    for first in range(0, people, 200):
        allocate(requests[first : first + 200], now - timedelta(days=1))
    Slot.objects.filter(pk=slot.pk).update(starts_at=now - timedelta(hours=1))
    rng = random.Random(1)
    every = stages.set_up_stages(office)
    tickets = list(Ticket.objects.select_related("applicant", "booking__slot").order_by("id"))
    Ticket.objects.update(arrives_at=now - timedelta(minutes=30))
    for n, ticket in enumerate(tickets[:WAITING]):
        if rng.random() < 0.25 and ticket.applicant:
            ticket.applicant.is_pregnant = True
        came = now - timedelta(minutes=90) + timedelta(seconds=5 * n)
        open_visits([ticket], office, by=_nobody(), now=came, stage=every[n % 3])
    Ticket.objects.filter(pk__in=[one.pk for one in tickets[:WAITING]]).update(state="attended")
    for n in range(1, COUNTERS + 1):
        Counter.objects.create(office=office, number=n).stages.set(every)
        floor.an_officer(office)


def _nobody() -> Any:
    from giliran.core.types import SYSTEM  # noqa: PLC0415

    return SYSTEM


def _today() -> date:
    from giliran.core import clock  # noqa: PLC0415

    return clock.today("Asia/Jakarta")


def measure(url: str, seconds: int) -> tuple[dict[str, list[Times]], dict[str, int]]:
    """Kind of press to how long each took, and what was not done."""
    prepare(url)
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from giliran.accounts.models import User  # noqa: PLC0415
    from giliran.booking.models import Ticket  # noqa: PLC0415
    from giliran.offices.models import Office  # noqa: PLC0415
    from tests.factories import world  # noqa: PLC0415

    setup_test_environment(debug=False)
    office = Office.objects.get()
    gates = [world.staff_member("gate", office, email=f"gate{n}@bench.id") for n in range(GATES)]
    officers = list(User.objects.filter(assignments__role="counter").order_by("id"))
    coming = [one.public_id for one in Ticket.objects.filter(state="confirmed").order_by("id")]

    def browser(user: User) -> Client:
        return world.sign_in(Client(**HOSTS), user, second_factor=True)  # type: ignore[arg-type]

    took: dict[str, list[Times]] = {}
    undone: dict[str, int] = {}
    _warm(browser(gates[0]), office.code)
    at_the_gates = [(_gate(browser(one), office.code, coming[n::GATES]), GATE_PACE) for n, one in enumerate(gates)]
    _press_all(at_the_gates, seconds, took, undone)
    at_the_counters = [(_counter(browser(one), office.code, n), COUNTER_PACE) for n, one in enumerate(officers, 1)]
    _press_all(at_the_counters, seconds, took, undone)
    return took, undone


def _warm(client: Any, code: str) -> None:
    """Templates, texts and the connections of the pool are there before anybody is timed."""
    from django.db import connections  # noqa: PLC0415

    def look() -> None:
        for _ in range(3):
            client.get(f"/gate/{code}/")
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _gate(client: Any, code: str, coming: list[str]) -> Press:
    people = iter(coming)

    def let_in() -> tuple[str, Times]:
        public_id = next(people)
        sent = {"ticket": [public_id], "nonce": f"bench-{public_id}"}
        return _timed(client, "let in", f"/gate/{code}/in/", sent)

    return let_in


def _counter(client: Any, code: str, number: int) -> Press:
    """Sign in, and then by turns: call, start, finish; the screen is looked at in between."""
    url = f"/desk/{code}/counter/{number}/"
    assert client.post(f"{url}sign-in/").status_code == 302
    deeds = iter(["call", "start", "screen", "finish"] * 1_000)

    def press() -> tuple[str, Times]:
        deed = next(deeds)
        if deed == "screen":
            return _timed(client, deed, url, None)
        return _timed(client, deed, f"{url}{deed}/", {})

    return press


def _timed(client: Any, name: str, url: str, sent: dict[str, Any] | None) -> tuple[str, Times]:
    began, worked = time.perf_counter(), time.thread_time()
    answer = client.get(url) if sent is None else client.post(url, sent)
    took = time.perf_counter() - began, time.thread_time() - worked
    return (name if answer.status_code == (200 if sent is None else 302) else f"{name}: {answer.status_code}"), took


def _press_all(robots: list[tuple[Press, float]], seconds: int, took: dict[str, list[Times]], undone: Any) -> None:
    """Everybody presses at their pace until the time is over."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    lock, ends = threading.Lock(), time.monotonic() + seconds

    def go(press: Press, pace: float, seed: int) -> None:
        rng = random.Random(seed)
        time.sleep(rng.uniform(0, pace))  # nobody presses at the same moment
        while time.monotonic() < ends:
            try:
                name, spent = press()
            except Exception as fault:
                name, spent = f"error: {type(fault).__name__}", (0.0, 0.0)
            connections.close_all()  # as the server does after each request; the pool keeps them
            with lock:
                took.setdefault(name, []).append(spent)
                if ":" in name:
                    undone[name] = undone.get(name, 0) + 1
            time.sleep(rng.uniform(0.6, 1.4) * pace)

    threads = [threading.Thread(target=go, args=(press, pace, n)) for n, (press, pace) in enumerate(robots)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def report(engine: str, seconds: int) -> bool:
    with database.filled(engine, lambda url: alone(fill, url)) as fresh:
        took, undone = alone(measure, fresh(), seconds)
    reached = not undone
    for name, values in sorted(took.items()):
        middle, late = (_within([one for one, _work in values], share) for share in (0.5, 0.95))
        work = _within([one for _clock, one in values], 0.95)
        bar = f" (bar {BAR * 1000:.0f} ms)" if name in ("let in", "call") else ""
        print(
            f"{engine}: {name:<8} {len(values):5} presses, half within {middle * 1000:5.1f} ms, "
            f"95 % within {late * 1000:5.1f} ms{bar}; of it our processor's {work * 1000:5.1f} ms",
            flush=True,
        )
        reached = reached and (not bar or late <= BAR)
    for name, count in undone.items():
        print(f"{engine}: NOT DONE: {name}, {count} times")
    return reached


def _within(values: list[float], share: float) -> float:
    """So long took the slowest of this share."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long each of the two runs lasts")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    engines = options.engine or ["postgres", "sqlite"]
    reached = [report(engine, min(SECONDS, options.seconds)) for engine in engines]
    print("Every bar was reached." if all(reached) else "A bar was missed.")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
