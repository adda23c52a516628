"""When people are reminded of their visit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

EARLIEST_AHEAD = timedelta(days=4)
"""No slot further ahead than this has anybody to remind."""


class Stage(IntEnum):
    """Which reminder it is, in their order."""

    DAYS_BEFORE = 1
    DAY_BEFORE = 2
    MORNING = 3


_MOMENTS = {
    Stage.DAYS_BEFORE: (timedelta(days=3), time(9)),
    Stage.DAY_BEFORE: (timedelta(days=1), time(9)),
    Stage.MORNING: (timedelta(), time(7)),
}


def reminder_at(stage: Stage, visit: date, tz: str) -> datetime:
    """The moment of a reminder for a visit on this local day: 09.00 three days and one day before, 07.00 on the day."""
    before, hour = _MOMENTS[stage]
    return datetime.combine(visit - before, hour, ZoneInfo(tz))


def reminder_until(stage: Stage, visit: date, starts_at: datetime, tz: str) -> datetime:
    """The moment from which a reminder says nothing new: that of the next one, or the visit itself."""
    return starts_at if stage == Stage.MORNING else min(starts_at, reminder_at(Stage(stage + 1), visit, tz))


def stage_due(visit: date, starts_at: datetime, tz: str, now: datetime) -> Stage | None:
    """The newest reminder whose moment has come, while the visit has not begun: who was asleep over one is not sent
    two at once."""
    come = [stage for stage in Stage if reminder_at(stage, visit, tz) <= now < starts_at]
    return come[-1] if come else None
