"""A floor that was tampered with is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.onsite.models import CheckIn, Duty, Stage, Visit
from giliran.onsite.services import call, invariants, serve
from giliran.onsite.services.check_in import check_in
from tests.factories import floor
from tests.onsite import scene
from tests.onsite.scene import NINE

pytestmark = pytest.mark.django_db


def test_a_floor_at_work_keeps_every_promise_and_a_broken_one_does_not() -> None:
    door = scene.a_door()
    tickets = scene.a_party(door.slot, "Siti", "Budi", "Tono")
    check_in(office=door.office, ticket_ids=[one.public_id for one in tickets], nonce="n", by=door.by, now=NINE)
    duty, by = floor.on_duty(floor.a_counter(door.office, 1), NINE)
    call.call_next(duty=duty, by=by, now=NINE)
    [first, second, _third] = serve.start(duty=duty, visit_ids=[], by=by, now=NINE)
    serve.finish(duty=duty, visit_ids=[second.pk], by=by, now=NINE)
    assert list(invariants.broken(NINE)) == []

    Duty.objects.update(ended_at=NINE)
    CheckIn.objects.filter(ticket=first.ticket_id).update(undone_at=NINE)
    Visit.objects.filter(pk=second.pk).update(state="done")
    lost = floor.come_in(scene.a_party(door.slot, "Ani"), at=NINE)[0]
    Visit.objects.filter(pk=lost.pk).update(stage=None)
    found = list(invariants.broken(NINE))
    assert f"ticket {first.ticket.public_id}: a visit of somebody who was not let in" in found
    assert f"visit {first.pk}: at a counter where nobody works" in found
    assert f"visit {second.pk}: done, and its last move says waiting" in found
    assert f"visit {lost.pk}: waits at no stage of its office" in found
    assert len(found) == 6


def test_whoever_was_let_in_today_has_a_visit() -> None:
    door = scene.a_door()
    [ticket] = scene.a_party(door.slot, "Siti")
    check_in(office=door.office, ticket_ids=[ticket.public_id], nonce="n", by=door.by, now=NINE)
    Visit.objects.all().delete()
    assert list(invariants.broken(NINE)) == [f"ticket {ticket.public_id}: let in, and without a visit"]
    assert list(invariants.broken(NINE + timedelta(days=1))) == []
    assert Stage.objects.exists()
