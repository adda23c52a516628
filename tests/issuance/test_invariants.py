"""Whoever finished a visit has a passport on its way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.issuance.services import invariants
from giliran.issuance.services.open import open_due
from giliran.onsite.models import Visit
from tests.factories import floor
from tests.onsite import scene
from tests.onsite.scene import NINE

pytestmark = pytest.mark.django_db


def test_a_finished_visit_without_a_case_is_named_once_the_tick_had_its_time() -> None:
    door = scene.a_door()
    [visit] = floor.come_in(scene.a_party(door.slot, "Siti"), at=NINE)
    Visit.objects.update(state="done")
    Ticket.objects.update(state="attended")
    soon, later = NINE + timedelta(minutes=5), NINE + timedelta(hours=1)
    assert list(invariants.broken(soon)) == []
    assert list(invariants.broken(later)) == [
        f"ticket {visit.ticket.public_id}: the visit is finished, and no passport has been begun"
    ]
    open_due(later)
    assert list(invariants.broken(later)) == []
