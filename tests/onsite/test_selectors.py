from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.onsite import selectors
from giliran.onsite.selectors import Totals
from giliran.onsite.services import undo as undoing
from giliran.onsite.services.check_in import check_in
from tests.factories import world
from tests.onsite.scene import MONDAY, NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


def enter(door: Door, ticket: Ticket, minutes: int = 0):  # type: ignore[no-untyped-def]
    done = check_in(
        office=door.office,
        ticket_ids=[ticket.public_id],
        nonce=f"n{ticket.id}",
        by=door.by,
        now=NINE + timedelta(minutes=minutes),
    )
    return done.admitted[0]


def test_arrivals_are_those_of_this_day_and_office_that_stand() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    siti, budi = a_party(door.slot, "Siti", "Budi")
    [foreign] = a_party(other.slot, "Cici")
    enter(door, siti)
    enter(other, foreign)
    wrong = enter(door, budi, 1)
    undoing.undo(office=door.office, check_in_ids=[wrong.id], reason="x", by=door.by, now=wrong.at)
    assert [one.ticket_id for one in selectors.arrivals(door.office, MONDAY)] == [siti.id]


def test_totals_count_whom_the_day_expects() -> None:
    door = a_door()
    siti, budi, cici, _dedi = a_party(door.slot, "Siti", "Budi", "Cici", "Dedi")
    a_party(world.a_slot(door.office, MONDAY + timedelta(days=1)), "Eka")
    enter(door, siti)
    Ticket.objects.filter(id=budi.id).update(state="cancelled")
    Ticket.objects.filter(id=cici.id).update(state="missed")
    assert selectors.gate_totals(door.office, MONDAY) == Totals(expected=3, arrived=1)


def test_people_ahead_stand_by_the_later_of_coming_and_ticket_time() -> None:
    door = a_door()
    [first], [second], [third] = (a_party(door.slot, name) for name in ("Siti", "Budi", "Cici"))
    Ticket.objects.filter(id=first.id).update(arrives_at=NINE + timedelta(hours=1))
    Ticket.objects.filter(id=third.id).update(arrives_at=NINE)
    bird, late, punctual = enter(door, first, -70), enter(door, second, 5), enter(door, third)
    check_ins = selectors.arrivals(door.office, MONDAY)
    ahead = selectors.people_ahead(check_ins, NINE + timedelta(hours=2))
    assert ahead == {punctual.ticket_id: 0, late.ticket_id: 1, bird.ticket_id: 2}


def test_those_of_the_same_party_do_not_stand_before_one_another() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    [cici] = a_party(door.slot, "Cici")
    check_ins = [enter(door, one) for one in (siti, budi, cici)]
    assert selectors.people_ahead(check_ins, NINE) == {siti.id: 0, budi.id: 0, cici.id: 2}
