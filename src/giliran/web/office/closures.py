"""Days on which an office that works stays closed."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.offices.policy import ReopenDay
from giliran.slots import selectors as slots
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import today_at
from giliran.web.office.forms import ClosureForm


@at_office("set_calendar")
def closure_list(request: ActorRequest) -> HttpResponse:
    """Closures to come, holidays to come, and a form for another closure."""
    office, today = request.office, today_at(request.office)
    form = ClosureForm(request.POST or None, setup=offices.setup_of(office, today))

    def page(status: int) -> HttpResponse:
        closures = offices.closures_of(office, today)
        promised = slots.promised_on(office, [one.date for one in closures])
        context = {
            "office": office,
            "here": "closures",
            "form": form,
            "closures": [(one, promised.get(one.date, 0)) for one in closures],
            "holidays": [
                (one.date, one.name(request.actor.language), one.is_estimate)
                for one in offices.holidays_between(today, date(today.year + 1, 12, 31))
                if one.is_off
            ],
        }
        return render(request, "office/closures.html", context, status=status)

    back = reverse("office_closures", args=[office.code])
    return two_steps.fill_in(request, form, back=back, title=_("Close days"), page=page)


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
