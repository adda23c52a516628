"""The figures that an office chooses for itself, within headquarters' bounds (R81)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.offices.policy import Proposal, Setup
from giliran.opening import selectors as openings
from giliran.opening.policy.timetable import STEPS, timetable
from giliran.opening.services.schedule import METHODS
from giliran.opening.states import LIVE
from giliran.slots import selectors as slots
from giliran.slots.policy import Release
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import today_at
from giliran.web.office.forms import FiguresForm
from giliran.web.watching import words

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.opening.models import Opening


@at_office("set_quota")
def office_figures(request: ActorRequest) -> HttpResponse:
    office = request.office
    setup = offices.setup_of(office, today_at(office))
    form = FiguresForm(request.POST or None, setup=setup)
    context = {"office": office, "here": "figures", "form": form, **_coming(office, setup)}
    return two_steps.fill_in(
        request,
        form,
        back=reverse("office_figures", args=[office.code]),
        title=_("Change the office's figures"),
        page=lambda status: render(request, "office/figures.html", context, status=status),
        beside=lambda proposal: _coming(office, _with(setup, proposal)),
    )


def _with(setup: Setup, proposal: Proposal) -> Setup:
    return proposal.on(setup)


def _coming(office: Office, setup: Setup) -> dict[str, Any]:
    """The next opening as these figures make it, and those that stand on the calendar and stay as they are."""
    standing = [one for one in openings.openings_at(office) if one.state in LIVE]
    context = {"standing_openings": [_named(one) for one in standing]}
    week = next(iter(slots.unheld_weeks(since=clock.now(), office=office)), None)
    if week is None:
        return context
    zone, figures = ZoneInfo(office.timezone), setup.figures
    opens_at = Release(figures["release_weekday"], figures["release_minute"], zone).of(week.first_date)
    times, method = timetable(figures, opens_at, zone), METHODS[figures["opening_method"]]
    steps = STEPS if method != "open" else STEPS[-2:]
    return {
        **context,
        "next_days": _days(week.first_date, week.last_date),
        "next_method": str(method.label),
        "next_steps": [
            (
                str(words.STEPS[step]),
                formats.moment_words(getattr(times, step), office.timezone, get_language() or "id"),
            )
            for step in steps
        ],
    }


def _named(opening: Opening) -> tuple[str, Any]:
    return _days(opening.first_date, opening.last_date), str(words.phase(openings.phase_of(opening)).text)


def _days(first: Any, last: Any) -> str:
    language = get_language() or "id"
    return f"{formats.date_words(first, language)} \N{EN DASH} {formats.date_words(last, language)}"
