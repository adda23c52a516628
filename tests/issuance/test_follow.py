"""A case stops while its visit goes on, and goes on when that is finished; there is never a second one."""

from __future__ import annotations

from typing import Any

import pytest

from giliran.booking.models import Ticket
from giliran.issuance.models import Case
from giliran.issuance.services import invariants
from giliran.issuance.services.follow import follow_visits
from giliran.issuance.services.open import GRACE, open_due
from giliran.issuance.states import CaseState
from giliran.notifications.models import Message
from giliran.onsite.models import Visit
from tests.issuance import scene
from tests.issuance.scene import NOON, later

pytestmark = pytest.mark.django_db


def a_visit(ticket: Ticket, state: str = "done", **more: Any) -> Visit:
    return Visit.objects.create(
        ticket=ticket, office=ticket.office, date=ticket.date, arrived_at=NOON, turn_at=NOON, state=state, since=NOON,
        queued_at=NOON, live_hash=ticket.public_id.encode().ljust(32), **more,
    )  # fmt: skip


@pytest.mark.parametrize("state", [CaseState.ADJUDICATION, CaseState.HEADQUARTERS, CaseState.TO_LAMINATE])
def test_a_visit_taken_up_again_stops_it_until_it_is_finished_again(state: CaseState) -> None:
    shop = scene.a_workshop()
    case = shop.bring(shop.case(), state)
    visit = a_visit(case.ticket)
    assert follow_visits(later(hours=1)) == 0
    Visit.objects.filter(pk=visit.pk).update(state="waiting", since=later(hours=1))
    assert list(invariants.broken(later(hours=2))) == [
        f"ticket {case.ticket.public_id}: a passport is made, and the visit goes on"
    ]
    assert [follow_visits(later(hours=1)), follow_visits(later(hours=2))] == [1, 0]
    Visit.objects.filter(pk=visit.pk).update(state="done", since=later(days=1))
    assert [follow_visits(later(days=1)), follow_visits(later(days=1) + GRACE), open_due(later(days=2))] == [0, 1, 0]
    case = Case.objects.get()
    after = "headquarters" if state == CaseState.HEADQUARTERS else "adjudication"
    assert (case.state, case.visited_at, case.due_date.isoformat()) == (after, later(days=1), "2026-11-30")
    assert Message.objects.filter(key__contains=":opened:", channel="email").count() == 2
    assert list(invariants.broken(later(days=2))) == []


def test_an_admission_taken_back_stops_it_and_the_next_visit_goes_on_with_it() -> None:
    shop = scene.a_workshop()
    case = shop.case()
    Ticket.objects.update(state="confirmed")
    assert follow_visits(later(hours=1)) == 1
    Ticket.objects.update(state="attended")
    a_visit(case.ticket)
    assert [open_due(later(hours=2)), follow_visits(later(hours=2))] == [0, 1]
    assert Case.objects.get().state == "adjudication"


@pytest.mark.parametrize("state", [CaseState.READY, CaseState.REFUSED, CaseState.HANDED_OVER])
def test_what_is_ready_or_over_stays(state: CaseState) -> None:
    shop = scene.a_workshop()
    visit = a_visit(shop.case().ticket, "waiting")
    Visit.objects.filter(pk=visit.pk).update(since=later(minutes=5))
    Case.objects.update(state=state)
    assert follow_visits(later(hours=1)) == 0


def test_a_case_that_was_opened_before_the_visit_ended_is_not_stopped_by_that() -> None:
    """As the day ends a visit that no counter has finished; nobody has taken it up again."""
    visit = a_visit(scene.a_workshop().case().ticket, "waiting")
    assert follow_visits(later(hours=1)) == 0
    Visit.objects.filter(pk=visit.pk).update(state="left", since=later(hours=8))
    assert follow_visits(later(hours=9)) == 0
