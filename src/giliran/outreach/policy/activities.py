"""What new accounts before and after an activity say, and what they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

SPAN = timedelta(days=14)
"""So long is looked at before, and after from the day itself on; whole weeks, so that weekends weigh the same."""

LEAST = 20
"""With fewer new accounts, before and after together, nothing can be told."""

_NINETY_FIVE = 1.96

TOO_EARLY, TOO_FEW, LIKE_CHANCE, MORE, FEWER = "too_early", "too_few", "like_chance", "more", "fewer"

OLDEST = timedelta(days=366)
MOST_REACHED = 10_000_000
PLACE_SIGNS = WHOM_SIGNS = 100
REASON_SIGNS = 200


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """An activity as it is told."""

    kind: str
    held_on: date
    place: str
    area: str
    whom: str
    reached: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """New accounts of the area in so many `days` before and after; `others` are further activities there that reach
    into the same days. `verdict` never says that the activity was the cause."""

    days: int
    before: int
    after: int
    others: int
    verdict: str


def days_looked_at(held_on: date, today: date) -> int:
    """0, 7 or 14: the whole weeks since the activity that are over."""
    over = (today - held_on).days
    return max(0, min(SPAN.days, over - over % 7))


def effect_of(days: int, before: int, after: int, others: int) -> Effect:
    """Whether chance alone makes such a difference in one of twenty cases or fewer, each new account being as likely
    before as after."""
    return Effect(days, before, after, others, _verdict(days, before, after))


def _verdict(days: int, before: int, after: int) -> str:
    if days == 0:
        return TOO_EARLY
    if before + after < LEAST:
        return TOO_FEW
    if abs(after - before) <= _NINETY_FIVE * sqrt(before + after):
        return LIKE_CHANCE
    return MORE if after > before else FEWER


def overlap(one: tuple[str, date], other: tuple[str, date]) -> bool:
    """Whether two activities reach the same land in the same days: codes of a province and of a regency in it too."""
    (area, held_on), (other_area, other_on) = one, other
    return _within(area, other_area) and abs(held_on - other_on) <= SPAN


def _within(area: str, other: str) -> bool:
    shorter, longer = sorted((area, other), key=len)
    return longer == shorter or longer.startswith(f"{shorter}.")


def fault_of(draft: ActivityDraft, today: date) -> tuple[str, str] | None:
    """What is wrong with a draft: the code of the refusal and its field."""
    if draft.held_on > today:
        return "activity_ahead", "held_on"
    if draft.held_on < today - OLDEST:
        return "activity_too_old", "held_on"
    if not 1 <= draft.reached <= MOST_REACHED:
        return "reached_out_of_bounds", "reached"
    return None
