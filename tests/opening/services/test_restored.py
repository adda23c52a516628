"""When an incident is over, those who were hit are told: once each, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.notifications.models import Message
from giliran.offices.models import Office
from giliran.opening.models import Opening
from giliran.opening.services import restored
from giliran.outreach.models import Incident
from giliran.outreach.services import incidents
from tests.factories import incidents as made
from tests.factories import openings, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening() -> Opening:
    found = openings.an_opening(quota=10, entitled_share=0)
    openings.a_crowd(found, 5)
    return found


def told(incident: Incident) -> list[str]:
    found = Message.objects.filter(about=f"incident:{incident.public_id}", channel="email")
    return sorted(found.values_list("address", flat=True))


def over(opening: Opening, *offices: Office) -> Incident:
    now = opening.gathers_at + timedelta(hours=1)
    return made.resolved(now, offices=offices)


def test_in_batches_each_once_whoever_dies_between(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restored, "BATCH", 2)
    incident = over(opening)
    now = incident.state_at
    assert restored.tell_restored(now) == 2
    stale = Incident.objects.get()
    assert restored.tell_restored(now) == 2
    assert restored._tell_some(stale, now) == 0  # a worker that was paused comes too late
    monkeypatch.setattr(restored, "_tell", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # a worker that dies leaves the batch to the next
        restored.tell_restored(now)
    monkeypatch.undo()
    assert [restored.tell_restored(now) for _ in range(3)] == [1, 0, 0]
    assert told(incident) == sorted(set(told(incident)))
    assert len(told(incident)) == 5
    incident.refresh_from_db()
    assert incident.told_at == now
    body = Message.objects.filter(about=f"incident:{incident.public_id}").first()
    assert body is not None
    assert (body.data["paragraphs"][0], body.data["facts"][0][1]) == (made.OVER.id, "Seluruh Indonesia")


def test_who_was_elsewhere_or_came_later_is_not_told(opening: Opening) -> None:
    withdrawn = opening.entries.order_by("pk").first()
    assert withdrawn is not None
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(withdrawn_at=opening.gathers_at)
    here = over(opening, opening.office)
    there = over(opening, world.an_office("bogor", id=77, quota=None))
    dismissed = made.proposed(here.state_at, kind="other")
    incidents.dismiss_incident(incident=dismissed, reason="-", by=made.HQ, now=here.state_at)
    for _ in range(2):
        restored.tell_restored(here.state_at)
    assert (len(told(here)), told(there), told(dismissed)) == (4, [], [])
