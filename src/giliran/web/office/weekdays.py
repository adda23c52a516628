"""The weekdays on which an office works."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.offices import selectors as offices
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import today_at
from giliran.web.office.forms import WorkingDaysForm


@at_office("set_calendar")
def working_days(request: ActorRequest) -> HttpResponse:
    setup = offices.setup_of(request.office, today_at(request.office))
    form = WorkingDaysForm(request.POST or None, setup=setup, initial={"weekdays": sorted(setup.calendar.weekdays)})
    context = {"office": request.office, "here": "working_days", "form": form}
    return two_steps.fill_in(
        request,
        form,
        back=reverse("office_working_days", args=[request.office.code]),
        title=_("Change the working days"),
        page=lambda status: render(request, "office/working_days.html", context, status=status),
    )
