"""The waiting page: one small document, the same for everybody, that finds the visitor's own entry by itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from giliran.core import formats
from giliran.opening import selectors as openings
from giliran.web.access import anyone
from giliran.web.applicant import entries_words
from giliran.web.context import other_language

KEPT_SECONDS = 60


@anyone
@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def wait(request: HttpRequest, opening_id: int) -> HttpResponse:
    """`?language=en` for English: no cookie changes these bytes (`web.middleware.know_nobody`)."""
    opening = openings.opening_of(opening_id)
    if opening is None:
        raise Http404
    chosen = "en" if request.GET.get("language") == "en" else "id"
    with translation.override(chosen):
        office = opening.office
        page = {
            "opening": opening.pk,
            "office": office.code,
            "method": opening.method,
            "tz": office.timezone,
            "zone": formats.zone_name(office.timezone),
            "language": chosen,
            "entries": reverse("entries"),
            "state": f"/rush/offices/{office.code}/state.json",
            "bookings": "/rush/bookings",
            "words": _words(),
        }
        context = {
            "opening": opening,
            "office": office,
            "week": entries_words.week_words(opening),
            "page": page,
            "language": chosen,
            "other": other_language(),
        }
        response = render(request, "applicant/entries/wait.html", context)
    response.headers["Content-Language"] = chosen
    return response


def _words() -> dict[str, Any]:
    """What the script says; `{name}` stands for a value."""
    return {
        "title_turn": _("It is your turn!"),
        "title_wait": _("{people} people ahead"),
        "gathering": _("Entries are still being taken. The draw comes after that."),
        "frozen": _("Entries are closed. The draw comes next; you will see your place here."),
        "drawn": _("The order is drawn. The opening begins on {when}."),
        "drawn_ballot": _("The order is drawn. The seats are given on {when}; you need not be online."),
        "running": _("People are let in, about {pace} a minute."),
        "paused": _("The opening is paused for a moment. Your place is kept; it goes on by itself."),
        "balloting": _("The seats are being given now. This takes a few minutes."),
        "turn": _("It is your turn. Choose a day and a time."),
        "over": _("This opening is over."),
        "expected": _("about {when}"),
        "ahead": _("People ahead of you"),
        "opens_in": _("Seats open in"),
        "rank_later": _("known after the draw"),
        "after_opening": _("{wait} after the opening"),
        "days": _("{days} d {hours} h"),
        "hours_minutes": _("{hours} h {minutes} min"),
        "minutes": _("about {least} to {most} minutes"),
        "hours": _("about {least} to {most} hours"),
        "unknown": _("not known at the moment"),
        "left": _("{count} left"),
        "too_few": _("{count} left - too few for {people}"),
        "full": _("Full"),
        "returning": _("Back shortly"),
        "closed": _("Closed"),
        "past": _("Already begun"),
        "offline": _("No connection since {when}. Your place is kept; this page tries again by itself."),
        "down": _("This page has had no answer since {when}. Your place is kept; it tries again by itself."),
        "no_time": _("Choose a day and a time."),
        "nobody": _("Tick at least one person."),
        "sending": _("Your choice is being sent."),
        "again": _("No answer yet. It is sent again, under the same number: you cannot be booked twice."),
        "given_up": _(
            "There was no answer. Press again, or book on the page of your entry: you cannot be booked twice."
        ),
        "booked": _("Booked. Your tickets open now."),
        "ring": _("Ring when it is my turn"),
        "rings": _("It will ring when it is your turn"),
        "nik": _("NIK {last4}"),
        "all_taken": _("Every seat is taken at the moment. If one comes free, it stands here."),
    }
