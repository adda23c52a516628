"""A list of complaints as it is asked for; the same at a desk and at headquarters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.complaints import selectors, services
from giliran.complaints.selectors import worklist
from giliran.complaints.selectors.worklist import Wanted
from giliran.complaints.states import Category, Channel, State
from giliran.core.errors import Refusal
from giliran.web.casework import one, words
from giliran.web.surveys.forms import PeriodForm

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from giliran.complaints.models import Complaint
    from giliran.core.types import Actor
    from giliran.offices.models import Office
    from giliran.web.access import ActorRequest

CASES_A_PAGE = 30
PARTS = (
    worklist.WORK, worklist.LATE, worklist.MINE, worklist.ELSEWHERE, worklist.ANSWERED, worklist.OVER_PART,
    worklist.ALL,
)  # fmt: skip
ALL_FOUND = "found"
"""What is pressed to join not those ticked but all that the list was asked for."""


class Counted(Paginator):
    """Pages over what may be a hundred thousand: nothing is counted beyond `MOST_COUNTED`, and only keys are sorted."""

    def __init__(self, found: QuerySet[Complaint], asked: Wanted) -> None:
        super().__init__(found, CASES_A_PAGE)
        self.found, self.asked = found, asked

    @cached_property
    def count(self) -> int:
        return min(worklist.MOST_COUNTED, worklist.counted(self.found))

    def page(self, number: int | str) -> Page[Complaint]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        is_short = self.count < worklist.MOST_COUNTED
        keys = worklist.page_keys(self.found, self.asked, first, last, is_short=is_short)
        return Page(self.found.filter(pk__in=keys), number, self)


def wanted(given: QueryDict) -> Wanted:
    """What the address asks for. Nonsense is left out."""
    text = given.get("q", "").strip()[:200]
    asked = given.get("state", "")
    part = asked if asked in PARTS else worklist.ALL if text and not asked else worklist.WORK
    first, last = _months(given)
    return Wanted(
        part=part,
        text=text,
        state=_known(given.get("is", ""), State.values),
        category=_known(given.get("category", ""), Category.values),
        channel=_known(given.get("channel", ""), Channel.values),
        office=given.get("office", "")[:40],
        first=first,
        last=last,
    )


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _months(given: QueryDict) -> tuple[date | None, date | None]:
    form = PeriodForm(given)
    if not form.is_valid():
        return None, None
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    return (first, last) if first and last and first <= last else (None, None)


def context(request: ActorRequest, *, now: datetime, office: Office | None = None) -> dict[str, Any]:
    """What the page shows, but where its links lead."""
    asked, actor = wanted(request.GET), request.actor
    found = worklist.cases(actor, asked, now=now, office=office)
    page = Counted(found, asked).get_page(request.GET.get("page"))
    return {
        "asked": asked,
        "page": page,
        "lines": words.lines(page, now),
        "more_than": worklist.MOST_COUNTED if page.paginator.count >= worklist.MOST_COUNTED else 0,
        "parts": words.parts(
            worklist.counts(actor, now=now, office=office), asked.part, at_headquarters=office is None
        ),
        "part_name": dict(_part_names(office is None))[asked.part],
        "is_filtered": asked != Wanted(part=asked.part),
        "states": State.choices,
        "categories": Category.choices,
        "channels": Channel.choices,
        "query": request.GET.urlencode(),
        "tz": selectors.zone_of(office),
        "may_join": asked.part != worklist.OVER_PART,
        "incidents": one.incident_choices(office),
    }


def _part_names(at_headquarters: bool) -> list[tuple[str, str]]:
    return [(one["part"], one["name"]) for one in words.parts({}, "", at_headquarters=at_headquarters)]


def join(request: ActorRequest, *, now: datetime, office: Office | None = None) -> None:
    """Join those ticked, or all that were found, with the complaint whose number was typed; what came of it is said."""
    posted = request.POST
    into = selectors.complaint_seen(posted.get("into", ""), request.actor)
    try:
        if into is None:
            raise Refusal("complaint_unknown", _("There is no complaint with this number. Nothing was joined."))
        chosen = _found(request, into, now, office) if posted.get("which") == ALL_FOUND else _ticked(posted)
        joined = services.merge(ids=chosen, into=into, by=request.actor, now=now)
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
        return
    told = ngettext("%(n)d complaint was joined with %(into)s.", "%(n)d complaints were joined with %(into)s.", joined)
    messages.success(request, told % {"n": joined, "into": selectors.show_number(into.number)})


def tie(request: ActorRequest, *, now: datetime, office: Office | None = None) -> None:
    """Tie those ticked to an incident; what came of it is said."""
    named = next(
        (each for each in one.incidents_of(office) if str(each.public_id) == request.POST.get("incident")), None
    )
    if named is None:
        messages.error(request, _("Choose the incident. Nothing was tied."))
        return
    try:
        tied = services.link_to_incident(names=_ticked(request.POST), incident=named, by=request.actor, now=now)
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
        return
    told = ngettext("%(n)d complaint was tied to the incident.", "%(n)d complaints were tied to the incident.", tied)
    messages.success(request, told % {"n": tied})


def _ticked(posted: QueryDict) -> list[int]:
    return [int(one) for one in posted.getlist("pick")[:1_000] if one.isdecimal() and len(one) < 19]


def _found(request: HttpRequest, into: Complaint, now: datetime, office: Office | None) -> list[int]:
    """Of all that the list was asked for, as many as can be joined at once."""
    asked = replace(wanted(QueryDict(request.POST.get("query", ""))), part=worklist.WORK)
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    found = worklist.cases(actor, asked, now=now, office=office).exclude(pk=into.pk)
    return list(found.values_list("pk", flat=True)[: services.MOST_AT_ONCE])
