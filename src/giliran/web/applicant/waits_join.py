"""Joining the waiting list, one question a page: people, needs, days and notice, check. As a booking does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.booking.policy import PersonRequest
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.waiting import selectors as waits
from giliran.waiting.services.join import Wanted, join
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import draft_steps, drafts, party, party_steps
from giliran.web.applicant.drafts import WaitDraft
from giliran.web.applicant.party_steps import Journey
from giliran.web.seats import choice, finder
from giliran.web.seats.days import language
from giliran.web.waits import words
from giliran.web.waits.times import TimesForm, answers_of

if TYPE_CHECKING:
    from giliran.offices.models import Office


@signed_in
def start(request: ActorRequest) -> HttpResponse:
    """Begin at the office in the address, with the party and the day that were looked at there."""
    office = offices.office_by_code(finder.plain(request.GET.get("office", "")))
    if office is None:
        return redirect("offices")
    draft = drafts.start(request, WaitDraft, office=office.code, people=choice.party_size(request.GET.get("people")))
    day = _day(request.GET.get("day", ""))
    draft.first_wish = day.isoformat() if day else ""
    return _go_on(request, draft)


def _office(draft: WaitDraft) -> Office:
    office = offices.office_by_code(draft.office)
    if office is None:
        raise Http404
    return office


def _joined(request: ActorRequest, key: str) -> str:
    joined = waits.party_of_key(key, request.actor)
    return reverse("wait_party", args=[joined.public_id]) if joined else ""


of_draft = draft_steps.of_draft(
    WaitDraft,
    place=_office,
    made=_joined,
    begin_again=gettext_lazy("This was not finished here. Please begin again; nobody is on the list yet."),
)


@signed_in
@of_draft
def choose_people(request: ActorRequest, draft: WaitDraft, office: Office) -> HttpResponse:
    """Who waits, all together or not at all."""
    lead = _("%(office)s: waiting for a place that comes free.") % {"office": office.name}
    return party_steps.choose_people(request, draft, _journey(draft, office), _go_on, lead=lead)


@signed_in
@of_draft
def choose_needs(request: ActorRequest, draft: WaitDraft, office: Office) -> HttpResponse:
    going = party.going_on(draft, request.actor, _today(office))
    return party_steps.choose_needs(request, draft, _journey(draft, office), going, _go_on)


@signed_in
@of_draft
def choose_times(request: ActorRequest, draft: WaitDraft, office: Office) -> HttpResponse:
    """Which days and times of day, and how much notice."""
    form = TimesForm(
        party_steps.sent(request), office=office, now=clock.now(), people=max(1, len(draft.who)), initial=_times(draft)
    )
    if request.method == "POST" and form.is_valid():
        draft.days, draft.windows, draft.notice = answers_of(form)
        return _go_on(request, draft)
    context = {"draft": draft, "office": office, "form": form, "journey": _journey(draft, office)}
    return render(request, "applicant/waits/times.html", context, status=422 if form.is_bound else 200)


@signed_in
@of_draft
def check(request: ActorRequest, draft: WaitDraft, office: Office) -> HttpResponse:
    """Everything at a glance and how places are given, before the one press that joins or says at once why not."""
    if draft.next_step != "check":
        return _go_on(request, draft)
    going = party.going_on(draft, request.actor, _today(office))
    if len(going.people) < len(draft.who):
        draft.choose_people([str(one.public_id) for one in going.people])
        return _go_on(request, draft)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            joined = join(
                office=office,
                people=[PersonRequest(one.pk, **draft.needs[str(one.public_id)]) for one in going.people],
                wanted=Wanted(tuple(map(date.fromisoformat, draft.days)), tuple(draft.windows), draft.notice),
                key=draft.id,
                by=request.actor,
                now=clock.now(),
                guardian_present=draft.guardian,
            )
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.forget(request, draft)
            return redirect(f"{reverse('wait_party', args=[joined.public_id])}?joined")
    context = _check_context(draft, office, going, refused)
    return render(request, "applicant/waits/check.html", context, status=409 if refused else 200)


def _check_context(draft: WaitDraft, office: Office, going: party.Going, refused: Refusal | None) -> dict[str, Any]:
    names = {one.pk: one.name for one in offices.windows_of(office)}
    return {
        "draft": draft,
        "office": office,
        "journey": _journey(draft, office),
        "needs": party.needs_of(draft, going),
        "days": [date.fromisoformat(one) for one in draft.days],
        "times": [names[one](language()) for one in draft.windows if one in names],
        "notice": words.notice_words(draft.notice),
        "how": words.how_it_works(),
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": [going.people[i].full_name for i in refused.data.get("people", ())] if refused else [],
        "held": refused.data.get("held", ()) if refused else (),
    }


def _times(draft: WaitDraft) -> dict[str, Any]:
    """Earlier answers; at first the day that was looked at."""
    days = draft.days or ([draft.first_wish] if draft.first_wish else [])
    return {"days": days, "windows": list(map(str, draft.windows)), "notice": str(draft.notice)}


def _journey(draft: WaitDraft, office: Office) -> Journey:
    return Journey(
        people_url=reverse("wait_people", args=[draft.id]),
        needs_url=reverse("wait_needs", args=[draft.id]),
        back_url=reverse("office", args=[draft.office]),
        step=1,
        total=4,
        day=_today(office),
    )


def _go_on(request: ActorRequest, draft: WaitDraft) -> HttpResponse:
    """To the first question without an answer; with all of them answered, to the check."""
    drafts.keep(request, draft)
    return redirect(f"wait_{draft.next_step}", draft.id)


def _today(office: Office) -> date:
    return clock.today(office.timezone)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
