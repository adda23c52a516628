"""The recap as it is asked for, and as page and files show it: one list of rows for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from giliran.complaints.policy.recap import SIDES, Count, Recap, Side, crossed, recap
from giliran.complaints.selectors import recap as read
from giliran.complaints.states import Category, Channel
from giliran.core import clock
from giliran.core.months import month_of, months_between, months_to
from giliran.offices import selectors as offices
from giliran.web.casework.recap_chart import Chart, chart_of
from giliran.web.casework.words import TERMS
from giliran.web.surveys.forms import PeriodForm
from giliran.web.surveys.words import month_words, span_words

if TYPE_CHECKING:
    from giliran.core.types import Actor
    from giliran.offices.models import Office

MONTHS = 7
"""Shown unless others are named; as many as table 1 of paper 004 has."""

MOST_MONTHS = 36
MOST_OFFICES = 20
EXAMPLE = "2020"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which months, laid out by which side, and what is left out; `wrong` if what was typed is no span of months."""

    first: date
    last: date
    by: Side
    only: dict[str, str]
    is_example: bool
    wrong: bool

    @property
    def months(self) -> list[date]:
        return months_between(self.first, self.last)

    @property
    def query(self) -> str:
        return urlencode(self._named())

    def raw(self, **also: str) -> str:
        """What the list of complaints is asked for, to show those behind a number."""
        return urlencode({**self._span(self.first, self.last), **self.only, **also, "state": "all"})

    def raw_month(self, month: date, **also: str) -> str:
        return urlencode({**self._span(month, month), **self.only, **also, "state": "all"})

    def _named(self) -> dict[str, str]:
        example = {"of": EXAMPLE} if self.is_example else {}
        return {**example, **self._span(self.first, self.last), "by": self.by, **self.only}

    @staticmethod
    def _span(first: date, last: date) -> dict[str, str]:
        return {"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"}


def asked(given: QueryDict) -> Asked:
    """The last seven months by category unless something else is named. Nonsense is left out."""
    is_example = given.get("of") == EXAMPLE
    form = PeriodForm(given)
    usual = _example_months() if is_example else months_to(clock.today("Asia/Jakarta"), MONTHS)
    fine = form.is_valid()
    first = month_of(form.cleaned_data.get("first") or usual[0])
    last = month_of(form.cleaned_data.get("last") or usual[-1])
    wrong = not fine or first > last or len(months_between(first, min(last, date(2200, 1, 1)))) > MOST_MONTHS
    by: Side = next((side for side in SIDES if side == given.get("by")), "category")
    only: dict[str, str] = {side: text for side in SIDES if (text := given.get(side, "")[:40])}
    span = (usual[0], usual[-1]) if wrong else (first, last)
    return Asked(*span, by, only, is_example, wrong)


def _example_months() -> list[date]:
    return sorted({one.month for one in read.example()})


@dataclass(frozen=True, slots=True)
class Shown:
    """What page and files have in common. `names` are those of the lines by their key."""

    asked: Asked
    counts: Sequence[Count]
    recap: Recap
    names: dict[str, str]
    columns: list[str]
    cross: dict[tuple[str, str], int]
    chart: Chart

    @property
    def cross_by(self) -> Side:
        return "category" if self.asked.by == "channel" else "channel"


def shown(wanted: Asked, actor: Actor, office: Office | None = None) -> Shown:
    everything = _counts(wanted, actor, office)
    counts = [one for one in everything if all(getattr(one, side) == key for side, key in wanted.only.items())]
    found = recap(counts, wanted.months, wanted.by)
    columns: Side = "category" if wanted.by == "channel" else "channel"
    cross = crossed(counts, wanted.by, columns)
    ranked = recap(counts, wanted.months, columns).lines
    names = names_of(wanted.by, [one.key for one in found.lines])
    return Shown(wanted, counts, found, names, [one.key for one in ranked], cross, chart_of(found, names))


def _counts(wanted: Asked, actor: Actor, office: Office | None) -> Sequence[Count]:
    if wanted.is_example:
        return [one for one in read.example() if wanted.first <= one.month <= wanted.last]
    return read.counts(actor, first=wanted.first, last=wanted.last, office=office)


def names_of(side: Side, keys: Sequence[str]) -> dict[str, str]:
    """What people read for the keys of a side."""
    if side == "office":
        named = {one.code: one.name for one in offices.all_offices().filter(code__in=keys)}
        return {key: named.get(key, key) if key else _("No single office") for key in keys}
    words = dict(Category.choices if side == "category" else Channel.choices)
    return {key: str(words.get(key, key)) for key in keys}


def context(found: Shown) -> dict[str, Any]:
    """All that the page shows, but where its links lead."""
    wanted, told = found.asked, found.recap
    top = told.lines[0] if told.lines else None
    cross_names = names_of(found.cross_by, found.columns)
    return {
        "asked": wanted,
        "span": span_words(wanted.first, wanted.last),
        "months": [month_words(month) for month in told.months],
        "lines": [_line(found, line) for line in told.lines],
        "totals": [(n, wanted.raw_month(month)) for n, month in zip(told.totals, told.months, strict=True)],
        "n": told.n,
        "all_query": wanted.raw(),
        "top": (found.names[top.key], top) if top else None,
        "chart": found.chart,
        "cross_names": list(cross_names.values()),
        "cross_lines": [(found.names[one.key], _crossing(found, one.key), one.n) for one in told.lines],
        "sides": [("category", _("Category")), ("channel", _("Channel")), ("office", _("Office"))],
        "categories": Category.choices,
        "channels": Channel.choices,
        "only_names": [(side, key, names_of(side, [key])[key]) for side, key in wanted.only.items()],  # type: ignore[arg-type]
    }


def passed(wanted: Asked, actor: Actor, office: Office | None = None) -> dict[str, Any]:
    """Terms that passed, by month; and by office where all are looked at, the most first."""
    if wanted.is_example:
        return {}
    found = read.passed(actor, first=wanted.first, last=wanted.last, office=office)
    terms = [(str(name), [_sum(found, 1, term, month) for month in wanted.months]) for term, name in TERMS.items()]
    codes = sorted({code for code, _, _ in found}, key=lambda code: (-_sum(found, 0, code), code))[:MOST_OFFICES]
    names = names_of("office", codes)
    return {
        "passed": [(name, each, sum(each)) for name, each in terms] if found else [],
        "passed_offices": [] if office else [(code, names[code], _sum(found, 0, code)) for code in codes],
    }


def _sum(found: dict[tuple[str, str, date], int], place: int, value: str, month: date | None = None) -> int:
    return sum(n for key, n in found.items() if key[place] == value and month in (None, key[2]))


def _line(found: Shown, line: Any) -> dict[str, Any]:
    wanted, side = found.asked, {found.asked.by: line.key or "none"}
    months = [(n, wanted.raw_month(month, **side)) for n, month in zip(line.months, found.recap.months, strict=True)]
    return {
        "name": found.names[line.key],
        "months": months,
        "n": line.n,
        "share": line.share,
        "query": wanted.raw(**side),
    }


def _crossing(found: Shown, key: str) -> list[tuple[int, str]]:
    return [
        (found.cross.get((key, column), 0), found.asked.raw(**{found.asked.by: key or "none", found.cross_by: column}))
        for column in found.columns
    ]
