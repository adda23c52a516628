"""Putting a party on the waiting list at the desk: who comes, then days and notice, and one press."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from giliran.booking.states import Door
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.waiting.services.join import Wanted, join
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import drafts, errands, parties
from giliran.web.desk import party as steps
from giliran.web.desk.drafts import Draft
from giliran.web.desk.parties import Party
from giliran.web.waits.times import TimesForm, answers_of


@at_office("assist")
@sensitive_post_parameters("nik")
def start(request: ActorRequest) -> HttpResponse:
    """Nobody is named yet: the NIK of the first."""
    return steps.begin(request, drafts.start(request.office.code, waits=True))


@at_office("assist")
@steps.of_draft
def times(request: ActorRequest, draft: Draft) -> HttpResponse:
    """The party at a glance, the days that suit, and one press that joins or says at once why not."""
    page = Party(draft, request, None, parties.as_sent(draft))
    if not draft.who or not page.is_complete():
        return errands.go(draft, "party")
    form = TimesForm(
        request.POST if request.method == "POST" else None,
        office=request.office,
        now=clock.now(),
        people=len(page.people),
    )
    refused: Refusal | None = None
    if form.is_bound and form.is_valid():
        try:
            draft.made = _join(request, draft, page, form)
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.keep(request, draft)
            return errands.go(draft, "made")
    context = {
        **errands.context(draft),
        "office": request.office,
        "party": page,
        "lines": page.lines(),
        "form": form,
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": page.named(refused.data.get("people", ())) if refused else [],
    }
    wrong = form.is_bound and form.errors
    return render(request, "desk/waits/times.html", context, status=409 if refused else 422 if wrong else 200)


def _join(request: ActorRequest, draft: Draft, page: Party, form: TimesForm) -> str:
    days, windows, notice = answers_of(form)
    made = join(
        office=request.office,
        people=page.requests(),
        wanted=Wanted(tuple(map(date.fromisoformat, days)), tuple(windows), notice),
        key=draft.id,
        by=replace(request.actor, door=Door.DESK),
        now=clock.now(),
        guardian_present=bool(page.guardian),
        account_id=draft.account,
    )
    return made.public_id
