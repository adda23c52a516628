"""An opening with many hands on it: workers, lanes and people at once, some of them killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from giliran.booking.models import Ticket
from giliran.booking.policy import Refused
from giliran.booking.services import invariants
from giliran.booking.services.allocate import Booked
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import enter, take_seats
from giliran.opening.services.take_seats import TurnRequest
from giliran.opening.states import Outcome, State
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, THURSDAY_20
from tests.processes import environment
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WORKERS = 4


def run_steps(moment: datetime) -> None:
    for _ in range(3):
        openings.tick(moment)


def take(share: list[list[TurnRequest]]) -> list[tuple[TurnRequest, Any]]:
    """One lane: its batches one after the other."""
    now = FRIDAY_14 + timedelta(minutes=30)
    return [pair for batch in share for pair in zip(batch, take_seats.take_seats(batch, now), strict=True)]


def let_enter(share: tuple[int, list[list[int]]]) -> list[str]:
    """One door: enters parties given by applicant ids; what each got."""
    from giliran.accounts.models import Applicant  # noqa: PLC0415 - only where Django runs
    from giliran.core.errors import Refusal  # noqa: PLC0415

    opening_id, parties = share
    got = []
    for ids in parties:
        people = [Applicant.objects.get(pk=pk) for pk in ids]
        try:
            enter.enter(
                opening_id=opening_id, people=openings.asked(people), key=f"k{ids}", by=openings.actor(people),
                now=MONDAY_9,
            )  # fmt: skip
            got.append("entered")
        except Refusal as refused:
            got.append(refused.code)
    return got


def test_four_workers_draw_and_give_once() -> None:
    opening = openings.an_opening(quota=4, method="ballot")
    openings.a_crowd(opening, 30, size=2, wishes="any")
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14):
        crowd.all_at_once(run_steps, [moment] * WORKERS)
    opening.refresh_from_db()
    assert opening.state == State.CLOSED  # its last seat is taken
    assert sorted(opening.entries.values_list("rank", flat=True)) == list(range(1, 31))
    ranked = list(opening.entries.order_by("rank").values_list("outcome", flat=True))
    assert ranked == ["ballot"] * 20 + ["none"] * 10
    assert list(invariants.broken()) == []


def test_one_nik_enters_once_in_the_whole_country_however_many_try() -> None:
    opening = openings.an_opening()
    accounts = world.many_people(12, 1)
    for people in accounts:
        people[0].nik_hash = accounts[0][0].nik_hash
        people[0].save(update_fields=["nik_hash"])
    shares = [(opening.pk, [[people[0].pk]]) for people in accounts]
    got = [one for share in crowd.all_at_once(let_enter, shares) for one in share]
    assert sorted(got) == ["already_entered"] * 11 + ["entered"]
    assert EntryPerson.objects.filter(is_live=True).count() == 1


def test_many_lanes_give_every_seat_once_and_only_to_those_whose_turn_has_come() -> None:
    opening = openings.an_opening(quota=6, entitled_share=0, opening_pace=2)
    openings.a_crowd(opening, 60, size=2)
    opening = openings.running(opening)
    requests = turn_requests(opening)
    batches = [requests[at : at + 8] for at in range(0, len(requests), 8)]
    answers = [pair for share in crowd.all_at_once(take, [batches[n::6] for n in range(6)]) for pair in share]

    admitted = selectors.admitted_of(opening, FRIDAY_14 + timedelta(minutes=30))
    assert admitted == 61
    for request, outcome in answers:
        if isinstance(outcome, Booked):
            assert request.claim.ahead < admitted
        else:
            assert outcome.code in ("turn_not_reached", "full")
    codes = {(one.claim.entry, out.code) for one, out in answers if isinstance(out, Booked)}
    assert len(codes) == len({entry for entry, _ in codes}) == opening.entries.filter(booking__isnull=False).count()
    free = {slot.pk: slot.capacity - slot.taken for slot in selectors.slots_of(opening)}
    for request, outcome in answers:
        if outcome == Refused("full"):
            assert free[request.slot_id] < 2
    assert list(invariants.broken()) == []


def turn_requests(opening: Opening) -> list[TurnRequest]:
    """Everybody asks for two windows, each time twice, the first ones and those whose turn is far alike."""
    slots = [slot.pk for slot in selectors.slots_of(opening)]
    rng = random.Random(3)
    requests = []
    for entry in opening.entries.order_by("ahead").prefetch_related("people__applicant"):
        claim = take_seats.claim_of(entry, FRIDAY_14)
        people = openings.asked([person.applicant for person in entry.people.all()])
        one = TurnRequest(claim, rng.choice(slots), people, f"only-{entry.pk}")
        requests += [one, one]
    rng.shuffle(requests)
    return requests


@pytest.mark.parametrize(("step", "moment"), [("draw", FRIDAY_8), ("ballot", FRIDAY_14)])
def test_a_worker_killed_in_the_middle_is_followed_by_another(step: str, moment: datetime) -> None:
    opening = openings.an_opening(quota=40, method="ballot", entitled_share=0)
    openings.a_crowd(opening, 300, wishes="any")
    openings.tick(THURSDAY_20)
    if step == "ballot":
        openings.tick(FRIDAY_8)
    kill_in_the_middle(moment, is_under_way(opening, step))
    openings.tick(FRIDAY_8)
    openings.tick(FRIDAY_14)
    openings.tick(SATURDAY_20)
    assert sorted(opening.entries.values_list("rank", flat=True)) == list(range(1, 301))
    assert opening.entries.filter(outcome=Outcome.BALLOT).count() == Ticket.objects.count() == 300
    assert list(invariants.broken()) == []


def kill_in_the_middle(moment: datetime, is_under_way: Callable[[], bool]) -> None:
    """Start a worker's steps in a process of its own and kill it as soon as it is in the middle."""
    code = (
        "import django; django.setup()\n"
        "from datetime import datetime; from tests.factories import openings\n"
        "from giliran.opening.services import give; give.CHUNK = 20\n"
        "from giliran.opening.services import draw; draw.CHUNK = 20\n"
        f"openings.tick(datetime.fromisoformat({moment.isoformat()!r}))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(), cwd=Path.cwd())
    end = time.monotonic() + 30
    while process.poll() is None and not is_under_way() and time.monotonic() < end:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


def is_under_way(opening: Opening, step: str) -> Callable[[], bool]:
    """A draw shows nothing before it is done, so it is killed a moment after it began; a ballot among its chunks."""
    if step == "ballot":
        return lambda: Entry.objects.filter(opening=opening, outcome=Outcome.BALLOT).exists()
    began = time.monotonic()
    return lambda: time.monotonic() - began > 1.2
