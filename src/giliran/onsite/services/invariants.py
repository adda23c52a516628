"""What must hold of the door and the floor at every moment, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from giliran.offices.models import Office
from giliran.onsite.models import CheckIn, Duty, Visit, VisitMove
from giliran.onsite.selectors.today import on_their_day
from giliran.onsite.states import AT_A_COUNTER, VisitState


def broken(now: datetime) -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    yield from _door(now)
    yield from _counters()
    yield from _moves()


def _door(now: datetime) -> Iterator[str]:
    """Whoever is in has a visit, and whoever has a visit is in. Days before there were visits are left out."""
    is_in = CheckIn.objects.filter(undone_at=None)
    today = is_in.filter(on_their_day(Office.objects.only("timezone"), now, "ticket__"))
    without = today.exclude(Exists(Visit.objects.filter(ticket=OuterRef("ticket"))))
    for ticket in without.values_list("ticket__public_id", flat=True):
        yield f"ticket {ticket}: let in, and without a visit"
    outside = Visit.objects.exclude(Exists(is_in.filter(ticket=OuterRef("ticket"))))
    for ticket in outside.values_list("ticket__public_id", flat=True):
        yield f"ticket {ticket}: a visit of somebody who was not let in"
    elsewhere = Visit.objects.exclude(office=F("ticket__office"), date=F("ticket__date"))
    for pk in elsewhere.values_list("id", flat=True):
        yield f"visit {pk}: its office or date is not its ticket's"


def _counters() -> Iterator[str]:
    """One officer at a counter, one counter an officer, and nobody is left alone at one."""
    open_ = Duty.objects.filter(ended_at=None)
    for name in ("counter", "officer"):
        for row in open_.values(name).annotate(n=Count("id")).filter(n__gt=1):
            yield f"{name} {row[name]}: {row['n']} duties at the same time"
    at_one = Visit.objects.filter(state__in=AT_A_COUNTER)
    for pk in at_one.filter(counter=None).values_list("id", flat=True):
        yield f"visit {pk}: called, and by no counter"
    for pk in Visit.objects.exclude(state__in=AT_A_COUNTER).exclude(counter=None).values_list("id", flat=True):
        yield f"visit {pk}: at a counter, and not called"
    for pk in at_one.exclude(counter__office=F("office")).values_list("id", flat=True):
        yield f"visit {pk}: at the counter of another office"
    alone = at_one.exclude(Exists(open_.filter(counter=OuterRef("counter"))))
    for pk in alone.values_list("id", flat=True):
        yield f"visit {pk}: at a counter where nobody works"


def _moves() -> Iterator[str]:
    """Everybody who waits does so somewhere, and the last move of a visit says what it is."""
    lost = Visit.objects.filter(Q(stage=None) | ~Q(stage__office=F("office")), state=VisitState.WAITING)
    for pk in lost.values_list("id", flat=True):
        yield f"visit {pk}: waits at no stage of its office"
    last = VisitMove.objects.filter(visit=OuterRef("pk")).order_by("-id").values("to_state")[:1]
    for pk, state, told in (
        Visit.objects.annotate(told=Subquery(last)).exclude(told=F("state")).values_list("id", "state", "told")
    ):
        yield f"visit {pk}: {state}, and its last move says {told}"
