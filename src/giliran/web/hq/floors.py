"""Every office at this moment, what wants attention first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.issuance import selectors as issuance
from giliran.offices import selectors as offices
from giliran.onsite.selectors import today as floors
from giliran.onsite.selectors.today import OfficeNow
from giliran.payments import selectors as payments
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.watching import lights
from giliran.web.watching.lights import BAD, GOOD, QUIET, SOON, Light

if TYPE_CHECKING:
    from giliran.offices.models import Office

OFFICES_A_PAGE = 50
_WORST_FIRST = (BAD, SOON, GOOD, QUIET)


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office as a row: `minutes` of its longest wait, and what is to be said of it, the worst first."""

    office: Office
    now: OfficeNow
    minutes: int
    wait: str
    late: int
    lights: tuple[Light, ...]

    @property
    def burden(self) -> float:
        """People who wait for each counter that is open."""
        return self.now.waiting / max(1, self.now.open_counters)

    @property
    def rank(self) -> tuple[int, int, float, int, str]:
        """What wants attention first: its light, the longest wait, people for each counter, late passports."""
        return _WORST_FIRST.index(self.lights[0].kind), -self.minutes, -self.burden, -self.late, self.office.name


@never_cache
@at_headquarters("watch_floor")
def floors_now(request: ActorRequest) -> HttpResponse:
    """All offices by problem, with the country's sums; refreshes itself where there is JavaScript."""
    now, text = clock.now(), request.GET.get("q", "").strip()[:100]
    places = list(offices.all_offices())
    lines = _lines(places, request, now)
    found = [one for one in lines if _is_called(one.office, text)]
    context = {
        "here": "floors",
        "now": now,
        "q": text,
        "page": Paginator(found, OFFICES_A_PAGE).get_page(request.GET.get("page")),
        "waiting": sum(one.now.waiting for one in lines),
        "urgent": sum(one.lights[0].kind == BAD for one in lines),
        "late": sum(one.late for one in lines),
        "open_counters": sum(one.now.open_counters for one in lines),
        "counters": sum(one.now.counters for one in lines),
    }
    return render(request, "hq/floors.html#live" if request.htmx else "hq/floors.html", context)


def _lines(places: list[Office], request: ActorRequest, now: datetime) -> list[OfficeLine]:
    floor, late = floors.everywhere(places, now, request.actor), issuance.late_everywhere(places, request.actor, now)
    money = payments.unsettled_everywhere(request.actor)
    figures = offices.figures_everywhere()
    lines = [
        _line(
            one,
            floor[one.pk],
            late.get(one.pk, 0),
            money.get(one.pk, 0),
            figures.get(one.pk, figures[0])["long_wait_minutes"],
            now,
        )
        for one in places
    ]
    return sorted(lines, key=lambda one: one.rank)


def _line(office: Office, floor: OfficeNow, late: int, money: int, limit: int, now: datetime) -> OfficeLine:
    minutes = lights.minutes_since(floor.oldest_at, now) if floor.oldest_at else 0
    wait = lights.wait_light(floor.oldest_at, floor.open_counters, now, limit)
    told = sorted([wait, *_also(floor, late, money)], key=lambda one: _WORST_FIRST.index(one.kind))
    words = lights.span(minutes) if floor.oldest_at else ""
    return OfficeLine(office, floor, minutes, words, late, tuple(told) if len(told) == 1 else _wanted(told))


def _wanted(told: Iterable[Light]) -> tuple[Light, ...]:
    """Beside something that wants attention, that the rest is well needs no word."""
    return tuple(one for one in told if one.kind in (BAD, SOON))


def _also(floor: OfficeNow, late: int, money: int) -> Iterable[Light]:
    if floor.overdue:
        words = ngettext("%(n)d person overdue", "%(n)d people overdue", floor.overdue)
        yield Light(SOON, words % {"n": floor.overdue})
    if late:
        yield Light(SOON, ngettext("%(n)d passport late", "%(n)d passports late", late) % {"n": late})
    if money:
        words = ngettext("%(n)d late payment unsettled", "%(n)d late payments unsettled", money)
        yield Light(SOON, words % {"n": money})


def _is_called(office: Office, text: str) -> bool:
    region = f"{office.regency.name} {office.regency.province.name}" if office.regency else ""
    told = f"{office.name} {region}".lower()
    return all(word in told for word in text.lower().split())
