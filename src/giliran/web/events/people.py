"""The people of an event: the list is sent, worked on and reported, for the organisation and for the office alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from giliran.booking import selectors as bookings
from giliran.booking.policy.guests import MOST_ROWS, column_name
from giliran.booking.sentences import list_refusal
from giliran.booking.services import documents, guests
from giliran.booking.services.guests.tables import MOST_BYTES
from giliran.booking.states import GuestState
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.events.words import language

if TYPE_CHECKING:
    from giliran.booking.models import GuestList
    from giliran.offices.models import Office
    from giliran.web.access import ActorRequest

PEOPLE_A_PAGE = 100
WRONG_SHOWN = 200
TICKETS_A_FILE = 50
"""A page takes some 25 ms to set; nobody waits for a whole hall."""


def take_in(request: ActorRequest, event: Office) -> str:
    """Take in the list that was sent; what is wrong with it, or nothing."""
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise list_refusal("list_missing")
        content = sent.read(MOST_BYTES + 1)
        guests.take_in_list(
            event=event, name=str(sent.name), content=content, by=request.actor, now=clock.now(), language=language()
        )
    except Refusal as refused:
        return str(refused.sentence)
    return ""


def context_of(request: ActorRequest, event: Office) -> dict[str, Any]:
    """Lists with what became of them, the wrong rows of the newest, and who has a seat."""
    lists = bookings.guest_lists(event)
    counts = bookings.guest_counts([one.pk for one in lists])
    seated = Paginator(bookings.seated_guests(event), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    newest = lists[0] if lists else None
    return {
        "event": event,
        "lists": [_told(one, counts.get(one.pk, {})) for one in lists],
        "under_way": newest is not None and newest.done_at is None,
        "progress": _told(newest, counts.get(newest.pk, {})) if newest else None,
        "unseated": _wrong(newest) if newest else [],
        "seated": seated,
        "ticket_files": _ticket_files(seated.paginator.count),
        "most_rows": MOST_ROWS,
    }


def _told(one: GuestList, counts: dict[str, int]) -> dict[str, Any]:
    waiting = counts.get(GuestState.WAITING, 0)
    return {
        "list": one,
        "seated": counts.get(GuestState.SEATED, 0),
        "known": counts.get(GuestState.KNOWN, 0),
        "wrong": counts.get(GuestState.REFUSED, 0),
        "waiting": waiting,
        "answered": one.total - waiting,
    }


def _wrong(newest: GuestList) -> list[dict[str, Any]]:
    said = "en" if language().startswith("en") else "id"
    return [
        {
            "row": row,
            "faults": [
                (column_name(fault["column"], said) if fault["column"] else "", fault[said]) for fault in row.faults
            ],
        }
        for row in bookings.wrong_guests(newest)[:WRONG_SHOWN]
    ]


def _ticket_files(people: int) -> list[dict[str, Any]]:
    """The parts in which the tickets can be loaded."""
    parts = range(0, people, TICKETS_A_FILE)
    if len(parts) <= 1:
        return [{"part": 1, "text": _("All tickets (PDF)")}] if people else []
    return [
        {
            "part": number,
            "text": _("Tickets %(first)s to %(last)s (PDF)")
            % {"first": first + 1, "last": min(first + TICKETS_A_FILE, people)},
        }
        for number, first in enumerate(parts, 1)
    ]


def tickets_pdf(request: ActorRequest, event: Office) -> HttpResponse:
    """One part of the tickets, a page a person."""
    part = request.GET.get("part", "1")
    number = int(part) if part.isdecimal() and 0 < len(part) < 4 else 1
    found = bookings.guest_bookings(event, (number - 1) * TICKETS_A_FILE, TICKETS_A_FILE)
    if not found:
        raise Http404
    return file_of(documents.tickets_pdf(found, language()), "application/pdf", f"tiket-{event.code}-{number}.pdf")


def wrong_csv(event: Office, number: int) -> HttpResponse:
    """The rows of one list that have no seat."""
    found = bookings.guest_list(event, number)
    if found is None:
        raise Http404
    return file_of(guests.wrong_rows_csv(found, language()), "text/csv; charset=utf-8", f"daftar-{number}.csv")


def file_of(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
