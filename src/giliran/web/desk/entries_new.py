"""Entering a party at the desk: who comes, by identity card; what each needs; a look over it, and one press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.people import PersonRefused, check_person
from giliran.booking.policy import PersonRequest
from giliran.booking.states import Door
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices.services import assist
from giliran.opening import selectors as openings
from giliran.opening.services import enter as entering
from giliran.opening.services import people as promised
from giliran.opening.states import State
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import entries_draft as drafts
from giliran.web.desk import entries_party as parties
from giliran.web.desk.entries_draft import Draft
from giliran.web.desk.entries_forms import DeskPersonForm, NikForm
from giliran.web.people.person_form import as_typed
from giliran.web.people.person_words import advice

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.opening.models import Opening

Step = Callable[[ActorRequest, Draft], HttpResponse]


@at_office("assist")
@sensitive_post_parameters("nik")
def start(request: ActorRequest) -> HttpResponse:
    """Nobody is named yet: the NIK of the first, for the opening in the address or the one that takes entries."""
    opening = _opening_asked_for(request)
    if opening is None:
        return redirect("desk_entries", request.office.code)
    draft = drafts.start(request.office.code, opening.pk)
    if request.method == "POST":
        return _find(request, draft)
    return _party_page(request, draft, NikForm())


def of_draft(step: Step) -> Callable[..., HttpResponse]:
    """Give the step its draft; once that is entered, every step leads to the entry."""

    @wraps(step)
    def page(request: ActorRequest, draft: UUID) -> HttpResponse:
        found = drafts.find(request, draft, request.office.code)
        if found is None:
            messages.info(request, _("That entry was not finished here. Please begin again; nobody was entered."))
            return redirect("desk_entries", request.office.code)
        if found.entry:
            return redirect("desk_entry", request.office.code, found.entry)
        return step(request, found)

    return page


@at_office("assist")
@sensitive_post_parameters("nik")
@of_draft
def party(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Who comes and what each needs; whatever is pressed, what stands in the page is kept."""
    if request.method != "POST":
        return _party_page(request, draft, NikForm())
    parties.remember(draft, request.POST)
    drafts.keep(request, draft)
    do, _colon, person = request.POST.get("do", "find").partition(":")
    if do == "find" and not request.POST.get("nik", "").strip() and draft.who:
        do = "check"  # Enter was pressed in another field
    steps = {"take": _take, "leave": _leave, "forget": _forget}
    if do in steps:
        return steps[do](request, draft, person)
    return _to_check(request, draft) if do == "check" else _find(request, draft)


def _take(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    """Somebody of the account who has been written down before."""
    if person in {str(one.public_id) for one in parties.people_of(draft, request)}:
        return _add(request, draft, person)
    return redirect("desk_entry_party", request.office.code, draft.id)


def _leave(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    draft.leave_out(person)
    drafts.keep(request, draft)
    return redirect("desk_entry_party", request.office.code, draft.id)


def _forget(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    """Take somebody who is not in the party off the account, to make room."""
    known = {str(one.public_id): one for one in parties.people_of(draft, request)}
    if person in known and person not in draft.who:
        try:
            promised.remove_person(known[person], by=request.actor, now=clock.now())
        except Refusal as refused:
            messages.error(request, str(refused))
    return redirect("desk_entry_party", request.office.code, draft.id)


def _add(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    draft.add(person)
    drafts.keep(request, draft)
    return redirect("desk_entry_party", request.office.code, draft.id)


def _find(request: ActorRequest, draft: Draft) -> HttpResponse:
    """The person with this NIK, if an officer has written them down before; else the form for somebody new."""
    form = NikForm(request.POST)
    form.is_valid()
    try:
        if len(draft.who) >= parties.MOST_PEOPLE:
            raise PersonRefused({"nik": [_("A party has one to five people.")]})
        found = assist.find_person(
            request.POST.get("nik", ""), office=request.office, by=request.actor, now=clock.now()
        )
        person = _assisted(request, draft, found)
    except PersonRefused as refused:
        for text in refused.fields.get("nik", [str(refused)]):
            form.add_error("nik", str(text))
        return _party_page(request, draft, form)
    except Refusal as refused:
        form.add_error("nik", str(refused))
        return _party_page(request, draft, form)
    drafts.keep(request, draft)
    if person:
        return _add(request, draft, str(person.public_id))
    new = DeskPersonForm(initial={"nik": form.data["nik"], "language": draft.language}, is_first=not draft.who)
    return _person_page(request, draft, new, has_own=bool(found))


def _assisted(request: ActorRequest, draft: Draft, found: list[Applicant]) -> Applicant | None:
    """The one to use of those found. People of accounts with an address are not: nobody has seen their card."""
    assisted = [one for one in found if one.account.email is None]
    if not assisted:
        return None
    if draft.account is None:
        draft.account, draft.language = assisted[0].account_id, assisted[0].account.language
    here = next((one for one in assisted if one.account_id == draft.account), None)
    return here or assist.bring_over(
        assisted[0], account_id=draft.account, office=request.office, by=request.actor, now=clock.now()
    )


@at_office("assist")
@sensitive_post_parameters("nik", "kk")
@of_draft
def person(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Somebody who is written down for the first time, as on the identity card."""
    is_first = draft.account is None
    if request.method != "POST":
        return _person_page(request, draft, DeskPersonForm(is_first=is_first, initial={"language": draft.language}))
    if "show" in request.POST:
        typed = as_typed(DeskPersonForm, request.POST)
        return _person_page(request, draft, DeskPersonForm(is_first=is_first, initial=typed))
    form = DeskPersonForm(request.POST, is_first=is_first)
    added = _written_down(request, draft, form)
    if added is None:
        return _person_page(request, draft, form)
    if text := advice(added):
        messages.warning(request, text)
    draft.account = added.account_id
    return _add(request, draft, str(added.public_id))


def _written_down(request: ActorRequest, draft: Draft, form: DeskPersonForm) -> Applicant | None:
    """The person, or None with every fault in the form."""
    now = clock.now()
    is_readable = form.is_valid()
    try:
        if not is_readable:
            check_person(form.draft(), now=now)
            return None
        draft.language = form.cleaned_data.get("language", draft.language)
        return assist.add_person(
            form.draft(), office=request.office, by=request.actor, now=now,
            account_id=draft.account, language=draft.language,
        )  # fmt: skip
    except PersonRefused as refused:
        form.refuse(refused)
    except Refusal as refused:
        form.add_error(None, str(refused))
    return None


def _to_check(request: ActorRequest, draft: Draft) -> HttpResponse:
    page = parties.Party(draft, request, _opening(draft), request.POST)
    if not draft.who:
        return _find(request, draft)
    if page.is_complete():
        return redirect("desk_entry_check", request.office.code, draft.id)
    return _party_page(request, draft, NikForm(), page)


@at_office("assist")
@of_draft
def check(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Everything at a glance, and one press that enters or says at once why not."""
    page = parties.Party(draft, request, _opening(draft), parties.as_sent(draft))
    if not draft.who or not page.is_complete():
        return redirect("desk_entry_party", request.office.code, draft.id)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            draft.entry = _enter(request, draft, page)
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.keep(request, draft)
            return redirect("desk_entry", request.office.code, draft.entry)
    context = {
        **_context(request, draft, page),
        "lines": page.lines(),
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": [page.people[i].full_name for i in refused.data.get("people", ())] if refused else [],
    }
    return render(request, "desk/entries/check.html", context, status=409 if refused else 200)


def _enter(request: ActorRequest, draft: Draft, page: parties.Party) -> str:
    made = entering.enter(
        opening_id=draft.opening,
        people=[PersonRequest(one.pk, **form.cleaned_data) for one, form in zip(page.people, page.needs, strict=True)],
        key=draft.id,
        by=replace(request.actor, door=Door.DESK),
        now=clock.now(),
        wishes=page.wishes[0].text if page.wishes else "",
        guardian_present=bool(page.guardian),
        account_id=draft.account,
    )
    return made.public_id


def _party_page(request: ActorRequest, draft: Draft, nik: NikForm, page: parties.Party | None = None) -> HttpResponse:
    page = page or parties.Party(draft, request, _opening(draft), None)
    context = {**_context(request, draft, page), "nik": nik}
    wrong = any(form.is_bound and form.errors for form in (nik, *page.forms))
    return render(request, "desk/entries/party.html", context, status=422 if wrong else 200)


def _context(request: ActorRequest, draft: Draft, page: parties.Party) -> dict[str, Any]:
    opening = page.opening
    return {
        "office": request.office,
        "draft": draft,
        "party": page,
        "opening": opening,
        "is_late": opening.state not in (State.SCHEDULED, State.GATHERING),
    }


def _person_page(request: ActorRequest, draft: Draft, form: DeskPersonForm, *, has_own: bool = False) -> HttpResponse:
    context = {"office": request.office, "draft": draft, "form": form, "has_own": has_own}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/entries/person.html", context, status=status)


def _opening_asked_for(request: ActorRequest) -> Opening | None:
    """The opening in the address if it takes entries here; else the first that does."""
    asked = request.POST.get("opening") or request.GET.get("opening", "")
    taking = [one for one in openings.upcoming([request.office.pk]) if one.state != State.SCHEDULED]
    taking.sort(key=lambda one: one.state != State.GATHERING)
    return next((one for one in taking if str(one.pk) == asked), taking[0] if taking else None)


def _opening(draft: Draft) -> Opening:
    found = openings.opening_of(draft.opening)
    if found is None:
        raise Http404
    return found
