"""How soon a call is seen: on the boards of fifty offices and on five hundred people's own pages, from one lane process.

Each office has a counter, a board and ten people who wait and follow their turn. For half a minute somebody calls the
next at one office after another, as an officer would. Every board and every page of the office hears of it: the board of
the call, the person that they are called, all others that they have moved up. What is measured is the time from the end
of the officer's press to the event's arrival, and the most memory that the lane has held. A beat that does not come, a
stream that breaks, or a call that somebody never hears of fails the run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench import database
from bench.allocate import alone, prepare
from bench.lane import lane

OFFICES, PEOPLE = 50, 10
SLOWEST, MEGABYTES = 2.0, 200
CALLS_A_SECOND = 5.0
PATIENCE = 10.0


def fill(url: str) -> None:
    """Offices with an officer at a counter, and people who have come in."""
    prepare(url)
    from giliran.core import clock  # noqa: PLC0415 - Django is set up by now
    from giliran.onsite import selectors  # noqa: PLC0415
    from tests.factories import floor, world  # noqa: PLC0415
    from tests.onsite import scene  # noqa: PLC0415

    now = clock.now()
    for number in range(OFFICES):
        office = world.an_office(f"office-{number}", id=number + 1)
        slot = world.a_slot(office, selectors.local_day(office, now), capacity=60)
        for name in range(PEOPLE):
            floor.come_in(scene.a_party(slot, f"P{name}"), at=now)
        floor.on_duty(floor.a_counter(office, 3, 1), now)


def tokens(url: str) -> dict[str, list[str]]:
    """Office code to the secrets of its people's cards."""
    prepare(url)
    from giliran.onsite.models import Visit  # noqa: PLC0415
    from giliran.onsite.services.visits import live_token  # noqa: PLC0415

    found: dict[str, list[str]] = {}
    for visit in Visit.objects.select_related("ticket", "office").order_by("id"):
        found.setdefault(visit.office.code, []).append(live_token(visit.ticket))
    return found


def officers(url: str, seconds: int, line: Connection) -> None:
    """Calls at one office after another; tells of each when it is done: the office, the token, the moment."""
    prepare(url)
    from giliran.core import clock  # noqa: PLC0415
    from giliran.core.types import Actor  # noqa: PLC0415
    from giliran.onsite.models import Duty  # noqa: PLC0415
    from giliran.onsite.services import call, serve  # noqa: PLC0415
    from giliran.onsite.services.visits import live_token  # noqa: PLC0415

    duties = list(Duty.objects.select_related("counter__office", "officer").order_by("id"))
    ends = time.monotonic() + seconds
    number = 0
    while time.monotonic() < ends:
        began = time.monotonic()
        duty = duties[number % len(duties)]
        office = duty.counter.office
        by = Actor(duty.officer.pk, str(duty.officer), "desk", frozenset({("counter", office.pk)}), "id")
        if number >= len(duties):
            serve.start(duty=duty, visit_ids=[], by=by, now=clock.now())
        [visit] = call.call_next(duty=duty, by=by, now=clock.now(), finish_first=True)
        line.send((office.code, live_token(visit.ticket), visit.ticket.label, time.monotonic()))
        number += 1
        time.sleep(max(0.0, 1 / CALLS_A_SECOND - (time.monotonic() - began)))
    line.send(None)


@dataclass
class Heard:
    """When a board first named a label, and a page first said that its person is called; by office or by token."""

    boards: dict[tuple[str, str], float] = field(default_factory=dict)
    pages: dict[str, float] = field(default_factory=dict)
    ready: int = 0
    broken: int = 0


async def listen(port: int, path: str, told: Any, heard: Heard) -> None:
    """One browser: a connection that stays, and what comes over it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
    is_ready = False
    try:
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                told(json.loads(line[6:]), time.monotonic())
                heard.ready += not is_ready
                is_ready = True
        heard.broken += 1
    finally:
        writer.close()


async def measure(
    port: int, pid: int, url: str, seconds: int, cards: dict[str, list[str]]
) -> tuple[Heard, list[Any], int]:
    heard, calls = Heard(), []
    tasks = []
    for office, people in cards.items():
        tasks.append(asyncio.create_task(listen(port, f"/live/boards/{office}/", _board(heard, office), heard)))
        for token in people:
            path = f"/live/visits/{token}/?language=id"
            tasks.append(asyncio.create_task(listen(port, path, _page(heard, token), heard)))
    await until(lambda: heard.ready == len(tasks))
    print(f"{len(tasks)} streams are open; the lane holds {memory(pid):,.0f} MB", flush=True)
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=officers, args=(url, seconds, theirs))
    process.start()
    most = 0
    while (call := await asyncio.to_thread(_next, ours)) is not None:
        if call:
            calls.append(call)
        most = max(most, round(memory(pid)))
    with suppress(TimeoutError):
        await until(
            lambda: all((office, label) in heard.boards and token in heard.pages for office, token, label, _ in calls)
        )
    process.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heard, calls, max(most, round(memory(pid)))


def _board(heard: Heard, office: str) -> Any:
    def told(document: dict[str, Any], at: float) -> None:
        for one in document["spoken"]:
            for label in one["labels"]:
                heard.boards.setdefault((office, label), at)

    return told


def _page(heard: Heard, token: str) -> Any:
    def told(document: dict[str, Any], at: float) -> None:
        if document["state"] == "called":
            heard.pages.setdefault(token, at)

    return told


def _next(line: Connection) -> Any:
    return line.recv() if line.poll(0.5) else ()


async def until(true: Any) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError
        await asyncio.sleep(0.02)


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold at this moment, shared pages counted in part."""
    family = [pid, *children(pid)]
    return sum(_held(one) for one in family) / 1024


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in map(int, found) for one in (child, *children(child))]


def owner_of(port: int) -> int:
    """The process that was started for this port."""
    wanted = f"--port\0{port}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "cmdline").read_bytes():
                return int(folder.name)
    raise LookupError(port)


def report(engine: str, seconds: int) -> bool:
    with database.filled(engine, lambda url: alone(fill, url)) as fresh:
        url = fresh()
        cards = alone(tokens, url)
        with lane(url, processes=1) as port:
            heard, calls, most = asyncio.run(measure(port, owner_of(port), url, seconds, cards))
    late = {
        "boards": sorted(heard.boards.get((office, label), float("inf")) - at for office, _token, label, at in calls),
        "own pages": sorted(heard.pages.get(token, float("inf")) - at for _office, token, _label, at in calls),
    }
    print(
        f"{engine}: {OFFICES} boards and {OFFICES * PEOPLE} own pages, one lane process, {len(calls)} calls in {seconds} s"
    )
    for name, times in late.items():
        middle, most_of_them = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(
            f"  {name}: half within {middle:.2f} s, 99 of 100 within {most_of_them:.2f} s, all within {times[-1]:.2f} s (bar {SLOWEST:g} s)"
        )
    print(f"  memory: {most:,} MB (bar {MEGABYTES} MB); streams that broke: {heard.broken}")
    return max(late["boards"][-1], late["own pages"][-1]) <= SLOWEST and most <= MEGABYTES and not heard.broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--engine", choices=("postgres", "sqlite"), default="postgres")
    options = parser.parse_args()
    reached = report(options.engine, options.seconds)
    print("All bars reached." if reached else "A bar was missed.")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
