"""Booking at the desk or on the telephone, under the rules that hold for everybody: who comes, then a time, one press,
and the ticket on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from giliran.booking import selectors as bookings
from giliran.booking.services import book as booking_services
from giliran.booking.services import documents
from giliran.booking.states import Door
from giliran.core import clock, formats
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import drafts, errands, parties
from giliran.web.desk import party as steps
from giliran.web.desk.drafts import Draft
from giliran.web.desk.forms import TimeForm
from giliran.web.desk.parties import Party

if TYPE_CHECKING:
    from giliran.booking.models import Booking
    from giliran.offices.models import Office

TIMES_SHOWN = 12


@at_office("assist")
@sensitive_post_parameters("nik")
def start(request: ActorRequest) -> HttpResponse:
    """Nobody is named yet: the NIK of the first."""
    return steps.begin(request, drafts.start(request.office.code))


@at_office("assist")
@steps.of_draft
def time(request: ActorRequest, draft: Draft) -> HttpResponse:
    """The party at a glance, the next free times of this or any other office, and one press that books."""
    page = Party(draft, request, None, parties.as_sent(draft))
    if not draft.who or not page.is_complete():
        return errands.go(draft, "party")
    place, since = _place_asked_for(request), _day_asked_for(request)
    form = _time_form(request, place, since, len(page.people))
    refused: Refusal | None = None
    if form.is_bound and form.is_valid():
        try:
            draft.made = _book(request, draft, page, int(form.cleaned_data["slot"])).code
        except Refusal as refusal:
            refused, form = refusal, _time_form(request, place, since, len(page.people), is_sent=False)
        else:
            drafts.keep(request, draft)
            return errands.go(draft, "made")
    return _time_page(request, draft, page, form, refused, place=place, since=since)


def _book(request: ActorRequest, draft: Draft, page: Party, slot_id: int) -> Booking:
    return booking_services.book(
        slot_id=slot_id,
        people=page.requests(),
        key=draft.id,
        by=replace(request.actor, door=Door.DESK),
        now=clock.now(),
        guardian_present=bool(page.guardian),
        account_id=draft.account,
    )


def _time_page(
    request: ActorRequest, draft: Draft, page: Party, form: TimeForm, refused: Refusal | None, *,
    place: Office, since: date,
) -> HttpResponse:  # fmt: skip
    near = [] if form.times else bookings.alternatives_near(place, since, len(page.people), now=clock.now())
    context = {
        **errands.context(draft),
        "office": request.office,
        "party": page,
        "lines": page.lines(),
        "form": form,
        "place": place,
        "since": since,
        "places": offices.all_offices(),
        "near": near,
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": page.named(refused.data.get("people", ())) if refused else [],
    }
    wrong = form.is_bound and form.errors
    return render(request, "desk/party/time.html", context, status=409 if refused else 422 if wrong else 200)


def _time_form(request: ActorRequest, place: Office, since: date, people: int, *, is_sent: bool = True) -> TimeForm:
    free = slots.next_free(place, now=clock.now(), people=people, since=since, limit=TIMES_SHOWN)
    sent = request.POST if request.method == "POST" and is_sent else None
    return TimeForm(sent, times=free, zone=place.timezone, language=request.actor.language)


def _place_asked_for(request: ActorRequest) -> Office:
    """The office in the address if it takes bookings; else the officer's own."""
    asked = offices.office_by_code(request.GET.get("at", "")[:60])
    return asked if asked is not None and asked.is_open else request.office


def _day_asked_for(request: ActorRequest) -> date:
    today = clock.today(request.office.timezone)
    try:
        return max(today, date.fromisoformat(request.GET.get("since", "")))
    except ValueError:
        return today


@never_cache
@at_office("assist")
def booked(request: ActorRequest, code: str) -> HttpResponse:
    """What was booked, to read aloud and to print; wherever the visit is."""
    found = _found(request, code)
    slot, language = found.slot, request.actor.language
    tickets = documents.live_tickets(found)
    context: dict[str, Any] = {
        "office": request.office,
        "booking": found,
        "place": slot.office,
        "tickets": tickets,
        "window": slot.window.name(language),
        "spelled": formats.spelled(found.code, language),
        "rules": documents.rules_of(found, language),
        "papers": [(one, documents.papers_of(one, language)) for one in tickets],
    }
    return render(request, "desk/booked.html", context)


@require_GET
@never_cache
@at_office("assist")
def paper(request: ActorRequest, code: str, width: str) -> HttpResponse:
    """The tickets in the language of the person, on A4 or for a printer of 80 mm."""
    found = _found(request, code)
    if not documents.live_tickets(found):
        raise Http404
    draw = documents.ticket_pdf if width == "a4" else documents.ticket_strips
    response = HttpResponse(draw(found, found.account.language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="giliran-{found.code}-{width}.pdf"'
    return response


def _found(request: ActorRequest, code: str) -> Booking:
    found = bookings.booking_to_print(code, request.actor)
    if found is None:
        raise Http404
    return found
