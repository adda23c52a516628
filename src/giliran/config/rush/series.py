"""From the log to lines over time: seconds since the opening, and what happened in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from giliran.config.rush.judge import refusals
from giliran.config.rush.log import BOOKED, NO_ANSWER, Facts, Log

PERCENTILES = (50, 95, 99)
MOST_REASONS = 6
STEP = 5
"""Seconds to a row of a table."""


class Line(NamedTuple):
    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the same seconds, the first of them `start`. `total` says whether the rows of its table add up."""

    title: str
    unit: str
    start: int
    lines: Sequence[Line]
    total: bool


def charts(log: Log, facts: Facts) -> list[Chart]:
    arrivals = [party.arrived_at - facts.opens_at for party in log.parties if party.arrived_at]
    answered = [one.answered_at - facts.opens_at for one in log.attempts]
    times = [*arrivals, *answered, *(poll.at - facts.opens_at for poll in log.polls)]
    span = range(int(min(times, default=0)) - 1, int(max(times, default=0)) + 2)
    here = _Seconds(span)
    refused = [one for one in log.attempts if one.status not in {BOOKED, NO_ANSWER}]
    reasons = list(refusals(refused))
    told = {reason: [one for one in refused if (one.code or str(one.status)) == reason] for reason in reasons}
    others = [one for reason in reasons[MOST_REASONS:] for one in told[reason]]
    when = [(poll.at - facts.opens_at, poll.took) for poll in log.polls]
    heard = [(one.answered_at - facts.opens_at, one.took) for one in log.attempts if one.status != NO_ANSWER]

    def since(moments: Iterable[float]) -> Iterable[tuple[float, float]]:
        return ((moment - facts.opens_at, 1.0) for moment in moments)

    return [
        here.chart("Arrivals", "parties a second", {"Came": [(moment, 1.0) for moment in arrivals]}),
        here.chart(
            "Let in and booked",
            "people a second",
            {
                "Let in": [(at - facts.opens_at, float(people)) for at, people in facts.people_admitted],
                "Booked": [(one.at - facts.opens_at, float(one.seats)) for one in facts.bookings],
            },
        ),
        here.chart(
            "Refusals by reason",
            "answers a second",
            {
                **{reason: since(one.answered_at for one in told[reason]) for reason in reasons[:MOST_REASONS]},
                **({"others": since(one.answered_at for one in others)} if others else {}),
            },
        ),
        here.percentiles("How long a booking was answered", heard),
        here.chart("Looks at state.json", "requests a second", {"Looks": [(at, 1.0) for at, _ in when]}),
        here.percentiles("How long state.json was answered", when),
    ]


class _Seconds:
    def __init__(self, span: range) -> None:
        self._span = span

    def chart(self, title: str, unit: str, lines: dict[str, Iterable[tuple[float, float]]]) -> Chart:
        return Chart(title, unit, self._span.start, [Line(name, self._sums(it)) for name, it in lines.items()], True)

    def percentiles(self, title: str, took: Iterable[tuple[float, float]]) -> Chart:
        by_second: dict[int, list[float]] = defaultdict(list)
        for moment, seconds in took:
            by_second[int(moment // 1)].append(seconds * 1000)
        lines = [
            Line(f"p{percent}", [percentile(by_second.get(at, ()), percent) for at in self._span])
            for percent in PERCENTILES
        ]
        return Chart(title, "milliseconds", self._span.start, lines, False)

    def _sums(self, amounts: Iterable[tuple[float, float]]) -> list[float | None]:
        sums: dict[int, float] = defaultdict(float)
        for moment, amount in amounts:
            sums[int(moment // 1)] += amount
        return [sums.get(at, 0.0) for at in self._span]


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that so many percent do not exceed; None where there is none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def rows(chart: Chart) -> list[tuple[str, list[float | None]]]:
    """The chart as a table: a row for each few seconds, sums or the worst of them."""
    fold: Callable[[Sequence[float]], float] = sum if chart.total else max
    found = []
    seconds = range(chart.start, chart.start + len(chart.lines[0].values) if chart.lines else chart.start)
    for at in range(seconds.start // STEP * STEP, seconds.stop, STEP):
        inside = [index for index in range(len(seconds)) if at <= seconds[index] < at + STEP]
        values = [[value for index in inside if (value := line.values[index]) is not None] for line in chart.lines]
        found.append((f"{at:+d} s", [fold(one) if one else None for one in values]))
    return found
