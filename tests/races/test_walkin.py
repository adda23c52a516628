"""The last seat of a pool wanted at eight gates, one press sent eight times, and one person named by many officers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from giliran.accounts.models import Applicant
from giliran.booking.models import Ticket
from giliran.booking.services import invariants
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.onsite.services.undo import undo
from giliran.slots.models import Slot
from giliran.walkin.models import WalkIn
from giliran.walkin.services import identify, walk_in
from tests.races import crowd
from tests.walkin import scene
from tests.walkin.scene import BUDI, NEEDS, NINE

GATES = 8


def press(share: tuple[Actor, str]) -> str:
    """The label that one press gave, or why it gave none."""
    by, nonce = share
    office = offices.office_by_code("jakarta-selatan")
    assert office is not None
    try:
        return walk_in(
            office=office, reason="elderly", service="new", nonce=nonce, by=by, now=NINE
        ).walk_in.ticket.label  # fmt: skip
    except Refusal as refused:
        return refused.code


def name(share: tuple[Actor, int, str]) -> str:
    by, row, nik = share
    try:
        found = WalkIn.objects.get(pk=row)
        draft = replace(BUDI, nik=nik)
        identify(walk_in=found, draft=draft, needs=NEEDS, reason_holds=True, by=by, now=NINE)
    except Refusal as refused:
        return refused.code
    return "named"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_of_a_pool_at_eight_gates() -> None:
    hall = scene.a_hall(priority=1)
    answers = crowd.all_at_once(press, [(hall.gate, f"gate-{n}") for n in range(GATES)])
    assert sorted(answers) == ["P-001"] + ["pool_full"] * (GATES - 1)
    assert Slot.objects.get(pool="priority").taken == Ticket.objects.count() == Applicant.objects.count() == 1
    assert list(invariants.broken()) == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_press_at_a_kiosk_sent_eight_times_is_one_card_also_of_the_last_seat() -> None:
    hall = scene.a_hall(priority=1)
    answers = crowd.all_at_once(press, [(hall.gate, "same")] * GATES)
    assert answers == ["P-001"] * GATES
    assert Slot.objects.get(pool="priority").taken == WalkIn.objects.count() == Applicant.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_named_by_four_officers_and_one_nik_on_four_cards() -> None:
    hall = scene.a_hall(priority=5)
    rows = [scene.come(hall, nonce=f"{n}").walk_in.pk for n in range(5)]
    answers = crowd.all_at_once(name, [(hall.cs, rows[0], scene.card_of(n, born=BORN).nik) for n in range(4)])
    assert sorted(answers) == ["identified_already"] * 3 + ["named"]
    answers = crowd.all_at_once(name, [(hall.cs, row, scene.card_of(50, born=BORN).nik) for row in rows[1:]])
    assert answers.count("named") == 1
    assert set(answers) <= {"named", "walked_in_already", "attended_today"}
    assert WalkIn.objects.exclude(identified_at=None).count() == 2


def take_back_or_press(share: tuple[Actor, str, int]) -> str:
    by, nonce, check_in = share
    if nonce:
        return press((by, nonce))
    office = offices.office_by_code("jakarta-selatan")
    assert office is not None
    undo(office=office, check_in_ids=[check_in], reason="salah", by=by, now=NINE)
    return "back"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_card_taken_back_at_four_gates_frees_one_seat_for_whoever_presses() -> None:
    hall = scene.a_hall(priority=2)
    first, _second = scene.come(hall, nonce="1"), scene.come(hall, nonce="2")
    shares = [(hall.gate, "", first.check_in.pk)] * 4 + [(hall.gate, f"gate-{n}", 0) for n in range(4)]
    answers = crowd.all_at_once(take_back_or_press, shares)
    entered = [one for one in answers if one.startswith("P-")]
    assert answers.count("back") == 4
    assert len(entered) <= 1
    assert Slot.objects.get(pool="priority").taken == 1 + len(entered)
    assert list(invariants.broken()) == []


BORN = scene.MONDAY.replace(year=1950)
