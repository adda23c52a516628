"""Seats of a pool by weekday and window, and since when which figures hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.offices.policy import DropQuotas, Setup, seats_from
from giliran.offices.states import Pool
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import next_closed_week, today_at, weekday_names
from giliran.web.office.forms import QuotaForm, copy_weekday


@dataclass(frozen=True, slots=True)
class Era:
    """The figures that hold from a date: `state` is past, now or coming; a row a weekday, a figure a window."""

    valid_from: date
    state: str
    letters: list[str]
    rows: list[tuple[str, list[int], int]]
    total: int


POOLS = (Pool.ONLINE, Pool.PRIORITY, Pool.WALK_IN, Pool.EXPRESS)
"""Whose seats an office sets; those of the entitled and of events come about by other rules."""


def pool_of(request: ActorRequest) -> Pool:
    """Whose seats the page is about."""
    wanted = request.POST.get("pool") or request.GET.get("pool", "")
    return next((one for one in POOLS if one == wanted), Pool.ONLINE)


@at_office("set_quota")
def quota_week(request: ActorRequest) -> HttpResponse:
    """The week grid; one weekday can be copied to others before anything is saved."""
    office, today = request.office, today_at(request.office)
    setup, pool = offices.setup_of(office, today), pool_of(request)
    start = next_closed_week(office, setup, clock.now())
    if request.POST.get("step") == "copy":
        targets = request.POST.getlist("copy_to")
        copied = copy_weekday(request.POST, request.POST.get("copy_from", ""), targets, setup)
        form = QuotaForm(copied, setup=setup, start=start, pool=pool)
        return _page(request, form, setup, today, 200 if form.is_valid() else 422)
    form = QuotaForm(request.POST or None, setup=setup, start=start, pool=pool)
    return two_steps.fill_in(
        request,
        form,
        back=_address(office.code, pool),
        title=_("New quota"),
        page=lambda status: _page(request, form, setup, today, status),
    )


@at_office("set_quota")
def drop_quotas(request: ActorRequest, day: date) -> HttpResponse:
    """Take back figures that have not begun."""
    pool = pool_of(request)
    return two_steps.confirm(
        request,
        DropQuotas(pool, day),
        answers=[
            {"label": _("Pool"), "value": pool.label},
            {"label": _("Figures from"), "value": formats.date_words(day, request.actor.language)},
        ],
        back=_address(request.office.code, pool),
        title=_("Take the new quota back"),
    )


def _page(request: ActorRequest, form: QuotaForm, setup: Setup, today: date, status: int) -> HttpResponse:
    context = {
        "office": request.office,
        "here": "quota",
        "form": form,
        "pools": POOLS,
        "weekdays": list(enumerate(form.names)),
        "eras": eras(setup, today, request.actor.language, form.pool),
    }
    return render(request, "office/quota.html", context, status=status)


def _address(code: str, pool: Pool) -> str:
    query = "" if pool == Pool.ONLINE else f"?pool={pool}"
    return reverse("office_quota", args=[code]) + query


def eras(setup: Setup, today: date, language: str, pool: str = Pool.ONLINE) -> list[Era]:
    """Since when which figures hold, the newest first."""
    starts = sorted({one.valid_from for one in setup.rules if one.pool == pool})
    now = max((one for one in starts if one <= today), default=None)
    return [_era(setup, start, now, language, pool) for start in reversed(starts)]


def _era(setup: Setup, start: date, now: date | None, language: str, pool: str) -> Era:
    state = "now" if start == now else "coming" if now is None or start > now else "past"
    windows = setup.active_windows
    rows = []
    for weekday, name in enumerate(weekday_names(language)):
        seats = [seats_from(setup, start, weekday, window.id, pool) for window in windows]
        rows.append((name, seats, sum(seats)))
    return Era(start, state, [one.letter for one in windows], rows, sum(row[2] for row in rows))
