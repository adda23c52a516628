"""Entering an opening, one question a page: people, needs, wishes where it is a ballot, check. As a booking does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.accounts import selectors as accounts
from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest
from giliran.booking.services import documents
from giliran.core import clock, formats
from giliran.core.errors import Refusal
from giliran.opening import selectors as openings
from giliran.opening.services.enter import enter
from giliran.opening.states import LIVE, Method, State
from giliran.web.access import ActorRequest, signed_in
from giliran.web.applicant import draft_steps, drafts, entries_words, party, party_steps
from giliran.web.applicant.drafts import EntryDraft
from giliran.web.applicant.entries_wishes import WishesForm, wishes_words
from giliran.web.applicant.party_steps import Journey
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant
    from giliran.opening.models import Opening


@signed_in
def start(request: ActorRequest, opening_id: int) -> HttpResponse:
    """Begin; or say why this opening takes nobody now."""
    opening = _opening(opening_id)
    reason = _why_not(opening)
    if reason:
        context = {"opening": opening, "reason": reason, "begins": _begins(opening)}
        return render(request, "applicant/entries/not_now.html", context)
    draft = drafts.start(request, EntryDraft, opening=opening.pk, asks_wishes=opening.method == Method.BALLOT)
    return _go_on(request, draft)


def _place(draft: EntryDraft, opening_id: int) -> Opening | None:
    return _opening(opening_id) if draft.opening == opening_id else None


def _entered(request: ActorRequest, key: str) -> str:
    entered = openings.entry_of_key(key, request.actor)
    return reverse("entry", args=[entered.public_id]) if entered else ""


of_draft = draft_steps.of_draft(
    EntryDraft,
    place=_place,
    made=_entered,
    begin_again=gettext_lazy("That entry was not finished here. Please begin again; nothing was entered."),
)


@signed_in
@of_draft
def choose_people(request: ActorRequest, draft: EntryDraft, opening: Opening) -> HttpResponse:
    """Who enters; of whoever has a ticket or an entry it says so."""
    journey = _journey(draft, opening, _notes(request) if request.method == "GET" else {})
    lead = _("%(office)s, visits from %(week)s.") % {
        "office": opening.office.name,
        "week": entries_words.week_words(opening),
    }
    return party_steps.choose_people(request, draft, journey, _go_on, lead=lead)


@signed_in
@of_draft
def choose_needs(request: ActorRequest, draft: EntryDraft, opening: Opening) -> HttpResponse:
    going = party.going_on(draft, request.actor, opening.first_date)
    return party_steps.choose_needs(request, draft, _journey(draft, opening), going, _go_on)


@signed_in
@of_draft
def choose_wishes(request: ActorRequest, draft: EntryDraft, opening: Opening) -> HttpResponse:
    """A ballot's: any time, or those that suit, best first."""
    if not draft.asks_wishes:
        return _go_on(request, draft)
    form = WishesForm(openings.windows_of(opening), opening, draft, party_steps.sent(request))
    if request.method == "POST" and form.is_valid():
        draft.wishes, draft.marks = form.wishes, form.marks
        return _go_on(request, draft)
    context = {"draft": draft, "opening": opening, "form": form, "journey": _journey(draft, opening)}
    context |= {"page_has_errors": form.is_wrong}
    return render(request, "applicant/entries/wishes.html", context, status=422 if form.is_wrong else 200)


@signed_in
@of_draft
def check(request: ActorRequest, draft: EntryDraft, opening: Opening) -> HttpResponse:
    """Everything at a glance and how places are given, before the one press that enters or says at once why not."""
    if draft.next_step != "check":
        return _go_on(request, draft)
    going = party.going_on(draft, request.actor, opening.first_date)
    if len(going.people) < len(draft.who):
        draft.choose_people([str(one.public_id) for one in going.people])
        return _go_on(request, draft)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            entry = enter(
                opening_id=opening.pk,
                people=[PersonRequest(one.pk, **draft.needs[str(one.public_id)]) for one in going.people],
                key=draft.id,
                by=request.actor,
                now=clock.now(),
                wishes=draft.wishes,
                guardian_present=draft.guardian,
            )
        except Refusal as refusal:
            refused = refusal
        else:
            drafts.forget(request, draft)
            return redirect(f"{reverse('entry', args=[entry.public_id])}?entered")
    context = _check_context(request, draft, opening, going, refused)
    return render(request, "applicant/entries/check.html", context, status=409 if refused else 200)


def _check_context(
    request: ActorRequest, draft: EntryDraft, opening: Opening, going: party.Going, refused: Refusal | None
) -> dict[str, Any]:
    concerned = [going.people[at] for at in refused.data.get("people", ())] if refused else []
    return {
        "draft": draft,
        "opening": opening,
        "journey": _journey(draft, opening),
        "week": entries_words.week_words(opening),
        "needs": party.needs_of(draft, going),
        "wishes": wishes_words(draft.wishes, openings.windows_of(opening), opening) if draft.wishes else [],
        "how": entries_words.how_places_are_given(opening),
        "chances": entries_words.chance_words(openings.chances_of(opening.office))
        if opening.method != Method.OPEN
        else [],
        "not_enough": entries_words.if_it_is_not_enough(opening),
        "rules": documents.change_rules(language()),
        "refused": refused,
        "page_has_errors": refused is not None,
        "concerned": concerned,
        "holding": _holding(request, concerned) if concerned else {},
        "begins": _begins(opening) if refused and refused.code == "not_gathering" else "",
    }


def _journey(draft: EntryDraft, opening: Opening, notes: dict[str, Any] | None = None) -> Journey:
    def url(name: str) -> str:
        return reverse(name, args=[opening.pk, draft.id])

    return Journey(
        people_url=url("entry_people"),
        needs_url=url("entry_needs"),
        back_url=reverse("office", args=[opening.office.code]),
        step=1,
        total=4 if draft.asks_wishes else 3,
        day=opening.first_date,
        notes=notes or {},
    )


def _go_on(request: ActorRequest, draft: EntryDraft) -> HttpResponse:
    """To the first question without an answer; with all of them answered, to the check."""
    drafts.keep(request, draft)
    return redirect(f"entry_{draft.next_step}", draft.opening, draft.id)


def _notes(request: ActorRequest) -> dict[str, Any]:
    """What stands in the way of people on the account, by public id."""
    people = list(accounts.applicants_of(request.actor))
    holding = _holding(request, people)
    return {str(one.public_id): holding[one.pk]["note"] for one in people if one.pk in holding}


def _holding(request: ActorRequest, people: Sequence[Applicant]) -> dict[int, dict[str, str]]:
    """The ticket or the entry that each of these people has on this very account: a note, words for a link, its url."""
    niks = {bytes(one.nik_hash): one.pk for one in people}
    found: dict[int, dict[str, str]] = {}
    for person in openings.people_in_entries(list(niks), request.actor):
        found[niks[bytes(person.nik_hash)]] = {
            "note": _("in an opening already: %(office)s") % {"office": person.entry.opening.office.name},
            "words": _("See that entry"),
            "url": reverse("entry", args=[person.entry.public_id]),
        }
    for held in bookings.held_by(list(niks), account_id=request.actor.user_id):
        if held.ticket:
            slot = held.ticket.booking.slot
            found[niks[bytes(held.ticket.nik_hash)]] = {
                "note": _("booked already: %(date)s") % {"date": formats.date_words(slot.date, language())},
                "words": _("Open that booking"),
                "url": reverse("booking", args=[held.ticket.booking.code]),
            }
    return found


def _opening(opening_id: int) -> Opening:
    opening = openings.opening_of(opening_id)
    if opening is None:
        raise Http404
    return opening


def _why_not(opening: Opening) -> str:
    """The code of the refusal that everybody would get now; empty while entries are taken."""
    if opening.state == State.CANCELLED:
        return "opening_cancelled"
    if opening.state not in LIVE:
        return "opening_closed"
    return "not_gathering" if opening.state == State.SCHEDULED else ""


def _begins(opening: Opening) -> str:
    begins_at = opening.opens_at if opening.method == Method.OPEN else opening.gathers_at
    return entries_words.moment(begins_at, opening)
