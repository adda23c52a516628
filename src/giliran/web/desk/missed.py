"""Somebody who missed a visit and explains it at the desk: found by booking code or NIK, and let book again at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.people import PersonRefused
from giliran.booking import permissions
from giliran.booking import selectors as bookings
from giliran.booking.sentences import sentence
from giliran.booking.services import miss
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.offices.services import assist
from giliran.web.access import ActorRequest, at_office

if TYPE_CHECKING:
    from giliran.booking.models import Ticket


class ReasonForm(forms.Form):
    """Why missing a visit is not held against somebody."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        error_messages={"required": sentence("reason_missing")},
        widget=forms.TextInput({"autocomplete": "off", "maxlength": miss.MOST_SIGNS}),
        help_text=gettext_lazy(
            "Stays on record, and the person reads it. Such as: in hospital, the letter of a doctor was seen."
        ),
    )


@never_cache
@at_office("assist")
@sensitive_post_parameters("text")
def missed(request: ActorRequest) -> HttpResponse:
    """Missed visits of a booking (`?code=`), or of the person with this NIK; a look for a NIK is recorded."""
    text = (request.POST.get("text") or request.GET.get("code", "")).strip()[:64]
    fault, found = _found(request, text) if text else ("", [])
    if not text and request.method == "POST":
        fault = _("Type the booking code, or the NIK on the identity card.")
    context = {"text": "" if _is_nik(text) and found else text, "fault": fault, "page_has_errors": bool(fault)}
    return _page(request, found, status=422 if fault else 200, searched=bool(text) and not fault, **context)


@never_cache
@at_office("lift_sanction")
def lift(request: ActorRequest, ticket: str) -> HttpResponse:
    """Let this person book again at once; the reason is asked for."""
    found = bookings.missed_ticket(ticket, request.office, request.actor)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data["reason"]
            miss.lift_sanction(ticket=found, office=request.office, reason=given, by=request.actor, now=clock.now())
            messages.success(request, _("%(name)s can book again at once.") % {"name": found.full_name})
            return redirect(f"{reverse('desk_missed', args=[request.office.code])}?code={found.booking.code}")
        except Refusal as refused:
            form.add_error(refused.field, str(refused.sentence))
    context = {"office": request.office, "ticket": found, "form": form, **_held([found])[0]}
    return render(request, "desk/missed_lift.html", context, status=422 if form.errors else 200)


def _found(request: ActorRequest, text: str) -> tuple[str, list[Ticket]]:
    """Why nothing can be looked for, and what was found."""
    if not _is_nik(text):
        return "", bookings.missed_tickets(request.office, request.actor, code=text)
    try:
        people = assist.find_person(re.sub(r"\D", "", text), office=request.office, by=request.actor, now=clock.now())
    except PersonRefused as refused:
        return str(refused), []
    nik_hash = bytes(people[0].nik_hash) if people else b""
    return "", bookings.missed_tickets(request.office, request.actor, nik_hash=nik_hash)


def _is_nik(text: str) -> bool:
    return re.sub(r"[\s.-]", "", text).isdecimal() and len(re.sub(r"\D", "", text)) > 9


def _page(request: ActorRequest, found: list[Ticket], *, status: int, **context: Any) -> HttpResponse:
    context |= {
        "office": request.office,
        "days": offices.national_figure("missed_cooling_days"),
        "rows": _held(found),
        "may_lift": permissions.may_lift(request.actor, request.office.id),
    }
    return render(request, "desk/missed.html", context, status=status)


def _held(tickets: list[Ticket]) -> list[dict[str, Any]]:
    """Each missed visit, and until when it is held against its person; nothing if it is not."""
    held = bookings.cooling({bytes(one.nik_hash) for one in tickets if not one.lifted_at}, now=clock.now())
    return [{"ticket": one, "held": None if one.lifted_at else held.get(bytes(one.nik_hash))} for one in tickets]
