"""The bookings of a closed day: moved or cancelled, followed, stopped and gone on with."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.booking import selectors as bookings
from giliran.booking.services import clear_day
from giliran.booking.states import Remedy
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import clearing_words

if TYPE_CHECKING:
    from giliran.booking.models import Clearing

ROWS_A_PAGE = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


@at_office("set_calendar")
def clear_closed_day(request: ActorRequest, day: date) -> HttpResponse:
    """Who still stands on a day that is closed already; move or cancel them all."""
    office = request.office
    how = {"move": Remedy.MOVE, "cancel": Remedy.CANCEL}.get(request.POST.get("step", ""))
    if request.method == "POST" and how:
        try:
            begun = clear_day.start_clearing(office=office, day=day, how=how, by=request.actor, now=clock.now())
            return redirect("office_clearing", office.code, begun.pk)
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
            return redirect("office_closures", office.code)
    hits = clear_day.foresee_clearing(office, [day], by=request.actor, now=clock.now())
    told = clearing_words.foreseen(hits, request.actor.language)
    return render(request, "office/clear_day.html", {"office": office, "here": "closures", "day": day, **told})


@never_cache
@at_office("set_calendar")
def progress(request: ActorRequest, clearing_id: int) -> HttpResponse:
    """How far it is, and what became of each booking. Refreshes itself where there is JavaScript."""
    clearing = _found(request, clearing_id)
    page = Paginator(bookings.outcomes(clearing), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "office": request.office,
        "here": "closures",
        "clearing": clearing,
        "runs": not clearing.done_at and not clearing.stopped_at,
        "phase": clearing_words.phase(clearing),
        "left": 0 if clearing.done_at else bookings.left_to_clear(clearing.office_id, clearing.date).count(),
        "page": page,
        "rows": clearing_words.done(page, request.actor.language),
    }
    template = "office/clearing.html#progress" if request.htmx else "office/clearing.html"
    return render(request, template, context)


@require_POST
@at_office("set_calendar")
def stop(request: ActorRequest, clearing_id: int) -> HttpResponse:
    """Nothing further happens until somebody lets it go on."""
    clearing = _found(request, clearing_id)
    return _do(request, clearing, lambda: clear_day.stop_clearing(clearing=clearing, by=request.actor, now=clock.now()))


@require_POST
@at_office("set_calendar")
def resume(request: ActorRequest, clearing_id: int) -> HttpResponse:
    """Go on, as before or with the other remedy."""
    clearing = _found(request, clearing_id)
    how = {"move": Remedy.MOVE, "cancel": Remedy.CANCEL}.get(request.POST.get("how", ""))
    return _do(
        request,
        clearing,
        lambda: clear_day.resume_clearing(clearing=clearing, by=request.actor, now=clock.now(), how=how),
    )


@require_GET
@never_cache
@at_office("set_calendar")
def outcomes_csv(request: ActorRequest, clearing_id: int) -> HttpResponse:
    """One line a person, for a spreadsheet, in which nothing is run as a formula."""
    clearing = _found(request, clearing_id)
    rows = clearing_words.done(bookings.outcomes(clearing), request.actor.language)
    written = StringIO()
    lines = clearing_words.table(rows, request.actor.language)
    csv.writer(written).writerows([_plain(cell) for cell in line] for line in lines)
    name = f"{_('closure')}-{request.office.code}-{clearing.date.isoformat()}.csv"
    return HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + written.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _found(request: ActorRequest, clearing_id: int) -> Clearing:
    found = bookings.clearings(request.actor, request.office).filter(pk=clearing_id).first()
    if found is None:
        raise Http404
    return found


def _do(request: ActorRequest, clearing: Clearing, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
    return redirect("office_clearing", request.office.code, clearing.pk)
