"""Moving and cancelling for a person who stands at the desk or calls: the same rules, and why, on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.booking import permissions
from giliran.booking import selectors as bookings
from giliran.booking.sentences import sentence
from giliran.booking.services import documents
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.reschedule import reschedule, reschedule_specially
from giliran.booking.states import Door, TicketState
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk.changing_forms import CancelForm, MoveForm

if TYPE_CHECKING:
    from giliran.booking.models import Booking, Ticket

TIMES_SHOWN = 12
Page = Callable[[ActorRequest, "Booking"], HttpResponse]


def of_booking(view: Page) -> Callable[..., HttpResponse]:
    """Give the page its booking at this office; one that has been moved leads to where the visit is now."""

    @wraps(view)
    def page(request: ActorRequest, code: str) -> HttpResponse:
        found = _found(request, code)
        return _to_the_new_one(request, found) or view(request, found)

    return page


def _found(request: ActorRequest, code: str) -> Booking:
    found = bookings.booking_at_desk(code, request.office, request.actor)
    if found is None:
        raise Http404
    return found


def _to_the_new_one(request: ActorRequest, found: Booking) -> HttpResponse | None:
    new = bookings.moved_to(found)
    if new is None:
        return None
    messages.info(request, _("This visit has been moved. This is the new booking."))
    return redirect("desk_booking", request.office.code, new.code)


@never_cache
@at_office("assist")
@of_booking
def move(request: ActorRequest, found: Booking) -> HttpResponse:
    """The next free times of the office, why, and one press; or why that cannot be."""
    figures = offices.figures_of(request.office)
    changes = bookings.changes_open(found, figures, now=clock.now())
    is_special = not changes.special and permissions.may_move_specially(request.actor, found)
    form, refused = None, None
    if not changes.move or is_special:
        same_day = bool(figures["moves_same_day"]) or is_special
        form = _move_form(request, found, is_plain=not changes.move, is_special=is_special, same_day=same_day)
    if form is not None and form.is_bound and form.is_valid():
        try:
            new = _moved(request, found, form.cleaned_data)
        except Refusal as refusal:
            pressed_elsewhere = _to_the_new_one(request, _found(request, found.code))
            if pressed_elsewhere:
                return pressed_elsewhere
            refused = refusal
        else:
            messages.success(request, _("The visit has been moved. Print the new ticket; the old one is not valid."))
            return redirect("desk_booking", request.office.code, new.code)
    context = {
        **_context(request, found),
        "form": form,
        "since": _day_asked_for(request),
        "changes": changes,
        "why_not": sentence(changes.move) if changes.move else "",
        "rules": documents.move_rules(found, request.actor.language, figures),
    }
    return _rendered(request, "desk/move.html", context, form, refused)


def _moved(request: ActorRequest, found: Booking, given: Mapping[str, Any]) -> Booking:
    """By the name of the booking, so that it moves once, whoever presses where."""
    asked = {
        "booking": found, "slot_id": int(given["slot"]), "key": f"move:{found.code}", "reason": given["reason"],
        "by": _at_desk(request.actor), "now": clock.now(),
    }  # fmt: skip
    return reschedule_specially(cause=given["cause"], **asked) if given.get("cause") else reschedule(**asked)


def _move_form(request: ActorRequest, found: Booking, *, is_plain: bool, is_special: bool, same_day: bool) -> MoveForm:
    office = request.office
    times = bookings.times_to_move_to(
        found, len(_live(found)), since=_day_asked_for(request), now=clock.now(), same_day=same_day, limit=TIMES_SHOWN
    )
    sent = request.POST if request.method == "POST" else None
    return MoveForm(
        sent, is_plain=is_plain, is_special=is_special, times=times, zone=office.timezone,
        language=request.actor.language,
    )  # fmt: skip


def _day_asked_for(request: ActorRequest) -> date:
    today = clock.today(request.office.timezone)
    try:
        return max(today, date.fromisoformat(request.GET.get("since", "")))
    except ValueError:
        return today


@never_cache
@at_office("assist")
@of_booking
def cancel(request: ActorRequest, found: Booking) -> HttpResponse:
    """Who stays away, why, and one press."""
    figures = offices.figures_of(request.office)
    changes = bookings.changes_open(found, figures, now=clock.now())
    form, refused = None, None
    if not changes.cancel:
        form = CancelForm(request.POST if request.method == "POST" else None, people=_live(found))
    if form is not None and form.is_bound and form.is_valid():
        try:
            _cancelled(request, found, form.cleaned_data)
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, _("Cancelled. The tickets are no longer valid."))
            return redirect("desk_booking", request.office.code, found.code)
    context = {
        **_context(request, found),
        "form": form,
        "why_not": sentence(changes.cancel) if changes.cancel else "",
        "rules": documents.cancel_rules(found, request.actor.language, figures),
    }
    return _rendered(request, "desk/cancel.html", context, form, refused)


def _cancelled(request: ActorRequest, found: Booking, given: Mapping[str, Any]) -> None:
    cancel_booking(
        booking=found,
        tickets=[one.pk for one in found.tickets.all() if one.public_id in given["who"]],
        reason=given["reason"],
        by=_at_desk(request.actor),
        now=clock.now(),
    )


def _rendered(
    request: ActorRequest, template: str, context: dict[str, Any], form: forms.Form | None, refused: Refusal | None
) -> HttpResponse:
    is_wrong = form is not None and form.is_bound and bool(form.errors)
    is_too_late = form is None and request.method == "POST"
    status = 409 if refused or is_too_late else 422 if is_wrong else 200
    context |= {"refused": refused, "page_has_errors": refused is not None}
    return render(request, template, context, status=status)


def _context(request: ActorRequest, found: Booking) -> dict[str, Any]:
    return {"office": request.office, "booking": found, "slot": found.slot, "people": _live(found)}


def _live(found: Booking) -> list[Ticket]:
    return [one for one in found.tickets.all() if one.state == TicketState.CONFIRMED]


def _at_desk(actor: Actor) -> Actor:
    return replace(actor, door=Door.DESK)
