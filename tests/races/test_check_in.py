"""The same ticket shown at eight doors at once is let in once."""

from __future__ import annotations

import pytest

from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.onsite.models import CheckIn
from giliran.onsite.services.check_in import check_in
from tests.onsite.scene import NINE, a_door, a_party
from tests.races import crowd

DOORS = 8


def press(share: tuple[Actor, list[str], list[str]]) -> list[tuple[str, int]]:
    """One door: for each nonce, who came in by it (or the reason why nobody did)."""
    by, tickets, nonces = share
    office = offices.office_by_code("jakarta-selatan")
    assert office is not None
    answers = []
    for nonce in nonces:
        try:
            done = check_in(office=office, ticket_ids=tickets, nonce=nonce, by=by, now=NINE)
            answers.append(("in", 0 if done.repeated else len(done.admitted)))
        except Refusal as refused:
            answers.append((refused.code, 0))
    return answers


def check_all_in_once(parties: int) -> None:
    assert CheckIn.objects.filter(undone_at=None).count() == Ticket.objects.count() == 3 * parties
    assert set(Ticket.objects.values_list("state", flat=True)) == {"attended"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_party_at_eight_doors() -> None:
    door = a_door()
    tickets = [one.public_id for one in a_party(door.slot, "Siti", "Budi", "Cici")]
    answers = crowd.all_at_once(press, [(door.by, tickets, [f"door-{n}"]) for n in range(DOORS)])
    assert sorted(answer for [answer] in answers) == [("in", 3)] + [("used", 0)] * (DOORS - 1)
    check_all_in_once(1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_press_sent_eight_times() -> None:
    door = a_door()
    tickets = [one.public_id for one in a_party(door.slot, "Siti", "Budi", "Cici")]
    answers = crowd.all_at_once(press, [(door.by, tickets, ["same"])] * DOORS)
    assert sorted(answer for [answer] in answers) == [("in", 0)] * (DOORS - 1) + [("in", 3)]
    check_all_in_once(1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parts_of_a_party_that_overlap() -> None:
    """Each door takes another pair of the same three people: together they let each in once."""
    door = a_door()
    one, two, three = (ticket.public_id for ticket in a_party(door.slot, "Siti", "Budi", "Cici"))
    pairs = [[one, two], [three, two], [three, one], [two, one]] * 2
    crowd.all_at_once(press, [(door.by, pair, [f"door-{n}"]) for n, pair in enumerate(pairs)])
    check_all_in_once(1)
