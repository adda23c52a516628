"""Days on which an office that works stays closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from giliran.booking import selectors as bookings
from giliran.booking.services import clear_day
from giliran.booking.states import Remedy
from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.offices.policy import ReopenDay
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import clearing_words, two_steps
from giliran.web.office.days import today_at
from giliran.web.office.forms import ClosureForm


@at_office("set_calendar")
def closure_list(request: ActorRequest) -> HttpResponse:
    """Closures to come, holidays to come, and a form for another closure."""
    office, today = request.office, today_at(request.office)
    setup: Any = SimpleLazyObject(lambda: offices.setup_of(office, today))  # wanted only once something is filled in
    form = ClosureForm(request.POST or None, setup=setup)

    def page(status: int) -> HttpResponse:
        closures = offices.closures_of(office, today)
        standing = bookings.seats_standing(office, [one.date for one in closures])
        clearings = {one.date: one for one in bookings.clearings(request.actor, office).filter(date__gte=today)}
        context = {
            "office": office,
            "here": "closures",
            "form": form,
            "closures": [(one, standing.get(one.date, 0), clearings.get(one.date)) for one in closures],
            "holidays": [
                (one.date, one.name(request.actor.language), one.is_estimate)
                for one in offices.holidays_between(today, date(today.year + 1, 12, 31))
                if one.is_off
            ],
        }
        return render(request, "office/closures.html", context, status=status)

    back = reverse("office_closures", args=[office.code])
    return two_steps.fill_in(
        request,
        form,
        back=back,
        title=_("Close days"),
        page=page,
        beside=lambda proposal: _hit(request, proposal),
        instead=lambda proposal, step: _close_and_clear(request, proposal, step),
    )


def _hit(request: ActorRequest, proposal: Any) -> dict[str, Any]:
    """Who holds seats on the days that would close, and what would become of each party."""
    setup = offices.setup_of(request.office, today_at(request.office))
    hits = clear_day.foresee_clearing(request.office, proposal.days(setup), by=request.actor, now=clock.now())
    return clearing_words.foreseen(hits, request.actor.language)


def _close_and_clear(request: ActorRequest, proposal: Any, step: str) -> HttpResponse | None:
    """Close the days and answer everybody who holds a seat on them; None if the press asks for something else."""
    how = {"apply_move": Remedy.MOVE, "apply_cancel": Remedy.CANCEL}.get(step)
    if how is None:
        return None
    _outlook, begun = clear_day.close_and_clear(
        office=request.office, proposal=proposal, how=how, by=request.actor, now=clock.now()
    )
    messages.success(request, _("The change has been made."))
    if len(begun) == 1:
        return redirect("office_clearing", request.office.code, begun[0].pk)
    return redirect("office_closures", request.office.code)


@at_office("set_calendar")
def reopen_day(request: ActorRequest, day: date) -> HttpResponse:
    """Take a closure back."""
    return two_steps.confirm(
        request,
        ReopenDay(day),
        answers=[{"label": _("Day"), "value": formats.date_words(day, request.actor.language)}],
        back=reverse("office_closures", args=[request.office.code]),
        title=_("Work on this day after all"),
    )
