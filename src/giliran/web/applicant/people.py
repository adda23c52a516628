"""The people of an account: entered once, then only picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from giliran.accounts import selectors as accounts
from giliran.accounts.services import people as account_people
from giliran.accounts.services.people import MOST_PEOPLE_ON_AN_ACCOUNT, PersonDraft, PersonRefused
from giliran.booking.services import people as booked_people
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.opening.services import people as promised_people
from giliran.web.access import ActorRequest, signed_in
from giliran.web.people import person_words
from giliran.web.people.person_form import PersonForm, as_typed, initial_of

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant


@signed_in
def people_list(request: ActorRequest) -> HttpResponse:
    """Everybody on the account, with what an officer will ask about."""
    people = list(accounts.applicants_of(request.actor))
    context = {
        "people": [{"person": one, "notes": person_words.notes(one)} for one in people],
        "most": MOST_PEOPLE_ON_AN_ACCOUNT,
        "is_full": len(people) >= MOST_PEOPLE_ON_AN_ACCOUNT,
    }
    return render(request, "applicant/people.html", context)


@signed_in
@sensitive_post_parameters("nik", "kk")
def people_add(request: ActorRequest) -> HttpResponse:
    """A new person (R32)."""
    first = not accounts.applicants_of(request.actor).exists()
    form = _form(request, initial={"relation": "self"} if first else {})
    if form.is_bound and _is_readable(form):
        try:
            person = account_people.add_person(form.draft(), by=request.actor, now=clock.now())
        except PersonRefused as refused:
            form.refuse(refused)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, person)
    return _page(request, form, title=_("Add a person"))


@signed_in
@sensitive_post_parameters("nik", "kk")
def people_edit(request: ActorRequest, person: UUID) -> HttpResponse:
    """Change a person; somebody with a ticket keeps name, NIK and birth date."""
    known = _person(request, person)
    has_ticket = booked_people.has_live_ticket(known)
    form = _form(request, initial=initial_of(known), known=known, has_ticket=has_ticket)
    now = clock.now()
    before = account_people.draft_of(known, by=request.actor, now=now) if form.is_bound else None
    if form.is_bound and _is_readable(form, before):
        try:
            promised_people.edit_person(known, form.draft(before), by=request.actor, now=now)
        except PersonRefused as refused:
            form.refuse(refused)
        else:
            return _saved(request, known)
    return _page(request, form, title=known.full_name, person=known, has_ticket=has_ticket)


@signed_in
def people_remove(request: ActorRequest, person: UUID) -> HttpResponse:
    """Take a person off the list, after asking."""
    known = _person(request, person)
    if request.method != "POST":
        context = {"person": known, "has_ticket": booked_people.has_live_ticket(known)}
        return render(request, "applicant/person_remove.html", context)
    try:
        promised_people.remove_person(known, by=request.actor, now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s was removed from your list.") % {"name": known.full_name})
    return redirect("people_list")


@signed_in
@require_POST
@sensitive_post_parameters("nik", "kk")
def check_nik(request: ActorRequest) -> HttpResponse:
    """What a NIK tells, when its field is left: a note, and the birth date and sex if they are still empty."""
    reading = person_words.read_nik(request.POST.get("nik", ""), clock.now().date())
    typed = as_typed(PersonForm, request.POST)
    context: dict[str, Any] = {"reading": reading}
    if reading.is_whole and not typed["birth_date"] and not typed["sex"]:
        context["form"] = PersonForm(initial={**typed, "birth_date": reading.birth_date, "sex": reading.sex})
    return render(request, "people/nik_note.html", context)


@signed_in
@require_POST
@sensitive_post_parameters("nik", "kk")
def regions_of_choice(request: ActorRequest) -> HttpResponse:
    """The three lists of places, after one of them was chosen."""
    return render(request, "people/regions.html", {"form": PersonForm(initial=as_typed(PersonForm, request.POST))})


def _is_readable(form: PersonForm, before: PersonDraft | None = None) -> bool:
    """Whether every field could be read; if not, everything else that is wrong is said at once as well."""
    if form.is_valid():
        return True
    try:
        account_people.check_person(form.draft(before), now=clock.now())
    except PersonRefused as refused:
        form.refuse(refused)
    return False


def _form(request: ActorRequest, **options: Any) -> PersonForm:
    """Unbound at first and when only a list of places is asked for; else bound to what was sent."""
    if request.method != "POST":
        return PersonForm(**options)
    if "show" in request.POST:
        return PersonForm(**{**options, "initial": {**options["initial"], **as_typed(PersonForm, request.POST)}})
    return PersonForm(request.POST, **options)


def _page(request: ActorRequest, form: PersonForm, **context: Any) -> HttpResponse:
    return render(
        request,
        "applicant/person.html",
        {"form": form, "next": _next(request), **context},
        status=422 if form.is_bound and form.errors else 200,
    )


def _saved(request: ActorRequest, person: Applicant) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": person.full_name})
    if advice := person_words.advice(person):
        messages.warning(request, advice)
    target = _next(request)
    return redirect(f"{target}?with={person.public_id}" if target else reverse("people_list"))


def _next(request: ActorRequest) -> str:
    """Where to go afterwards, if that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def _person(request: ActorRequest, public_id: UUID) -> Applicant:
    known = accounts.applicant_of(public_id, request.actor)
    if known is None:
        raise Http404
    return known
