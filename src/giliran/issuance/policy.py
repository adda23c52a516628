"""Rules after the visit: the clock of the promise, how long a passport waits, who may take it, what a signature is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import dist

from giliran.accounts.policy.ages import ADULT_FROM
from giliran.offices.policy import Calendar, nth_working_day

LOOK_AHEAD = 120
"""Days of calendar that a due date is looked for in."""

WIDTH, HEIGHT = 600, 200
"""The signature pad, in the units of its path."""

_PATH = re.compile(r"M\d{1,3} \d{1,3}(?: ?[ML]\d{1,3} \d{1,3}){1,3999}")
_POINT = re.compile(r"([ML])(\d+) (\d+)")
_LEAST_INK = 80.0


def due_date(calendar: Calendar, visited_on: date, days: int) -> date:
    """The last day of the promise: the `days`-th working day of the office after the visit (PR01)."""
    return nth_working_day(calendar, visited_on, days, within=LOOK_AHEAD)


def days_over(due: date, today: date) -> int:
    """How many days beyond the promise; 0 if it still holds."""
    return max(0, (today - due).days)


def collect_until(ready_on: date, days: int) -> date:
    """The last day on which a passport is kept for its person (PR02)."""
    return ready_on + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who stands at the counter for a passport, and what the cards said. Years are ages on that day.

    `same_nik`: the NIK on the card is that of the passport's person. `same_kk` is None where the person's own family
    card is not on record any more.
    """

    to: str
    person_age: int
    taker_age: int
    same_nik: bool
    same_kk: bool | None = None
    letter: str = ""


def refuse_handover(claim: Claim) -> str | None:
    """Why the passport is not given to this one, as the code of a refusal (a relative on the same KK, or a
    power of attorney); None if it is."""
    if claim.to == "self":
        if not claim.same_nik:
            return "not_this_person"
        return "self_is_a_child" if claim.person_age < ADULT_FROM else None
    if claim.same_nik:
        return "is_the_person"
    if claim.taker_age < ADULT_FROM:
        return "taker_is_a_child"
    if claim.to == "relative":
        if claim.same_kk is None:
            return "family_unknown"
        return None if claim.same_kk else "other_family"
    return None if claim.letter.strip() else "letter_missing"


def refuse_signature(path: str) -> str | None:
    """Why a drawn path is no signature: no shape that the pad draws, or hardly any ink."""
    if not _PATH.fullmatch(path):
        return "signature_unreadable" if path.strip() else "signature_missing"
    ink, before = 0.0, (0, 0)
    for letter, x, y in _POINT.findall(path):
        here = (int(x), int(y))
        if here[0] > WIDTH or here[1] > HEIGHT:
            return "signature_unreadable"
        ink += dist(before, here) if letter == "L" else 0
        before = here
    return None if ink >= _LEAST_INK else "signature_missing"
