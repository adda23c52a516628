"""Selling a seat by giving it back for a client does not work: played a thousand times, and counted."""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import Refused, SeatRequest
from giliran.booking.services import invariants as bookings
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.cancel import cancel_booking
from giliran.core import db
from giliran.slots.models import SeatReturn, Slot
from giliran.waiting.models import DaySeed, PassedOn, WaitingParty, WaitingPerson, WantedDay
from giliran.waiting.services import invariants
from giliran.waiting.services.join import leave
from giliran.waiting.services.pass_on import pass_on_due
from giliran.waiting.services.seeds import make_seeds
from tests.factories import catalogue, openings, waiting, world

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
DAY = date(2026, 12, 10)
GAMES = 200 if db.is_postgres() else 1000
"""What is shown a thousand times are the rules; the second engine, which takes five times as long over a game, shows
that they hold there too."""

RIVALS = 9
"""Ordinary people who wait beside the client. By lot each of the ten gets the seat one time in ten."""


class Scene:
    """One seat that the broker holds under a helper's name, a client who would pay for it, and everybody else."""

    def __init__(self) -> None:
        catalogue.a_catalogue()
        self.office = world.an_office(quota=None)
        self.slot = world.a_slot(self.office, DAY, capacity=1)
        self.broker, self.poller, self.client, *self.rivals = [one for [one] in world.many_people(RIVALS + 3, 1)]
        for person in (self.client, *self.rivals):
            waiting.a_party(self.office, [person], DAY, now=START)

    def begin_anew(self) -> None:
        """The next game: the seat is free, everybody waits, and the day has another secret."""
        self.client_waits().people.update(is_live=False)
        WaitingParty.objects.filter(account_id=self.client.account_id).exclude(key="wait").delete()
        WaitingParty.objects.update(state="waiting", booking=None)
        for rows in (WaitingPerson, WantedDay):
            rows.objects.update(is_live=True)
        for rows in (PassedOn, SeatReturn, Ticket, Booking, DaySeed):
            rows.objects.all().delete()
        Slot.objects.update(taken=0, returning=0, reserved_for="")
        make_seeds([DAY])

    def client_waits(self) -> WaitingParty:
        return WaitingParty.objects.filter(account_id=self.client.account_id).latest("pk")

    def press(self, person: Applicant, at: datetime) -> bool:
        """ "Book", pressed by hand; whether it gave the seat."""
        asked = openings.asked([person])
        request = SeatRequest(self.slot.pk, person.account_id, asked, f"{at}", "web", person.account_id)
        [outcome] = allocate([request], at)
        if isinstance(outcome, Refused) and outcome.code not in ("returning", "full"):
            raise ValueError(outcome.code)
        return isinstance(outcome, Booked)

    def draw_again(self, number: int) -> None:
        """The client leaves the list and joins it again, in the hope of a better lot."""
        leave(party=self.client_waits(), by=openings.actor([self.client]), now=START)
        waiting.a_party(self.office, [self.client], DAY, now=START, key=f"again-{number}")


def test_a_broker_who_gives_seats_back_for_a_client_gains_nothing() -> None:
    """The broker gives the seat back at a moment of his choice. His client is on the list, where in every second game
    he joins again, and presses as well: a second later, and in the very second in which the seat comes free, which he
    cannot know. So does somebody who polls. How often does the client get the seat, how often an ordinary person?
    """
    scene, rng = Scene(), random.Random(2026)
    won = {one.pk: 0 for one in (scene.client, *scene.rivals)}
    by_hand = 0
    waits = []
    for game in range(GAMES):
        scene.begin_anew()
        now = START + timedelta(minutes=rng.randint(0, 600))
        assert scene.press(scene.broker, now)
        if game % 2:
            scene.draw_again(game)
        cancel_booking(booking=Booking.objects.get(), by=openings.actor([scene.broker]), now=now)
        due = SeatReturn.objects.get().due_at
        waits.append((due - now).total_seconds() / 60)
        by_hand += scene.press(scene.client, now + timedelta(seconds=1))
        by_hand += scene.press(scene.client, due) + scene.press(scene.poller, due)
        pass_on_due(due)
        by_hand += scene.press(scene.poller, due)
        won[Ticket.objects.get(state="confirmed").applicant_id or 0] += 1
    assert [*bookings.broken(), *invariants.broken()] == []
    report(won, scene, by_hand, waits)
    chance = GAMES / (RIVALS + 1)
    spread = 5 * (chance * (1 - 1 / (RIVALS + 1))) ** 0.5
    assert by_hand == 0
    assert sum(won.values()) == GAMES
    assert {one: abs(count - chance) <= spread for one, count in won.items()} == dict.fromkeys(won, True)
    assert (min(waits) < 13, max(waits) > 57) == (True, True)


def report(won: dict[int, int], scene: Scene, by_hand: int, waits: list[float]) -> None:
    ordinary = sum(won[one.pk] for one in scene.rivals) / RIVALS
    client = won[scene.client.pk]
    sys.stdout.write(
        f"\n{GAMES} seats given back for a client: {client} came to the client, {ordinary:.1f} to an ordinary person "
        f"(gain x {client / ordinary:.2f}); {by_hand} were caught by pressing; they waited {min(waits):.0f} to "
        f"{max(waits):.0f} minutes\n"
    )
