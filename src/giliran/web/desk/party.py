"""Who comes, by identity card, and what each of them needs: the questions of every errand at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.people import PersonRefused, check_person
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices.services import assist
from giliran.opening import selectors as openings
from giliran.opening.services import people as promised
from giliran.opening.states import State
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import drafts, errands, parties
from giliran.web.desk.drafts import Draft
from giliran.web.desk.errands import Errand
from giliran.web.desk.forms import DeskPersonForm, NikForm
from giliran.web.desk.parties import Party
from giliran.web.people.person_form import as_typed
from giliran.web.people.person_words import advice

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.opening.models import Opening

Step = Callable[[ActorRequest, Draft], HttpResponse]


def begin(request: ActorRequest, draft: Draft) -> HttpResponse:
    """Nobody is named yet: the NIK of the first."""
    if request.method == "POST":
        return _find(request, draft)
    return _party_page(request, draft, NikForm())


def of_draft(step: Step) -> Callable[..., HttpResponse]:
    """Give the step its draft; once something has come of that, every step leads there."""

    @wraps(step)
    def page(request: ActorRequest, draft: UUID, errand: Errand) -> HttpResponse:
        found = drafts.find(request, draft, request.office.code)
        if found is None or errands.of(found) is not errand:
            messages.info(request, str(errand.lost))
            return redirect(errand.home, request.office.code)
        if found.made:
            return errands.go(found, "made")
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
    return _go_on(request, draft) if do == "check" else _find(request, draft)


def _take(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    """Somebody of the account who has been written down before."""
    if person in {str(one.public_id) for one in parties.people_of(draft, request)}:
        return _add(request, draft, person)
    return errands.go(draft, "party")


def _leave(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    draft.leave_out(person)
    drafts.keep(request, draft)
    return errands.go(draft, "party")


def _forget(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    """Take somebody who is not in the party off the account, to make room."""
    known = {str(one.public_id): one for one in parties.people_of(draft, request)}
    if person in known and person not in draft.who:
        try:
            promised.remove_person(known[person], by=request.actor, now=clock.now())
        except Refusal as refused:
            messages.error(request, str(refused))
    return errands.go(draft, "party")


def _add(request: ActorRequest, draft: Draft, person: str) -> HttpResponse:
    draft.add(person)
    drafts.keep(request, draft)
    return errands.go(draft, "party")


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


def _go_on(request: ActorRequest, draft: Draft) -> HttpResponse:
    page = Party(draft, request, opening_of(draft), request.POST)
    if not draft.who:
        return _find(request, draft)
    if page.is_complete():
        return errands.go(draft, "last")
    return _party_page(request, draft, NikForm(), page)


def _party_page(request: ActorRequest, draft: Draft, nik: NikForm, page: Party | None = None) -> HttpResponse:
    page = page or Party(draft, request, opening_of(draft), None)
    context = {
        **errands.context(draft),
        "office": request.office,
        "party": page,
        "nik": nik,
        "opening": page.opening,
        "is_late": page.opening is not None and page.opening.state not in (State.SCHEDULED, State.GATHERING),
    }
    wrong = any(form.is_bound and form.errors for form in (nik, *page.forms))
    return render(request, "desk/party/party.html", context, status=422 if wrong else 200)


def _person_page(request: ActorRequest, draft: Draft, form: DeskPersonForm, *, has_own: bool = False) -> HttpResponse:
    errand, before = errands.of(draft), "party" if draft.who else "home"
    context = {
        **errands.context(draft),
        "office": request.office,
        "form": form,
        "has_own": has_own,
        "back_url": errands.address(draft, before),
        "back_name": errand.title if draft.who else errand.home_name,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/party/person.html", context, status=status)


def opening_of(draft: Draft) -> Opening | None:
    """The opening of the draft; None where seats are booked."""
    found = openings.opening_of(draft.opening) if draft.opening else None
    if draft.opening and found is None:
        raise Http404
    return found
