"""What is wrong with openings is found in the tables."""

from __future__ import annotations

import pytest

from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.services import invariants
from giliran.slots.models import Slot
from tests.factories import openings

pytestmark = pytest.mark.django_db


def test_nothing_is_wrong_with_an_opening_that_went_by_itself() -> None:
    opening = openings.an_opening(quota=2)
    openings.a_crowd(opening, 4, size=2)
    openings.running(opening)
    openings.tick(openings.SATURDAY_20)
    assert list(invariants.broken()) == []


def test_each_fault_is_named() -> None:
    opening = openings.an_opening(quota=2)
    one, two, three = openings.a_crowd(opening, 3)
    Entry.objects.filter(pk=one.pk).update(party=2)
    Entry.objects.filter(pk=two.pk).update(outcome="turn")
    Opening.objects.filter(pk=opening.pk).update(seed="00")
    faults = [
        f"entry {one.public_id}: a party of 2 with 1 people",
        f"entry {two.public_id}: outcome turn and booking do not go together",
        f"{opening.name}: its seed is known before the draw",
    ]
    assert list(invariants.broken()) == faults
    Opening.objects.filter(pk=opening.pk).update(state="closed", settled_at=openings.SUNDAY)
    found = list(invariants.broken())
    slots, people = Slot.objects.filter(reserved_for=opening.name).count(), EntryPerson.objects.count()
    assert sum("which is over" in fault for fault in found) == slots
    assert sum("although the opening is settled" in fault for fault in found) == people
    assert three.public_id
