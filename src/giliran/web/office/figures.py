"""The figures that an office chooses for itself, within headquarters' bounds (R81)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.offices import selectors as offices
from giliran.slots import selectors as slots
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import today_at
from giliran.web.office.forms import FiguresForm


@at_office("set_quota")
def office_figures(request: ActorRequest) -> HttpResponse:
    form = FiguresForm(request.POST or None, setup=offices.setup_of(request.office, today_at(request.office)))
    context = {
        "office": request.office,
        "here": "figures",
        "form": form,
        "release": slots.next_release(request.office),
    }
    return two_steps.fill_in(
        request,
        form,
        back=reverse("office_figures", args=[request.office.code]),
        title=_("Change the office's figures"),
        page=lambda status: render(request, "office/figures.html", context, status=status),
    )
