"""The sign of life of the workers, in the one place that all processes share."""

from __future__ import annotations

from datetime import datetime, timedelta

from giliran.core.models import Heartbeat

FRESH = timedelta(seconds=30)
"""A worker that was not seen for longer is taken for dead."""

_FORGOTTEN = timedelta(days=1)


def beat(worker: str, now: datetime) -> None:
    """This worker is at work."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now})


def forget_the_dead(now: datetime) -> int:
    """Remove workers of the days before."""
    return Heartbeat.objects.filter(at__lt=now - _FORGOTTEN).delete()[0]


def age(now: datetime) -> timedelta | None:
    """How long ago any worker was last seen; None if none ever was."""
    newest = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return None if newest is None else abs(now - newest)  # the demo may have moved its clock back
