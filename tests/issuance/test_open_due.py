"""A finished visit opens its case by itself, a while later and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.issuance.models import Case
from giliran.issuance.services.open import GRACE, open_due
from giliran.onsite.models import Visit
from tests.issuance import scene
from tests.issuance.scene import NOON, later
from tests.issuance.test_follow import a_visit

pytestmark = pytest.mark.django_db


def test_what_is_finished_is_opened_and_nothing_else() -> None:
    done, waiting, left = scene.a_workshop().visitors(0, "Siti", "Budi", "Cici")
    a_visit(done)
    a_visit(waiting, "waiting")
    a_visit(left, "left")
    assert open_due(NOON + GRACE - timedelta(seconds=1)) == 0
    assert open_due(NOON + GRACE) == 1
    assert open_due(later(hours=1)) == 0
    case = Case.objects.get()
    assert (case.ticket_id, case.visited_at, case.due_date.isoformat()) == (done.pk, NOON, "2026-11-27")


def test_a_visit_that_was_taken_up_again_in_time_is_not_over() -> None:
    [ticket] = scene.a_workshop().visitors(0, "Siti")
    visit = a_visit(ticket)
    Visit.objects.filter(pk=visit.pk).update(state="waiting", since=later(minutes=3))
    assert open_due(later(hours=1)) == 0


def test_an_admission_taken_back_opens_nothing_and_stops_nobody() -> None:
    gone, came = scene.a_workshop().visitors(0, "Siti", "Budi")
    a_visit(gone)
    a_visit(came)
    Ticket.objects.filter(pk=gone.pk).update(state="confirmed")
    assert open_due(later(hours=1)) == 1
    assert Case.objects.get().ticket_id == came.pk
