"""How long it takes until somebody's turn, as an honest range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

USUAL_SECONDS: Mapping[str, int] = {"documents": 300, "data": 420, "biometrics": 600, "payment": 180, "other": 300}
"""What a stage takes until the office has measured its own."""
ENOUGH = 8
"""From so many measured people on, the office's own times count."""
_STEP = 5
_MOST_SECONDS = 2 * 3600
_SURE = 1.28


class Minutes(NamedTuple):
    """From `least` to `most` minutes; four times out of five it is between them."""

    least: int
    most: int


def wait_range(ahead: int, counters: int, seconds: Sequence[int], kind: str) -> Minutes | None:
    """Minutes until somebody with `ahead` people before them is called; None where no counter is open.

    `seconds` are the measured service times of the stage, the newest of them; a press that was forgotten over lunch
    does not count. The range is rounded outwards to five minutes.
    """
    if counters < 1:
        return None
    mean, spread = _times(seconds, kind)
    rounds = ahead / counters
    middle, around = rounds * mean, _SURE * spread * sqrt(max(rounds, 0.5))
    least = max(0, int((middle - around) / 60 // _STEP) * _STEP)
    return Minutes(least, max(_STEP, ceil((middle + around) / 60 / _STEP) * _STEP))


def _times(seconds: Sequence[int], kind: str) -> tuple[float, float]:
    real = [one for one in seconds if 0 < one <= _MOST_SECONDS]
    if len(real) < ENOUGH:
        usual = USUAL_SECONDS.get(kind, USUAL_SECONDS["other"])
        return usual, usual / 2
    return fmean(real), stdev(real)
