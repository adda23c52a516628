"""One entry at the desk: what to tell, the slip, the seats when the turn has come, and taking it back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from giliran.booking import selectors as bookings
from giliran.booking.states import Door
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import Purpose
from giliran.core import clock, formats, ids
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.states import Pool
from giliran.opening import selectors as openings
from giliran.opening.services import enter as entering
from giliran.opening.services import slip, take_seats
from giliran.opening.services.give import party_of, person_request
from giliran.opening.states import LIVE, Outcome, State
from giliran.slots.states import SlotState
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import entries_words as words
from giliran.web.desk.forms import SeatsForm

if TYPE_CHECKING:
    from giliran.booking.models import Ticket
    from giliran.opening.models import Entry, EntryPerson
    from giliran.slots.models import Slot


@never_cache
@at_office("assist")
def entry(request: ActorRequest, entry: str) -> HttpResponse:
    """What to tell; and where the turn has come, day and window to choose for the party."""
    found = _found(request, entry)
    tickets = _tickets(found)
    seated = {bytes(one.nik_hash) for one in tickets}
    if request.method == "POST" and _are_seated(request, found, seated):
        return redirect("desk_entry", request.office.code, found.public_id)
    now = clock.now()
    admitted = openings.admitted_of(found.opening, now)
    form = _seats_form(request, found, seated) if words.may_choose(found, admitted) else None
    refused: Refusal | None = None
    if form is not None and form.is_bound and form.is_valid():
        try:
            return _booked(request, found, form)
        except Refusal as refusal:
            refused, form = refusal, _seats_form(request, found, seated)  # with what is left now
    standing = words.standing(found, admitted, now, request.actor.language)
    return _page(request, found, standing, form, refused, tickets)


@require_GET
@at_office("assist")
def slip_pdf(request: ActorRequest, entry: str) -> HttpResponse:
    """The slip for an 80 mm printer, in the language of the person."""
    found = _found(request, entry)
    pdf = slip.slip_pdf(found, language=found.account.language, now=clock.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="giliran-{found.public_id}.pdf"'
    return response


@at_office("assist")
def withdraw(request: ActorRequest, entry: str) -> HttpResponse:
    """Take a party out, after asking."""
    found = _found(request, entry)
    if request.method != "POST":
        context = {"office": request.office, "entry": found, "number": ids.show_number(found.public_id)}
        frees = found.in_roll and found.opening.state == State.GATHERING
        return render(request, "desk/entries/withdraw.html", {**context, "frees": frees})
    try:
        entering.withdraw(entry=found, by=_at_desk(request.actor), now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The entry was withdrawn."))
    return redirect("desk_entry", request.office.code, found.public_id)


def _found(request: ActorRequest, entry: str) -> Entry:
    found = openings.entry_for(entry, request.actor)
    if found is None or found.opening.office_id != request.office.id:
        raise Http404
    return found


def _at_desk(actor: Actor) -> Actor:
    return replace(actor, door=Door.DESK)


def _are_seated(request: ActorRequest, found: Entry, seated: set[bytes]) -> bool:
    """Whether everybody for whom the form was sent has a seat: it was pressed twice."""
    chosen = set(request.POST.getlist("who"))
    return bool(chosen) and chosen <= {str(one.pk) for one in found.people.all() if bytes(one.nik_hash) in seated}


def _booked(request: ActorRequest, found: Entry, form: SeatsForm) -> HttpResponse:
    chosen = set(form.cleaned_data["who"])
    people = [person_request(one) for one in party_of(found) if str(one.pk) in chosen]
    take_seats.book_turn(
        entry=found,
        slot_id=int(form.cleaned_data["slot"]),
        people=people,
        key=form.cleaned_data["key"],
        by=_at_desk(request.actor),
        now=clock.now(),
    )
    messages.success(request, _("The seats are booked. Print the ticket."))
    return redirect("desk_entry", request.office.code, found.public_id)


def _seats_form(request: ActorRequest, found: Entry, seated: set[bytes]) -> SeatsForm | None:
    """For those of the party without a seat; None when all have one."""
    people = [(one.pk, one.applicant) for one in party_of(found) if one.applicant and bytes(one.nik_hash) not in seated]
    if not people:
        return None
    return SeatsForm(
        request.POST if request.method == "POST" else None,
        people=people,
        slots=_slots(found, request),
        initial={"who": [str(pk) for pk, _person in people], "key": str(uuid.uuid4())},
    )


def _slots(found: Entry, request: ActorRequest) -> list[tuple[Slot, str, bool]]:
    """The online slots of the opening in words, and whether anything is left there."""
    now, zone, language = clock.now(), request.office.timezone, request.actor.language
    return [
        (one, _slot_words(one, zone, language), one.capacity > one.taken)
        for one in openings.slots_of(found.opening)
        if one.pool == Pool.ONLINE and one.state == SlotState.RELEASED and one.starts_at > now
    ]


def _slot_words(slot: Slot, zone: str, language: str) -> str:
    day = f"{formats.day_name(slot.date, language)}, {slot.date.day} {formats.month_name(slot.date.month, language)}"
    return f"{day}, {formats.span_words(slot.starts_at, slot.ends_at, zone, language)}"


def _in_order(found: Entry) -> list[EntryPerson]:
    return sorted(found.people.all(), key=lambda one: one.position)


def _page(
    request: ActorRequest,
    found: Entry,
    standing: words.Standing,
    form: SeatsForm | None,
    refused: Refusal | None,
    tickets: list[Ticket],
) -> HttpResponse:
    context = {
        "office": request.office,
        "entry": found,
        "number": ids.show_number(found.public_id),
        "standing": standing,
        "people": _people(found, request.actor.language),
        "wishes": _wishes(found, request),
        "form": form,
        "refused": refused,
        "bookings": list({one.booking_id: one.booking for one in tickets}.values()),
        "is_new": "entered" in request.GET,
        "may_withdraw": not found.outcome and not found.booking_id and found.opening.state in LIVE,
        "is_gone": found.outcome in (Outcome.WITHDRAWN, Outcome.VOID),
        "page_has_errors": refused is not None,
    }
    wrong = form is not None and form.is_bound and form.errors
    return render(request, "desk/entries/entry.html", context, status=409 if refused else 422 if wrong else 200)


def _people(found: Entry, language: str) -> list[dict[str, Any]]:
    services = {one.code: one.name for one in catalogue.services(language)}
    booklets = {one.code: one.name for one in catalogue.booklets_on(found.opening.first_date, language)}
    return [
        {
            "person": one.applicant,
            "service": services.get(one.service, one.service),
            "booklet": booklets.get(one.booklet, one.booklet),
            "purpose": str(Purpose(one.purpose).label) if one.purpose in Purpose else one.purpose,
        }
        for one in _in_order(found)
    ]


def _wishes(found: Entry, request: ActorRequest) -> list[str]:
    """A ballot's wishes in words, best first."""
    if not found.wishes or found.wishes == "any":
        return [_("Any time")] if found.wishes else []
    zone, language = request.office.timezone, request.actor.language
    known = {str(one.pk): _slot_words(one, zone, language) for one in openings.slots_of(found.opening)}
    return [known[one] for one in found.wishes.split(",") if one in known]


def _tickets(found: Entry) -> list[Ticket]:
    """The live tickets of its people that this entry's account holds."""
    niks = [bytes(one.nik_hash) for one in found.people.all()]
    return [one.ticket for one in bookings.held_by(niks, account_id=found.account_id) if one.ticket]
