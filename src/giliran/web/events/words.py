"""An event and a request for one, as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import formats, ids
from giliran.offices import selectors as offices

if TYPE_CHECKING:
    from giliran.offices.models import EventRequest, Office

STATE_KINDS = {"asked": "soon", "approved": "free", "refused": "no", "withdrawn": "neutral", "done": "neutral"}


@dataclass(frozen=True, slots=True)
class Line:
    """An event with its days in words and for whom it is."""

    event: Office
    dates: str
    for_everybody: bool


def lines(events: Iterable[Office]) -> list[Line]:
    events = list(events)
    open_to_all = offices.for_everybody(events)
    return [Line(one, dates_words(one.starts_on, one.ends_on), one.id in open_to_all) for one in events]


def dates_words(first: date | None, last: date | None) -> str:
    """`Sabtu, 5 Desember 2026`, or from the first to the last day."""
    if first is None or last is None:
        return ""
    words = [formats.date_words(day, language()) for day in (first, last)]
    return words[0] if first == last else f"{words[0]} \N{EN DASH} {words[1]}"


def answers_of(request: EventRequest) -> list[dict[str, Any]]:
    """What was asked for, as a list to read."""
    rows = [
        (_("Number of the request"), ids.show_code(request.number)),
        (_("Organisation"), f"{request.organisation} ({request.get_organisation_kind_display()})"),
        (_("Kind of event"), request.get_kind_display()),
        (_("Immigration office"), request.parent.name),
        (_("Place of the event"), f"{request.place}, {request.address}, {request.regency.name}"),
        (_("Days wished for"), dates_words(request.first_date, request.last_date)),
        (_("Number of people"), formats.number_words(request.people, language())),
        (_("Contact person"), f"{request.contact_name}, {request.contact_phone}, {request.contact_email}"),
        (_("Remarks"), request.remarks),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def language() -> str:
    return get_language() or "id"
