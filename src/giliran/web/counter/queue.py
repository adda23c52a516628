"""The whole floor at a glance: who waits where and why in this order, who is away, and who comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.issuance import selectors as issuance
from giliran.onsite import permissions, selectors
from giliran.onsite.policy import line as lines
from giliran.onsite.selectors import StageLine
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import fees, serve
from giliran.onsite.states import AT_A_COUNTER, AWAY, MAY_RETURN
from giliran.payments import selectors as payments
from giliran.web.access import ActorRequest, at_office
from giliran.web.counter.forms import WaiveForm
from giliran.web.counter.screen import at_the_counter, minutes

if TYPE_CHECKING:
    from giliran.onsite.models import Visit, VisitMove


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody in a line: place, how long, and why there."""

    place: int
    visit: Visit | None
    label: str
    waits: str
    why: Any
    right: str


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage with its line and its open counters."""

    name: str
    counters: int
    rows: list[WaitingRow]


@dataclass(frozen=True, slots=True)
class AwayRow:
    """Somebody who fetches something or was not there; `is_late` beyond the time they were given, `is_answered` if
    they waited for headquarters and do so no longer."""

    visit: Visit
    is_late: bool
    is_answered: bool


@never_cache
@at_office("see_agenda")
def queue(request: ActorRequest) -> HttpResponse:
    """Every stage with its line, and everybody who is away, late ones first."""
    now, office, language = clock.now(), request.office, request.actor.language
    today = selectors.local_day(office, now)
    everybody = list(selectors.on_the_floor(office, today))
    by_id = {one.pk: one for one in everybody}
    floor = selectors.lines_of(office, now, with_times=False)
    label = request.GET.get("label", "").strip()[:20]
    found = selectors.visit_by_label(office, today, label) if label else None
    context = {
        "office": office,
        "now": now,
        "stages": [_stage(one, by_id, now, language) for one in floor],
        "away": _away(everybody, now),
        "busy": [one for one in everybody if one.state in AT_A_COUNTER],
        "label": label,
        "found": found,
        "found_may_return": bool(found and found.state in MAY_RETURN),
        "may_return": _may_return(request),
        "asked": request.GET.getlist("who")[:5],
        "answer": _why_first(request.GET.getlist("who"), floor, now),
    }
    return render(request, "counter/queue.html", context)


def _may_return(request: ActorRequest) -> bool:
    actor, office = request.actor, request.office.id
    return permissions.may_serve(actor, office) or permissions.may_check_in(actor, office)


def _stage(one: StageLine, by_id: Mapping[int, Visit], now: datetime, language: str) -> StageShown:
    rows = [
        WaitingRow(
            place,
            by_id.get(who.who.visit_id),
            who.who.label,
            minutes(who.who.queued_at, now),
            sentences.WHY_SHORT[who.why],
            "" if who.who.precedence == lines.REGULAR else str(sentences.RIGHTS[who.who.precedence]),
        )
        for place, who in enumerate(one.line, start=1)
    ]
    return StageShown(one.stage.name(language), one.counters, rows)


def _away(everybody: Sequence[Visit], now: datetime) -> list[AwayRow]:
    """Late ones first, then by when they are expected; those who were not there last."""
    away = [one for one in everybody if one.state in AWAY]
    answered = issuance.answered_for([one.ticket_id for one in away]) if away else set()
    rows = [AwayRow(one, bool(one.parked_until and one.parked_until < now), one.ticket_id in answered) for one in away]
    return sorted(rows, key=_when)


def _when(row: AwayRow) -> tuple[bool, bool, datetime]:
    expected = row.visit.parked_until
    return not row.is_late, expected is None, expected or row.visit.since


def _why_first(asked: Sequence[str], floor: Sequence[StageLine], now: datetime) -> str:
    """Why the earlier of two people is called before the other, in a sentence."""
    if not asked:
        return ""
    ids = list(dict.fromkeys(int(one) for one in asked if one.isdecimal() and len(one) < 19))
    if len(ids) != 2:
        return _("Tick two people who wait at the same stage.")
    for stage in floor:
        both = [one.who for one in stage.line if one.who.visit_id in ids]
        if len(both) == 2:
            why = lines.why_before(both[0], both[1], now=now)
            return sentences.why_before(both[0].label, both[1].label, why)
    return _("They do not wait at the same stage (any more).")


@never_cache
@at_office("see_agenda")
def visit(request: ActorRequest, visit: int) -> HttpResponse:
    """What has happened to one person, and how they stand."""
    return _visit_page(request, _found(request, visit))


def _found(request: ActorRequest, visit_id: int) -> Visit:
    found = selectors.visit_by_id(request.office, visit_id)
    if found is None:
        raise Http404
    return found


def _visit_page(
    request: ActorRequest, found: Visit, *, form: WaiveForm | None = None, error: Refusal | None = None
) -> HttpResponse:
    office, actor = request.office, request.actor
    language = actor.language
    context = {
        "office": office,
        "visit": found,
        "moves": [_move(one, language) for one in selectors.moves_of(found)],
        "notes": selectors.notes_of(found),
        "bill": payments.bill_without_lines(found.ticket),
        "central": issuance.central_word(found.ticket_id),
        "case": issuance.case_of(found.ticket.public_id, office, actor),
        "may_return": _may_return(request) and found.state in MAY_RETURN,
        "may_waive": permissions.may_run_floor(actor, office.id) and not found.fee_waived and found.state != "done",
        "form": form or WaiveForm(),
        "error": error,
    }
    return render(request, "counter/visit.html", context, status=422 if error or form else 200)


def _move(one: VisitMove, language: str) -> tuple[VisitMove, str, str]:
    """A row of the history: the move, its stage, and how long the state before had lasted."""
    lasted = f"{one.seconds // 60}:{one.seconds % 60:02d}" if one.seconds else ""
    return one, one.stage.name(language) if one.stage else "", lasted


@never_cache
@require_POST
@at_office("see_agenda")
def come_back(request: ActorRequest, visit: int) -> HttpResponse:
    """Somebody who was away stands in line again."""
    found = _found(request, visit)
    try:
        serve.come_back(visit=found, by=at_the_counter(request.actor), now=clock.now())
    except Refusal as refused:
        return _visit_page(request, selectors.visit_by_id(request.office, visit) or found, error=refused)
    messages.success(request, _("%(label)s waits again, at their old place.") % {"label": found.ticket.label})
    return redirect("floor_queue", request.office.code)


@never_cache
@require_POST
@at_office("run_floor")
def waive(request: ActorRequest, visit: int) -> HttpResponse:
    """A supervisor lets somebody go on unpaid."""
    found, form = _found(request, visit), WaiveForm(request.POST)
    if not form.is_valid():
        return _visit_page(request, found, form=form)
    try:
        fees.waive(visit=found, reason=form.cleaned_data["reason"], by=at_the_counter(request.actor), now=clock.now())
    except Refusal as refused:
        return _visit_page(request, found, error=refused)
    return redirect("floor_visit", request.office.code, visit)
