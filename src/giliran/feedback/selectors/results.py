"""What the answers say: of an office by element and month, and of all offices beside one another.

Nothing is said of fewer answers than headquarters demands, to nobody: staff know who came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from giliran.core.months import months_to
from giliran.core.types import Actor
from giliran.feedback import permissions
from giliran.feedback.models import Answer
from giliran.feedback.policy import Result, Tally, result
from giliran.feedback.selectors.standard import standard
from giliran.offices import selectors as offices
from giliran.offices.models import Office

MONTHS = 12
"""So many are looked at together, the current one included."""

_FIELDS = tuple(f"u{number}" for number in range(1, 10))


@dataclass(frozen=True, slots=True)
class OfficeResults:
    """All months together, and each, the oldest with answers first. `least` is how many answers it takes."""

    total: Result
    months: tuple[tuple[date, Result], ...]
    least: int


@dataclass(frozen=True, slots=True)
class Country:
    """All offices in the months from `first` to `last`, by name; and all answers together."""

    lines: tuple[tuple[Office, Result], ...]
    total: Result
    first: date
    last: date
    least: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Who answered, as far as they said: how many of each; empty text stands for those who did not say."""

    sexes: Mapping[str, int]
    ages: Mapping[str, int]
    services: Mapping[str, int]


def least_answers() -> int:
    return offices.national_figure("survey_least")


def results_of(office: Office, *, today: date, months: int = MONTHS, least: int | None = None) -> OfficeResults:
    """The results of one office; public. `least` where it is known already, `survey_least`."""
    least, span = least or least_answers(), months_to(today, months)
    found = _tallies(Q(office=office), span[0], span[-1])
    by_month = {month: tally for (_, month), tally in found.items()}
    since = min(by_month, default=span[-1])
    each = tuple((one, result(by_month.get(one, Tally()), standard(), least)) for one in span if one >= since)
    return OfficeResults(result(sum(by_month.values(), Tally()), standard(), least), each, least)


def country(actor: Actor, *, first: date, last: date) -> Country | None:
    """Every office and what people say of it, for headquarters; None for others."""
    if not permissions.may_see_all(actor):
        return None
    least = least_answers()
    by_office: dict[int, Tally] = {}
    for (office_id, _), tally in _tallies(Q(), first, last).items():
        by_office[office_id] = by_office.get(office_id, Tally()) + tally
    places = offices.all_offices().order_by("name")
    lines = tuple((one, result(by_office.get(one.pk, Tally()), standard(), least)) for one in places)
    total = sum(by_office.values(), Tally())
    return Country(lines, result(total, standard(), least), first, last, least)


def profile_of(office: Office, actor: Actor, *, today: date, months: int = MONTHS) -> Profile | None:
    """Who answered at an office, for those who see its surveys; None for others, and while there are too few."""
    if not permissions.may_see(actor, office.pk):
        return None
    span = months_to(today, months)
    rows = Answer.objects.filter(office=office, month__range=(span[0], span[-1]))
    counted = list(rows.values_list("sex", "age_group", "service").annotate(n=Count("id")))
    if sum(n for *_, n in counted) < least_answers():
        return None
    sexes, ages, services = Counter[str](), Counter[str](), Counter[str]()
    for sex, age, service, n in counted:
        sexes[sex] += n
        ages[age] += n
        services[service] += n
    return Profile(sexes, ages, services)


def _tallies(where: Q, first: date, last: date) -> dict[tuple[int, date], Tally]:
    """(office id, month) to what was answered; one read."""
    rows = Answer.objects.filter(where, month__range=(first, last)).values("office_id", "month")
    sums = rows.order_by().annotate(n=Count("id")).values_list("office_id", "month", "n", *map(Sum, _FIELDS))
    return {(office_id, month): Tally(n, tuple(each)) for office_id, month, n, *each in sums}
