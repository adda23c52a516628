"""An officer at a counter, played by a process of its own that does what it is told: calls, calls again, finishes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.journeys.product import GILIRAN, REPOSITORY, Product, environment

CODE = """
import itertools, json, sys
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.onsite import selectors
from giliran.onsite.services import call, serve
from giliran.onsite.services.visits import live_token
from giliran.slots.models import Slot
from tests.factories import floor, world
from tests.onsite import scene

scene._numbers = itertools.count(9001)  # nobody else's accounts and NIK

office = offices.office_by_code("{office}")
today = selectors.local_day(office, clock.now())
slot = Slot.objects.filter(office=office, date=today, letter="A").first() or world.a_slot(office, today)
visits = floor.come_in(scene.a_party(slot, "Wahyu Papan"), at=clock.now())
visits += floor.come_in(scene.a_party(slot, "Ratih Papan", "Gilang Papan"), at=clock.now())
duty, by = floor.on_duty(floor.a_counter(office, 3), clock.now())
print(json.dumps([[one.ticket.label, live_token(one.ticket)] for one in visits]), flush=True)
deeds = {{"call": lambda: call.call_next(duty=duty, by=by, now=clock.now(), finish_first=True),
          "start": lambda: serve.start(duty=duty, visit_ids=[], by=by, now=clock.now())}}
for line in sys.stdin:
    deeds[line.strip()]()
    print("done", flush=True)
"""


@dataclass
class Officer:
    """At counter 3. `people` are pairs of a label and the secret of a card: one alone, then a party of two."""

    people: list[tuple[str, str]]
    process: Any

    def does(self, deed: str) -> None:
        self.process.stdin.write(f"{deed}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"


@contextmanager
def at_work(product: Product, office: str) -> Iterator[Officer]:
    command = [*GILIRAN, "shell", "--no-imports", "-c", CODE.format(office=office)]
    process = subprocess.Popen(
        command, env=environment(product.folder), cwd=REPOSITORY, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stdin is not None
    try:
        yield Officer([(label, token) for label, token in json.loads(process.stdout.readline())], process)
    finally:
        process.stdin.close()
        process.wait(timeout=20)
        process.stdout.close()
