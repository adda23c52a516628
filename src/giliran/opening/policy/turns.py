"""Who has been let in, and when a turn will come.

People are let in by the number of people before them in the line, at a pace of so many people a minute. A party's
turn has come when more people are let in than stand before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Stretch(NamedTuple):
    """From `at` on `pace` people a minute are let in; `admitted` were in by then."""

    at: datetime
    pace: int
    admitted: int


def admitted(stretches: Sequence[Stretch], now: datetime) -> int:
    """How many people have been let in; `stretches` in the order of time. One is let in at the very start."""
    begun = [one for one in stretches if one.at <= now]
    if not begun:
        return 0
    last = begun[-1]
    return last.admitted + _in(last.pace, now - last.at, is_first=last.admitted == 0)


def _in(pace: int, length: timedelta, *, is_first: bool) -> int:
    if not pace:
        return 0
    return int(length / timedelta(minutes=1) * pace) + is_first


def has_come(ahead: int, let_in: int) -> bool:
    return let_in > ahead


def came_at(stretches: Sequence[Stretch], ahead: int, now: datetime) -> datetime | None:
    """When the turn of a party with so many people before it came; None if it has not."""
    if not has_come(ahead, admitted(stretches, now)):
        return None
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if (following and following.admitted > ahead) or following is None:
            return min(_moment(stretch, ahead), now)
    return now


def _moment(stretch: Stretch, ahead: int) -> datetime:
    if not stretch.pace:
        return stretch.at
    people = max(0, ahead + 1 - stretch.admitted - (stretch.admitted == 0))
    return stretch.at + timedelta(minutes=people / stretch.pace)


def expected_at(ahead: int, pace: int, opens_at: datetime) -> datetime:
    """About when the turn comes, as far as it can be said before the opening."""
    return opens_at + timedelta(minutes=ahead / pace if pace else 0)


def wait_range(people_ahead: int, pace: int) -> tuple[int, int] | None:
    """The shortest and the longest wait to be told, in whole minutes; None if nobody is let in at the moment.

    A fifth less and half more than the pace says: those before may leave, and the pace may be slowed.
    """
    if not pace:
        return None
    minutes = max(0, people_ahead) / pace
    return int(minutes * 0.8), int(minutes * 1.5) + 1
