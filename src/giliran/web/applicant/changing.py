"""When plans change: a visit is moved to another time, or given back for all or some of its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.booking import policy
from giliran.booking import selectors as bookings
from giliran.booking.sentences import sentence
from giliran.booking.services import documents
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.reschedule import reschedule
from giliran.booking.states import TicketState
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant.booked import own_booking
from giliran.web.seats import choice
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.booking.models import Booking, Ticket
    from giliran.slots.models import Slot
    from giliran.slots.policy import SlotFacts

Page = Callable[[ActorRequest, "Booking"], HttpResponse]


def of_booking(view: Page) -> Callable[..., HttpResponse]:
    """Give the page its booking; one that has been moved leads to where the visit is now."""

    @wraps(view)
    def page(request: ActorRequest, code: str) -> HttpResponse:
        booking = own_booking(request, code)
        return _to_the_new_one(booking) or view(request, booking)

    return page


def _to_the_new_one(booking: Booking) -> HttpResponse | None:
    new = bookings.moved_to(booking)
    return redirect(f"{reverse('booking', args=[new.code])}?moved") if new else None


@signed_in
@never_cache
@of_booking
def move(request: ActorRequest, booking: Booking) -> HttpResponse:
    """Another day and session at the same office; or why that cannot be, and what can."""
    now, office = clock.now(), booking.slot.office
    figures = offices.figures_of(office)
    changes = bookings.changes_open(booking, figures, now=now)
    context = {**_context(booking), "changes": changes, "rules": documents.move_rules(booking, language(), figures)}
    if changes.move:
        return render(request, "applicant/move.html", {**context, "why_not": sentence(changes.move)})
    look = choice.look_of(request, office, reverse("booking_move", args=[booking.code]), now)
    calendar = choice.calendar_of(office, replace(look, people=len(_live(booking))))
    same_day = bool(figures["moves_same_day"])
    for one in calendar["choices"]:
        if one["slot"].id == booking.slot_id:
            one.update(words=_("This is your time now"), is_free=False)
    chosen = calendar["chosen"]
    if chosen and chosen.date == booking.slot.date and not same_day:
        calendar["chosen"] = replace(chosen, kind="own")
        calendar["chosen_words"] = _("This is your day now. A visit moves to another day.")
    nearest = _nearest(booking, calendar, same_day=same_day)
    return render(request, "applicant/move.html", {**calendar, **context, "nearest": nearest})


def _nearest(booking: Booking, calendar: dict[str, Any], *, same_day: bool) -> list[bookings.Alternative]:
    """Where the chosen day has nothing: other times of the same office only."""
    chosen = calendar["chosen"]
    if chosen is None or chosen.kind == "free":
        return []
    people = len(_live(booking))
    return bookings.other_times(booking, people, since=chosen.date, now=clock.now(), same_day=same_day)


@signed_in
@never_cache
@of_booking
def move_check(request: ActorRequest, booking: Booking) -> HttpResponse:
    """From where to where, what it means, and one press. However often it is pressed, the visit moves once: the name
    of the request is that of the booking."""
    slot_id = _slot_id(request.POST if request.method == "POST" else request.GET)
    figures = offices.figures_of(booking.slot.office)
    if bookings.changes_open(booking, figures, now=clock.now()).move:
        return redirect("booking_move", booking.code)
    known = slots.facts_of(slot_id)
    if known is None or known[0].office_id != booking.slot.office_id:
        messages.error(request, str(sentence("unknown_slot" if known is None else "other_office")))
        return redirect("booking_move", booking.code)
    if request.method != "POST":
        foreseen = _foreseen(booking, known, same_day=bool(figures["moves_same_day"]))
        return _move_page(request, booking, known[0], foreseen)
    try:
        key = f"move:{booking.code}"
        made = reschedule(booking=booking, slot_id=slot_id, key=key, by=request.actor, now=clock.now())
    except Refusal as refusal:
        pressed_elsewhere = _to_the_new_one(own_booking(request, booking.code))
        return pressed_elsewhere or _move_page(request, booking, known[0], refusal)
    return redirect(f"{reverse('booking', args=[made.code])}?moved")


def _foreseen(booking: Booking, known: tuple[Slot, SlotFacts], *, same_day: bool) -> Refusal | None:
    """What the press would say now, as far as it can be seen."""
    slot, facts = known
    people, now, here = len(_live(booking)), clock.now(), booking.slot
    reason = policy.refuse_target(
        slot_id=here.pk, day=here.date, to_slot_id=slot.pk, to_day=slot.date, same_day=same_day
    ) or facts.reason(people, now)
    if not reason:
        return None
    others = bookings.other_times(booking, people, since=slot.date, now=now, same_day=same_day)
    return Refusal(reason, sentence(reason), data={"alternatives": others})


def _move_page(request: ActorRequest, booking: Booking, target: Slot, refused: Refusal | None) -> HttpResponse:
    context = {
        **_context(booking),
        "target": target,
        "rules": documents.move_rules(booking, language(), offices.figures_of(booking.slot.office)),
        "refused": refused,
        "page_has_errors": refused is not None,
        "alternatives": refused.data.get("alternatives", ()) if refused else (),
        "is_possible": refused is None,
    }
    return render(request, "applicant/move_check.html", context, status=409 if refused else 200)


@signed_in
@never_cache
@of_booking
def cancel(request: ActorRequest, booking: Booking) -> HttpResponse:
    """Who stays away, what that means, and one press."""
    if request.method != "POST":
        return _cancel_page(request, booking, [one.public_id for one in _live(booking)])
    who = request.POST.getlist("who")
    known = {one.public_id: one.pk for one in booking.tickets.all()}
    try:
        if not who or not set(who) <= set(known):
            raise Refusal("nobody_chosen", sentence("nobody_chosen"), field="who")
        cancel_booking(booking=booking, by=request.actor, now=clock.now(), tickets=[known[one] for one in who])
    except Refusal as refusal:
        if refusal.code != "cancelled_already":
            pressed_elsewhere = _to_the_new_one(own_booking(request, booking.code))
            return pressed_elsewhere or _cancel_page(request, booking, who, refusal)
    return redirect(f"{reverse('booking', args=[booking.code])}?cancelled")


def _cancel_page(
    request: ActorRequest, booking: Booking, chosen: list[str], refused: Refusal | None = None
) -> HttpResponse:
    figures = offices.figures_of(booking.slot.office)
    changes = bookings.changes_open(booking, figures, now=clock.now())
    context = {
        **_context(booking),
        "rules": documents.cancel_rules(booking, language(), figures),
        "chosen": chosen,
        "may_move": not changes.move,
        "why_not": sentence(changes.cancel) if changes.cancel else "",
        "refused": refused,
        "page_has_errors": refused is not None,
    }
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "applicant/cancel.html", context, status=status)


def _context(booking: Booking) -> dict[str, Any]:
    return {
        "booking": booking,
        "slot": booking.slot,
        "office": booking.slot.office,
        "people": _live(booking),
    }


def _live(booking: Booking) -> list[Ticket]:
    return [one for one in booking.tickets.all() if one.state == TicketState.CONFIRMED]


def _slot_id(given: QueryDict) -> int:
    """The slot that was named; 0, which is none, for anything else."""
    text = given.get("slot", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
