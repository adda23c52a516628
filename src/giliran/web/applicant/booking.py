"""Booking, one question a page: office, day, people, needs, check. Every answer is kept in the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest
from giliran.booking.sentences import sentence
from giliran.booking.services import book as booking_services
from giliran.booking.services import documents
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.slots import selectors as slots
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import drafts, party, party_steps
from giliran.web.applicant.drafts import Draft
from giliran.web.applicant.party_steps import Journey
from giliran.web.seats import choice, finder
from giliran.web.seats.days import language

Step = Callable[[ActorRequest, Draft], HttpResponse]


@signed_in
def book(request: ActorRequest) -> HttpResponse:
    """Begin, with what was chosen on the public pages: `?slot=` and `?people=`, or `?office=`."""
    draft = drafts.start(request, Draft)
    slot = request.GET.get("slot", "")
    known = slots.facts_of(int(slot)) if slot.isdecimal() and len(slot) < 18 else None
    if known is not None:
        draft.move_to(known[0].office.code, known[0].id)
    elif office := offices.office_by_code(finder.plain(request.GET.get("office", ""))):
        draft.choose_office(office.code)
    draft.people = choice.party_size(request.GET.get("people"))
    return _go_on(request, draft)


def of_draft(step: Step) -> Callable[..., HttpResponse]:
    """Give the step its draft; once that is booked, every step leads to the booking."""

    @wraps(step)
    def page(request: ActorRequest, draft: UUID) -> HttpResponse:
        booked = bookings.booking_of_key(str(draft), request.actor)
        if booked is not None:
            return redirect("booking", booked.code)
        found = drafts.find(request, Draft, draft)
        if found is None:
            messages.info(request, _("That booking was not finished here. Please begin again; nothing was booked."))
            return redirect("me")
        return step(request, found)

    return page


@signed_in
@of_draft
def choose_office(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Step 1: any office in the country."""
    if request.method == "POST":
        office = offices.office_by_code(finder.plain(request.POST.get("office", "")))
        if office is not None and office.is_open:
            draft.choose_office(office.code)
            return _go_on(request, draft)
    return render(request, "applicant/book_office.html", {"draft": draft, **finder.found(request.GET, clock.now())})


@signed_in
@of_draft
def choose_day(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Step 2: a day and one of its windows, at the office of the draft or at one offered in its place."""
    now, refused = clock.now(), ""
    if request.method == "POST":
        people = len(draft.who) or choice.party_size(request.POST.get("people"), draft.people)
        slot = request.POST.get("slot", "")
        known = slots.facts_of(int(slot)) if slot.isdecimal() and len(slot) < 18 else None
        reason = known[1].reason(people, now) if known else "unknown_slot"
        if known and not reason:
            draft.people = people
            draft.move_to(known[0].office.code, known[0].id)
            return _go_on(request, draft)
        refused = _("Choose a session.") if not slot else str(sentence(reason))
    office = offices.office_by_code(draft.office)
    if office is None:
        return redirect("book_office", draft.id)
    address = reverse("book_day", args=[draft.id])
    look = choice.look_of(request, office, address, now, draft.people)
    if draft.who:
        look = replace(look, people=len(draft.who))
    context = {**choice.calendar_of(office, look), "draft": draft, "refused": refused, "page_has_errors": bool(refused)}
    return render(request, "applicant/book_day.html", context, status=422 if refused else 200)


@signed_in
@of_draft
def choose_people(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Step 3: one to five of the people on the account."""
    return party_steps.choose_people(request, draft, _journey(draft, party.day_of(draft)), _go_on)


@signed_in
@of_draft
def choose_needs(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Step 4: service, booklet and purpose of each; for a party of minors, that a parent or guardian comes."""
    going = party.going(draft, request.actor)
    return party_steps.choose_needs(request, draft, _journey(draft, going.day), going, _go_on)


def _journey(draft: Draft, day: date) -> Journey:
    return Journey(
        people_url=reverse("book_people", args=[draft.id]),
        needs_url=reverse("book_needs", args=[draft.id]),
        back_url=reverse("book_day" if draft.office else "book_office", args=[draft.id]),
        step=3,
        total=5,
        day=day,
    )


@signed_in
@of_draft
def check(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Step 5: everything at a glance, and one press that books or says at once why not."""
    if draft.next_step != "check":
        return redirect(f"book_{draft.next_step}", draft.id)
    going = party.going(draft, request.actor)
    if len(going.people) < len(draft.who):
        draft.choose_people([str(one.public_id) for one in going.people])
        drafts.keep(request, draft)
        return redirect("book_people", draft.id)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            made = booking_services.book(
                slot_id=draft.slot or 0,
                people=[PersonRequest(one.id, **draft.needs[str(one.public_id)]) for one in going.people],
                key=draft.id,
                by=request.actor,
                now=clock.now(),
                guardian_present=draft.guardian,
            )
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.forget(request, draft)
            return redirect(f"{reverse('booking', args=[made.code])}?booked")
    return render(
        request, "applicant/book_check.html", _check_context(draft, going, refused), status=409 if refused else 200
    )


def _check_context(draft: Draft, going: party.Going, refused: Refusal | None) -> dict[str, Any]:
    needs = party.needs_of(draft, going)
    return {
        "draft": draft,
        "going": going,
        "needs": needs,
        "rules": documents.change_rules(language()),
        "total": sum(one.price.total_idr for one in needs),
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": [going.people[i].full_name for i in refused.data.get("people", ())] if refused else [],
        "alternatives": refused.data.get("alternatives", ()) if refused else (),
        "held": refused.data.get("held", ()) if refused else (),
    }


def _go_on(request: ActorRequest, draft: Draft) -> HttpResponse:
    """To the first question without an answer; with all of them answered, to the check."""
    drafts.keep(request, draft)
    return redirect(f"book_{draft.next_step}", draft.id)
