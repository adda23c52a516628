"""The board of an office's passports: by state, what is late on top, and many taken a step on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.issuance import permissions
from giliran.issuance import selectors as issuance
from giliran.issuance.sentences import sentence
from giliran.issuance.services import produce
from giliran.offices import permissions as offices
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk import cases_words as words

if TYPE_CHECKING:
    from giliran.issuance.models import Case

CASES_A_PAGE = 100
MOST_AT_ONCE = 200
PART_NAMES = frozenset(str(part) for part, _name in words.PARTS)


@at_office("see_cases")
def board(request: ActorRequest) -> HttpResponse:
    """One part of the board; or, for whoever looks for something, what is found in all of it."""
    office, now = request.office, clock.now()
    text = request.GET.get("q", "").strip()[:200]
    part = request.GET.get("part", "")
    part = part if part in PART_NAMES else issuance.WORK
    found = issuance.board(office, request.actor, now=now, part=part, text=text)
    page = Paginator(found, CASES_A_PAGE).get_page(request.GET.get("page"))
    if text and page.paginator.count == 1:
        return redirect("desk_case", office.code, page[0].ticket.public_id)
    may_take_on = part in words.STEPS and not text and permissions.may_produce(request.actor, office.pk)
    counts = issuance.counts(office, request.actor, now=now)
    context = {
        "office": office,
        "text": text,
        "part": part,
        "part_name": dict(words.PARTS)[part],
        "page": page,
        "lines": words.lines(page, issuance.local_day(office, now)),
        "tabs": words.tabs(counts, "" if text else part),
        "late": counts[issuance.LATE],
        "may_see_agenda": offices.may(request.actor, "see_agenda", office.pk),
        "step": words.STEPS[part] if may_take_on else None,
    }
    return render(request, "desk/cases/board.html", context)


@require_POST
@at_office("produce")
def take_on(request: ActorRequest) -> HttpResponse:
    """Take those ticked, or the one scanned, a step on from the part of the board they stand in."""
    at, text = request.POST.get("at", ""), request.POST.get("text", "").strip()
    try:
        cases = _scanned(request, text, at) if text else _ticked(request)
        taken = produce.take_on(cases=cases, at=at, by=request.actor, now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
    else:
        _tell(request, taken)
    part = at if at in words.STEPS else issuance.WORK
    return redirect(f"{reverse('desk_cases', args=[request.office.code])}?part={part}{'&scan=1' if text else ''}")


def _ticked(request: ActorRequest) -> list[Case]:
    return issuance.cases_named(request.POST.getlist("pick")[:MOST_AT_ONCE], request.office, request.actor)


def _scanned(request: ActorRequest, text: str, at: str) -> list[Case]:
    """What was scanned or typed, if it is one passport of this step: labels come back every day. Raises `Refusal`."""
    found = list(issuance.board(request.office, request.actor, now=clock.now(), text=text)[:MOST_AT_ONCE])
    here = [one for one in found if one.state == at] or found
    if len(here) != 1:
        code = "several_found" if here else "nothing_found"
        raise Refusal(code, sentence(code))
    return issuance.cases_named([here[0].ticket.public_id], request.office, request.actor)


def _tell(request: ActorRequest, taken: produce.Taken) -> None:
    if taken.done:
        count = len(taken.done)
        told = ngettext("%(count)d passport went on: %(labels)s.", "%(count)d passports went on: %(labels)s.", count)
        messages.success(request, told % {"count": count, "labels": _labels(taken.done)})
    for case, why in taken.stayed:
        messages.error(request, _("%(label)s stays where it is. %(why)s") % {"label": case.ticket.label, "why": why})


def _labels(cases: tuple[Case, ...]) -> str:
    labels = [f"{one.ticket.label} {one.ticket.full_name}" for one in cases[:5]]
    return ", ".join([*labels, *(["…"] if len(cases) > 5 else [])])
