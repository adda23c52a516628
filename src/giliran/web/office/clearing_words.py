"""What becomes of the bookings of a closed day, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from giliran.accounts.services.tell import address_of
from giliran.core import formats, ids

if TYPE_CHECKING:
    from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
    from giliran.booking.services.clear_day import Hit


@dataclass(frozen=True, slots=True)
class Row:
    """A booking, and where it goes or went; `telephone` is None for those who are told by e-mail."""

    code: str
    day: date
    window: str
    people: tuple[tuple[str, str], ...]
    telephone: str | None
    to_day: date | None = None
    to_window: str = ""
    new_code: str = ""


def foreseen(hits: Sequence[Hit], language: str) -> dict[str, Any]:
    """The rows of a preview and their sums."""
    rows = [
        _row(
            hit.booking,
            hit.people,
            language,
            to_day=hit.slot.date if hit.slot else None,
            to_window=hit.slot.window_name(language) if hit.slot else "",
        )
        for hit in hits
    ]
    moving = sum(row.to_day is not None for row in rows)
    unreachable = sum(row.telephone is not None for row in rows)
    return {"hits": rows, "moving": moving, "stuck": len(rows) - moving, "unreachable": unreachable}


def done(outcomes: Iterable[ClearedBooking], language: str) -> list[Row]:
    """What became of each booking, with the people whom it concerned."""
    return [_outcome(one, language) for one in outcomes]


def _outcome(one: ClearedBooking, language: str) -> Row:
    people = [ticket for ticket in one.booking.tickets.all() if ticket.is_office_fault]
    slot = one.moved_to.slot if one.moved_to else None
    return _row(
        one.booking,
        people,
        language,
        to_day=slot.date if slot else None,
        to_window=slot.window.name(language) if slot else "",
        new_code=one.moved_to.code if one.moved_to else "",
    )


def _row(booking: Booking, people: Iterable[Ticket], language: str, **goal: Any) -> Row:
    window = booking.slot.window
    told = tuple((one.label, one.full_name) for one in people)
    telephone = None if address_of(booking.account) else booking.account.phone
    return Row(booking.code, booking.slot.date, f"{window.letter} {window.name(language)}", told, telephone, **goal)


def phase(clearing: Clearing) -> tuple[str, str, str]:
    """Kind, word and icon of how far a clearing is."""
    if clearing.done_at:
        return "free", _("Finished: every booking has its answer"), "circle-check"
    if clearing.stopped_at:
        return "soon", _("Stopped"), "alert-triangle"
    return "info", _("Under way"), "clock"


def table(rows: Iterable[Row], language: str) -> list[list[str]]:
    """The outcomes as lines of a table, its head first."""
    head = [
        _("Booking"), _("Day"), _("Window"), _("Queue number"), _("Name"), _("What became of it"), _("New booking"),
        _("New day"), _("New window"), _("Telephone, where there is no e-mail"),
    ]  # fmt: skip
    return [head] + [
        [
            ids.show_code(row.code),
            formats.date_words(row.day, language),
            row.window,
            label,
            name,
            _("Moved") if row.new_code else _("Cancelled, a place owed"),
            ids.show_code(row.new_code) if row.new_code else "",
            formats.date_words(row.to_day, language) if row.to_day else "",
            row.to_window,
            row.telephone or "",
        ]
        for row in rows
        for label, name in row.people
    ]
