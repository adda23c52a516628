"""Somebody of the demo whose visit is finished, and is asked about. Runs inside `giliran shell`."""

from __future__ import annotations

from datetime import timedelta

from giliran.core import clock
from giliran.feedback.services.invite import invite_due
from giliran.onsite.models import Visit
from giliran.onsite.states import VisitState


def ask(email: str) -> None:
    """As if the counter had finished the visit yesterday; the tick's own step does the rest, now."""
    visits = Visit.objects.filter(ticket__booking__account__email=email)
    assert visits.update(state=VisitState.DONE, counter=None, since=clock.now() - timedelta(days=1)) == 1
    assert invite_due(clock.now()) >= 1
