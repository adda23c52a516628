"""An office for a day of robots: booked people of all kinds, stages, counters, and everybody who works there."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.test import Client

from giliran.accounts.models import Applicant, User
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.offices.models import Office
from giliran.onsite.models import Counter
from giliran.onsite.services import stages
from tests.factories import catalogue, floor, world
from tests.walkin.scene import seats_of

MONDAY = date(2026, 11, 23)
SUNDAY = datetime.fromisoformat("2026-11-22T20:00+07:00")
EIGHT = datetime.fromisoformat("2026-11-23T08:00+07:00")
SIZES = (1, 1, 1, 2, 1, 3)
HOSTS = {"SERVER_NAME": "127.0.0.1"}
SERVED: dict[int, tuple[tuple[int, ...], ...]] = {
    4: ((1, 4), (2,), (3,), (1, 2, 3, 4)),
    10: ((1,), (1,), (2,), (2,), (2, 1), (3,), (3,), (3,), (3, 2), (4,)),
}
"""By how many counters there are: the positions of the stages that each serves."""


@dataclass
class Scenery:
    """The office with the browsers of those who work there. `parties` are the tickets of each booking."""

    office: Office
    parties: list[list[Ticket]]
    officers: list[tuple[User, Client]]
    counters: list[Counter]
    gate: Client
    head: Client
    walk_ins: int = 0
    """So many come without a booking; the pool has a seat for each of them."""
    rng: random.Random = field(default_factory=random.Random)


def make(people: int, counters: int, seed: int, *, letters: str = "AB", walk_ins: int = 0) -> Scenery:
    """So many people with a booking on Monday, in the windows of these letters; and some who come without one."""
    rng = random.Random(seed)
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    if walk_ins:
        seats_of(office, "priority", walk_ins)
    slots = [world.a_slot(office, MONDAY, letter=letter, capacity=people) for letter in letters]
    parties = _book(slots, people, rng)
    stages.set_up_stages(office)
    made = [floor.a_counter(office, n, *at) for n, at in enumerate(SERVED[counters], start=1)]
    officers = [floor.an_officer(office)[0] for _ in made]
    return Scenery(
        office,
        parties,
        [(one, browser(one)) for one in officers],
        made,
        browser(world.staff_member("gate", office, email="gate@robots.id")),
        browser(world.staff_member("head", office, email="head@robots.id")),
        walk_ins,
        rng,
    )


def browser(user: User) -> Client:
    return world.sign_in(Client(**HOSTS), user, second_factor=True)  # type: ignore[arg-type]


def _book(slots: list, people: int, rng: random.Random) -> list[list[Ticket]]:  # type: ignore[type-arg]
    """Parties of one to three, some of the people old enough to go first."""
    sizes: list[int] = []
    while sum(sizes) < people:
        sizes.append(min(SIZES[len(sizes) % len(SIZES)], people - sum(sizes)))
    families = world.many_people(len(sizes), max(sizes))
    old = [one.pk for family in families for one in family if rng.random() < 0.12]
    Applicant.objects.filter(pk__in=old).update(birth_date=date(1955, 5, 17))
    requests = [
        SeatRequest(
            slots[n % len(slots)].pk, family[0].account_id,
            tuple(PersonRequest(one.pk, "new", "PB_E_10", "holiday") for one in family[:size]), f"day-{n}", "web",
        )
        for n, (family, size) in enumerate(zip(families, sizes, strict=True))
    ]  # fmt: skip
    for first in range(0, len(requests), 200):
        outcomes = allocate(requests[first : first + 200], SUNDAY)
        assert all(isinstance(one, Booked) for one in outcomes)
    parties: dict[int, list[Ticket]] = {}
    for ticket in Ticket.objects.select_related("booking__slot").order_by("id"):
        parties.setdefault(ticket.booking_id, []).append(ticket)
    return list(parties.values())


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
