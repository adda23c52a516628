"""A day with 600 bookings is closed while its worker is killed, two work at once, and people change their minds."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.audit.models import Event
from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services import clear_day, invariants
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.states import Remedy
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.offices.policy import CloseDays
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.processes import environment, wait_until
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WORK = """
import django
django.setup()
from datetime import UTC, datetime
from giliran.booking.services import clear_day
while clear_day.clear_due(datetime(2026, 11, 22, 13, 0, tzinfo=UTC)):
    pass
"""


def an_office_with(bookings: int, *, quota: int) -> Office:
    """An office whose Monday has so many bookings, every third of them a pair, half in each window."""
    catalogue.a_catalogue()
    office = world.an_office(quota=quota)
    slots.plan_slots(office, now=NOW)
    slots.release_due(NOW)
    morning, afternoon = Slot.objects.filter(office=office, date=MONDAY).order_by("letter").values_list("id", flat=True)
    requests = [
        SeatRequest(
            (morning, afternoon)[n % 2],
            people[0].account_id,
            tuple(PersonRequest(one.id, "new", "PB_E_10", "holiday") for one in people[: 2 if n % 3 == 0 else 1]),
            f"key-{n}",
            "web",
        )
        for n, people in enumerate(world.many_people(bookings, 2))
    ]
    assert all(isinstance(outcome, Booked) for outcome in allocate(requests, NOW))
    return office


def close(office: Office) -> Clearing:
    head = world.actor_of(world.staff_member("head", office), roles=[("head", office.pk)])
    flood = CloseDays(MONDAY, MONDAY, "Banjir")
    _, [clearing] = clear_day.close_and_clear(office=office, proposal=flood, how=Remedy.MOVE, by=head, now=NOW)
    return clearing


def work(_share: object) -> int:
    """One worker: rounds of the tick until there is nothing left to do."""
    answered = 0
    while round_ := clear_day.clear_due(NOW):
        answered += round_
    return answered


def cancel(codes: list[str]) -> list[str]:
    """People who give their visit back at that moment; those who were in time."""
    return [code for code in codes if _cancels(code)]


def _cancels(code: str) -> bool:
    booking = Booking.objects.select_related("slot__office", "account").get(code=code)
    try:
        cancel_booking(booking=booking, by=world.actor_of(booking.account), now=NOW)
    except Refusal:
        return False
    return True


def act(share: tuple[str, list[str]]) -> object:
    return work(share) if share[0] == "worker" else cancel(share[1])


def test_a_killed_worker_leaves_nobody_without_an_answer_and_nobody_with_two() -> None:
    office = an_office_with(600, quota=420)  # 800 people; Tuesday holds them all but for some pairs
    clearing = close(office)
    worker = subprocess.Popen([sys.executable, "-c", WORK], env=environment())
    wait_until(lambda: ClearedBooking.objects.count() >= 60, seconds=60)
    worker.kill()
    worker.wait()
    half_way = ClearedBooking.objects.count()
    assert 60 <= half_way < 600
    assert list(invariants.broken()) == []

    again = subprocess.run([sys.executable, "-c", WORK], env=environment(), timeout=120, check=False)

    assert again.returncode == 0
    assert_everybody_has_one_answer(clearing, 600)
    moved_on = Counter(Ticket.objects.filter(state="confirmed").values_list("date", flat=True))
    assert moved_on[MONDAY + timedelta(days=1)] + moved_on[MONDAY + timedelta(days=2)] == 800


def test_two_workers_and_people_who_cancel_at_the_same_moment() -> None:
    office = an_office_with(120, quota=100)
    clearing = close(office)
    leaving = list(Booking.objects.order_by("-id").values_list("code", flat=True)[:40])
    shares: list[tuple[str, list[str]]] = [("worker", []), ("worker", []), ("people", leaving)]
    first, second, gone = crowd.all_at_once(act, shares)
    assert first + second + len(gone) == 120
    assert work(None) == 0
    assert_everybody_has_one_answer(clearing, 120 - len(gone))
    own = Ticket.objects.filter(booking__code__in=gone)
    assert set(own.values_list("state", "is_office_fault")) <= {("cancelled", False)}


def assert_everybody_has_one_answer(clearing: Clearing, bookings: int) -> None:
    clearing.refresh_from_db()
    assert clearing.done_at == NOW
    assert ClearedBooking.objects.filter(clearing=clearing).count() == bookings
    assert not Ticket.objects.filter(date=MONDAY, state="confirmed").exists()
    answered = Ticket.objects.filter(booking__clearings__clearing=clearing)
    assert set(answered.values_list("state", "is_office_fault")) <= {("moved", True), ("cancelled", True)}
    keys = Counter(Message.objects.filter(key__startswith="cleared:", channel="email").values_list("key", flat=True))
    assert (len(keys), set(keys.values())) == (bookings, {1})
    moved = Event.objects.filter(event__in=["booking.moved_by_office", "booking.cancelled_by_office"])
    assert moved.count() == moved.values("about").distinct().count() == bookings
    assert list(invariants.broken()) == []
    assert db.is_there()
