"""Complaints that nothing can be reached pile up: an incident is proposed, and all are answered when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.complaints import services
from giliran.complaints.models import Complaint
from giliran.core.types import SYSTEM
from giliran.offices.models import PolicyValue
from giliran.outreach.models import Incident
from giliran.outreach.services import incidents
from tests.complaints.scene import FILED, a_complaint, filed, staff
from tests.factories import incidents as made
from tests.factories import world

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_ten_in_a_quarter_of_an_hour_propose_and_are_answered_at_once_when_it_is_over() -> None:
    now = FILED + 14 * MINUTE
    filed(category="unreachable", now=FILED - 5 * MINUTE)
    filed(category="waiting")
    for number in range(9):
        filed(category="unreachable", now=FILED + number * MINUTE)
    assert services.propose_incident_due(now) == 0
    filed(category="unreachable", now=FILED + 10 * MINUTE)
    assert [services.propose_incident_due(now), services.propose_incident_due(now)] == [1, 0]
    incident = Incident.objects.get()
    assert (incident.source, incident.since, incident.evidence) == ("complaints", FILED, {"count": 10, "minutes": 14})
    assert services.link_new_to_incidents(now) == 0  # nobody has confirmed it

    made.confirm(incident, now)
    worked_on = Complaint.objects.filter(category="unreachable", filed_at=FILED).get()
    services.take(complaint=worked_on, by=staff("hq", None, world.staff_member("hq", None).pk), now=now)
    assert services.link_new_to_incidents(now) == 9
    late = filed(category="unreachable", now=now + MINUTE).complaint
    assert services.link_new_to_incidents(now + MINUTE) == 1
    by_hand = {"names": [late.pk], "incident": None, "by": staff("hq", None)}
    assert services.link_to_incident(**by_hand, now=now + MINUTE) == 1
    assert services.link_new_to_incidents(now + MINUTE) == 0  # who unties one is not overruled

    last = filed(category="unreachable", now=now + 9 * MINUTE).complaint
    incident.refresh_from_db()
    incidents.resolve_incident(incident=incident, words=made.OVER, by=made.HQ, now=now + 10 * MINUTE)
    after = filed(category="unreachable", now=now + 11 * MINUTE).complaint
    assert services.link_new_to_incidents(now + 12 * MINUTE) == 1
    assert services.answer_restored(now + 12 * MINUTE) == 10
    answered = Complaint.objects.filter(state="responded")
    assert (answered.count(), last in answered, after in answered, worked_on in answered) == (10, True, False, False)
    assert services.propose_incident_due(now + 12 * MINUTE) == 0  # they have led to one already


def test_headquarters_says_how_many_are_many() -> None:
    PolicyValue.objects.create(key="incident_complaints", value="2")
    for _ in range(2):
        a_complaint(category="unreachable")
    assert services.propose_incident_due(FILED) == 1
    assert Incident.objects.get().notes.get().by_id is SYSTEM.user_id
