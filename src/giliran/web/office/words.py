"""What a change does, in words: sentences first, then every session of it, then the bookings that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.booking.services.reshape import Outlook
from giliran.core import formats, ids
from giliran.offices import selectors as offices
from giliran.slots.policy import Change, SlotRow

if TYPE_CHECKING:
    from giliran.booking.models import Booking
    from giliran.offices.models import Office

SHOWN_CODES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and what kind of news it is: info, attention."""

    text: str
    kind: str = "info"


@dataclass(frozen=True, slots=True)
class Row:
    """One session: the day, the window, what it is and what it becomes."""

    date: date
    window: str
    before: str
    after: str
    gain: int
    notes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking that stays although its session is closed; `people` are labels and names."""

    code: str
    date: date
    window: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    standing: tuple[Standing, ...]
    gained: int
    lost: int


def tell(outlook: Outlook, office: Office, language: str) -> Told:
    """An outlook as the preview shows it."""
    names = {one.id: f"{one.letter} {one.name(language)}" for one in offices.all_windows_of(office)}
    changes = outlook.changes
    return Told(
        lines=tuple(_lines(changes, office, language)),
        rows=tuple(_row(one, names, office, language) for one in changes),
        standing=tuple(standing_rows(outlook.standing, language)),
        gained=sum(max(0, one.free_seats) for one in changes),
        lost=-sum(min(0, one.free_seats) for one in changes),
    )


def standing_rows(bookings: Iterable[Booking], language: str) -> list[Standing]:
    """Bookings as lists show them: who is meant by name and label, for those who see the agenda."""
    rows = []
    for booking in bookings:
        people = [one for one in booking.tickets.all() if one.state == "confirmed"]
        window = booking.slot.window
        rows.append(
            Standing(
                booking.code,
                booking.slot.date,
                f"{window.letter} {window.name(language)}",
                tuple((one.label, one.full_name) for one in people),
            )
        )
    return rows


def done(told: Told) -> str:
    """What has been done, in one sentence."""
    sums = _("Free seats: %(gained)s more, %(lost)s fewer.") % {"gained": told.gained, "lost": told.lost}
    return f"{_('The change has been made.')} {sums}" if told.rows else str(_("The change has been made."))


def changed_meanwhile() -> str:
    return _("Somebody booked, or something else changed, between the preview and your press. No seat was lost by it.")


def still_standing(outlook: Outlook, language: str) -> str:
    """The codes of the bookings that stand, a handful of them."""
    codes = [ids.show_code(one.code) for one in outlook.standing]
    shown = ", ".join([*codes[:SHOWN_CODES], *(["\N{HORIZONTAL ELLIPSIS}"] if len(codes) > SHOWN_CODES else [])])
    return ngettext(
        "%(count)s booking stands although its session is closed now: %(codes)s",
        "%(count)s bookings stand although their sessions are closed now: %(codes)s",
        len(codes),
    ) % {"count": len(codes), "codes": shown}


def _lines(changes: Iterable[Change], office: Office, language: str) -> Iterable[Line]:
    changes = list(changes)
    if not changes:
        yield Line(_("No session of the coming weeks changes."))
    yield from _counted(changes)
    yield from _openings(changes, office, language)
    stands = [one for one in changes if one.stands]
    if stands:
        people = sum(one.after.taken for one in stands)
        yield Line(
            ngettext(
                "%(count)s person has a seat in a session that closes. The seat stands until the booking is moved.",
                "%(count)s people have a seat in a session that closes. The seats stand until the bookings are moved.",
                people,
            )
            % {"count": people},
            "attention",
        )


def _counted(changes: list[Change]) -> Iterable[Line]:
    """How many sessions meet which fate; those that leave people beside the rules want attention."""
    for found, say, kind in (
        ([one for one in changes if one.is_new], _added, "info"),
        ([one for one in changes if one.is_closed], _closed, "info"),
        ([one for one in changes if one.is_reopened], _reopened, "info"),
        ([one for one in changes if one.gets_hours], _moved, "info"),
        ([one for one in changes if one.keeps_hours], _kept, "attention"),
        ([one for one in changes if one.over], _over, "attention"),
    ):
        if found:
            seats = abs(sum(one.free_seats for one in found))
            yield Line(say(len(found)) % {"count": len(found), "seats": seats}, kind)


def _added(count: int) -> str:
    return ngettext(
        "%(count)s session is added, with %(seats)s seats.",
        "%(count)s sessions are added, with %(seats)s seats.",
        count,
    )


def _closed(count: int) -> str:
    return ngettext(
        "%(count)s session is closed; its %(seats)s free seats go.",
        "%(count)s sessions are closed; their %(seats)s free seats go.",
        count,
    )


def _reopened(count: int) -> str:
    return ngettext(
        "%(count)s session opens again, with %(seats)s free seats.",
        "%(count)s sessions open again, with %(seats)s free seats.",
        count,
    )


def _moved(count: int) -> str:
    return ngettext("%(count)s session gets the new hours.", "%(count)s sessions get the new hours.", count)


def _kept(count: int) -> str:
    return ngettext(
        "%(count)s session keeps its old hours, because people were promised them.",
        "%(count)s sessions keep their old hours, because people were promised them.",
        count,
    )


def _over(count: int) -> str:
    return ngettext(
        "In %(count)s session more seats are promised than the new figure. They all stand; nobody else can book there.",
        "In %(count)s sessions more seats are promised than the new figures. They all stand; nobody else can book"
        " there.",
        count,
    )


def _openings(changes: list[Change], office: Office, language: str) -> Iterable[Line]:
    """When seats open that would have opened at another moment."""
    moves = sorted({(one.before.opens_at, one.after.opens_at) for one in changes if one.opens_anew and one.before})
    for before, after in moves:
        state = {one.after.state for one in changes if one.opens_anew and one.after.opens_at == after}
        then = formats.moment_words(before, office.timezone, language)
        if "released" in state:
            yield Line(_("Seats that were to open on %(before)s open at once.") % {"before": then}, "attention")
        else:
            now = formats.moment_words(after, office.timezone, language)
            yield Line(_("Seats that were to open on %(before)s open on %(after)s.") % {"before": then, "after": now})


def _row(change: Change, names: dict[int, str], office: Office, language: str) -> Row:
    return Row(
        date=change.after.date,
        window=names.get(change.after.window_id, _("New window")),
        before=_slot_words(change.before, office, language) if change.before else "\N{EN DASH}",
        after=_slot_words(change.after, office, language),
        gain=change.free_seats,
        notes=tuple(_notes(change)),
    )


def _slot_words(slot: SlotRow, office: Office, language: str) -> str:
    hours = formats.span_words(slot.starts_at, slot.ends_at, office.timezone, language)
    if slot.state == "closed":
        return _("%(hours)s: closed, %(taken)s promised") % {"hours": hours, "taken": slot.taken}
    figures = {"hours": hours, "capacity": slot.capacity, "taken": slot.taken}
    return _("%(hours)s: %(capacity)s seats, %(taken)s promised") % figures


def _notes(change: Change) -> Iterable[Line]:
    if change.stands:
        yield Line(_("Promised seats stand"), "attention")
    if change.over:
        yield Line(_("%(count)s more than the new figure") % {"count": change.over}, "attention")
    if change.keeps_hours:
        yield Line(_("Keeps its hours"), "attention")
    if change.is_new:
        yield Line(_("Added"))
    if change.is_reopened:
        yield Line(_("Opens again"))
