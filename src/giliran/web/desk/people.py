"""Somebody looked up with the identity card on the desk: what their NIK holds, and whose account it is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from giliran.accounts import services as accounts
from giliran.accounts.services.people import PersonRefused, check_person
from giliran.booking import selectors as bookings
from giliran.booking.states import Door
from giliran.core import clock, ids, masks
from giliran.core.errors import Refusal
from giliran.offices import permissions
from giliran.offices import selectors as offices
from giliran.offices.services import assist
from giliran.opening import selectors as openings
from giliran.opening.services.correct import Correction
from giliran.waiting.services import desk as putting_right
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import drafts, errands
from giliran.web.desk.forms import DeskPersonForm
from giliran.web.desk.people_forms import CorrectForm, TakeOverForm
from giliran.web.people.person_form import as_typed

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.core.types import Actor

NOT_FOUND = "not_found"


@never_cache
@at_office("assist")
@sensitive_post_parameters("text")
def people(request: ActorRequest) -> HttpResponse:
    """Find by NIK, which is recorded, or by booking code."""
    text = request.POST.get("text", "").strip()[:64]
    fault, is_nik = "", False
    found: list[Applicant] = []
    if request.method == "POST":
        code = ids.parse_booking_code(text)
        is_nik = code is None
        fault, found = _by_code(request, code) if code else _by_nik(request, text)
        if len(found) == 1 and not fault:
            return redirect("desk_person", request.office.code, found[0].public_id)
    context = {
        "office": request.office,
        "text": text,
        "fault": fault,
        "rows": [(one, account_words(one)) for one in found],
        "is_unknown": request.method == "POST" and is_nik and not fault and not found,
        "page_has_errors": bool(fault),
    }
    return render(request, "desk/people/people.html", context, status=422 if fault else 200)


def _by_nik(request: ActorRequest, text: str) -> tuple[str, list[Applicant]]:
    try:
        return "", assist.find_person(text, office=request.office, by=request.actor, now=clock.now())
    except PersonRefused as refused:
        return str(refused), []


def _by_code(request: ActorRequest, code: str) -> tuple[str, list[Applicant]]:
    found = bookings.people_of_booking(code, request.office, request.actor)
    return ("", found) if found else (_("There is no booking with this code, or nobody of it is on record."), [])


def account_words(person: Applicant) -> str:
    """Whose account it is, as far as an officer need know."""
    if person.account.email is None:
        return _("Account opened at a desk")
    return _("Own account, %(address)s") % {"address": masks.mask_contacts(person.account.email)}


@never_cache
@at_office("assist")
def person(request: ActorRequest, person: UUID) -> HttpResponse:
    return _page(request, _found(request, person))


@never_cache
@require_POST
@at_office("reveal_nik")
def show_nik(request: ActorRequest, person: UUID) -> HttpResponse:
    """The sixteen digits, on this page only; the look is on record."""
    found = _found(request, person)
    return _page(request, found, accounts.reveal_nik(found, by=request.actor, now=clock.now()))


@require_POST
@at_office("assist")
def book(request: ActorRequest, person: UUID) -> HttpResponse:
    """Begin a booking with this person in the party."""
    found = _found(request, person)
    if found.account.email is not None:
        raise Http404
    draft = drafts.start(request.office.code)
    draft.account, draft.language = found.account_id, found.account.language
    draft.add(str(found.public_id))
    drafts.keep(request, draft)
    return errands.go(draft, "party")


@at_office("assist")
@sensitive_post_parameters("nik", "kk")
def new(request: ActorRequest) -> HttpResponse:
    """Write somebody down from the card, on an account of their own."""
    form = DeskPersonForm(request.POST if request.method == "POST" else None, is_first=True)
    if "show" in request.POST:
        form = DeskPersonForm(is_first=True, initial=as_typed(DeskPersonForm, request.POST))
    added = _written_down(request, form) if form.is_bound else None
    if added is not None:
        return redirect("desk_person", request.office.code, added.public_id)
    context = {
        "office": request.office,
        "form": form,
        "person_url": reverse("desk_person_new", args=[request.office.code]),
        "back_url": reverse("desk_people", args=[request.office.code]),
        "back_name": _("People on record"),
    }
    return render(request, "desk/party/person.html", context, status=422 if form.is_bound else 200)


def _written_down(request: ActorRequest, form: DeskPersonForm) -> Applicant | None:
    """The person, or None with every fault in the form."""
    now = clock.now()
    is_readable = form.is_valid()
    try:
        if not is_readable:
            check_person(form.draft(), now=now)
            return None
        language = form.cleaned_data.get("language", "id")
        return assist.add_person(form.draft(), office=request.office, by=request.actor, now=now, language=language)
    except PersonRefused as refused:
        form.refuse(refused)
    return None


@never_cache
@at_office("correct_person")
@sensitive_post_parameters("nik")
def correct(request: ActorRequest, person: UUID) -> HttpResponse:
    """Name, birth date and NIK by the card, here and nowhere else while something is promised."""
    found = _found(request, person)
    initial = {"full_name": found.full_name, "birth_date": found.birth_date}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            putting_right.correct_person(
                person=found,
                correction=Correction(*(form.cleaned_data[name] for name in ("full_name", "birth_date", "nik"))),
                reason=form.cleaned_data["reason"],
                office=request.office,
                by=_at_desk(request),
                now=clock.now(),
                despite_age=form.cleaned_data["despite_age"],
            )
        except PersonRefused as refused:
            for name, sentences in refused.fields.items():
                form.add_error(name if name in form.fields else None, [str(one) for one in sentences])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Corrected. Tickets that were printed stay valid."))
            return redirect("desk_person", request.office.code, found.public_id)
    asks_age = form.is_bound and ("despite_age" in form.errors or form.cleaned_data.get("despite_age", False))
    context = {"office": request.office, "person": found, "form": form, "asks_age": asks_age}
    return render(request, "desk/people/correct.html", context, status=422 if form.is_bound else 200)


@never_cache
@at_office("take_over")
def take_over(request: ActorRequest, person: UUID) -> HttpResponse:
    """End what another account holds for this NIK; the seat becomes this person's, or free."""
    found = _found(request, person)
    theirs = _claims(request, found).of_others(found.account_id)
    waits = putting_right.waits_elsewhere(found, request.office, request.actor)
    form = TakeOverForm(request.POST if request.method == "POST" else None, has_seat=theirs.ticket is not None)
    if form.is_bound and form.is_valid():
        try:
            taken = putting_right.take_over_claim(
                person=found,
                keeps_seat=form.cleaned_data.get("what") == "seat",
                reason=form.cleaned_data["reason"],
                office=request.office,
                by=_at_desk(request),
                now=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if taken.booking and bookings.booking_to_print(taken.booking.code, request.actor):
                return redirect("desk_booked", request.office.code, taken.booking.code)
            messages.success(request, _("What the other account held has ended. This person can book."))
            return redirect("desk_person", request.office.code, found.public_id)
    context = {"office": request.office, "person": found, "form": form, "theirs": theirs, "waits": waits}
    return render(request, "desk/people/take_over.html", context, status=422 if form.is_bound else 200)


def _page(request: ActorRequest, found: Applicant, nik: str = "") -> HttpResponse:
    actor, office = request.actor, request.office
    claims = _claims(request, found)
    own, theirs = claims.of(found.account_id), claims.of_others(found.account_id)
    waits = putting_right.waits_elsewhere(found, office, actor)
    is_assisted = found.account.email is None
    context: dict[str, Any] = {
        "office": office,
        "person": found,
        "account": account_words(found),
        "is_assisted": is_assisted,
        "own": own,
        "theirs": theirs,
        "waits": waits,
        "is_seized": bool(theirs.accounts or waits),
        "may_print": own.ticket is not None and (is_assisted or own.ticket.office_id == office.pk),
        "may_reveal": permissions.may(actor, "reveal_nik", office.pk),
        "nik": " ".join(nik[i : i + 4] for i in range(0, len(nik), 4)),
    }
    return render(request, "desk/people/person.html", context)


def _claims(request: ActorRequest, found: Applicant) -> openings.Claims:
    return openings.claims_at_desk(bytes(found.nik_hash), request.office, request.actor)


def _found(request: ActorRequest, person: UUID) -> Applicant:
    found = offices.person_at_desk(person, request.office, request.actor)
    if found is None:
        raise Http404
    return found


def _at_desk(request: ActorRequest) -> Actor:
    return replace(request.actor, door=Door.DESK)
