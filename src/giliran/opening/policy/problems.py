"""What somebody who watches openings should look at first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

GRACE = timedelta(minutes=1)
"""A step that the worker has not taken by then is late."""

PROBLEMS = ("paused", "beacon_missing", "behind", "void", "beacon_due", "asked")
"""From the worst to the least: it stands; the draw waits for its public value; a step is late; entries could not be
given a seat; two people should enter the public value; something waits for a second person."""


class Course(NamedTuple):
    """An opening as far as problems go. `next_step_at` is when its next step was due; None if it has none."""

    next_step_at: datetime | None
    is_paused: bool = False
    is_frozen: bool = False
    lacks_beacon: bool = False
    void: int = 0
    asked: int = 0


def problems(course: Course, now: datetime) -> tuple[str, ...]:
    """What is the matter with an opening that is under way or to come, the worst first."""
    is_late = course.next_step_at is not None and course.next_step_at + GRACE < now
    waits_for_beacon = course.is_frozen and course.lacks_beacon
    found = {
        "paused": course.is_paused,
        "beacon_missing": waits_for_beacon and course.next_step_at is not None and course.next_step_at <= now,
        "behind": is_late and not course.is_paused and not waits_for_beacon,
        "void": course.void > 0,
        "beacon_due": waits_for_beacon and course.next_step_at is not None and course.next_step_at > now,
        "asked": course.asked > 0,
    }
    return tuple(name for name in PROBLEMS if found[name])


def urgency(found: Sequence[str], opens_at: datetime) -> tuple[int, datetime]:
    """By which openings are sorted: problems first, then time."""
    return (PROBLEMS.index(found[0]) if found else len(PROBLEMS), opens_at)
