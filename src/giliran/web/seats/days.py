"""What a day of an office says to somebody who looks for a seat, in words of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.slots.policy import Day, SlotFacts, months_of

WEEKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One day as the calendar component draws it."""

    date: date
    kind: str
    text: str = ""
    url: str | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    weeks: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Look:
    """For whom the calendar is read: party, zone and moment, and where a day leads; `openings` are the addresses of
    the openings that give a day's seats."""

    people: int
    tz: str
    now: datetime
    link: Callable[[date], str]
    selected: date | None = None
    openings: Mapping[date, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.tz)).date()


def months(days: Sequence[Day], look: Look) -> list[Month]:
    """The days by month, in whole weeks from Monday on."""
    return [
        Month(f"{formats.month_name(month, language())} {year}", _weeks([cell(day, look) for day in found]))
        for (year, month), found in months_of(days).items()
    ]


def cell(day: Day, look: Look) -> Cell:
    """A day that has seats, or had some, leads to its windows, one of an opening to that; every other says why not."""
    kind, text = _words(day, look)
    return Cell(day.date, kind, text, _address(day, look), day.date == look.selected)


def _address(day: Day, look: Look) -> str | None:
    if day.kind in ("free", "full", "returning"):
        return look.link(day.date)
    return look.openings.get(day.date) if day.kind in ("in_opening", "not_open") else None


def _words(day: Day, look: Look) -> tuple[str, str]:
    if day.kind == "free":
        return "free", left_words(day.seats)
    if day.kind == "full":
        return "full", _full_words(day, look.people)
    if day.kind == "returning":
        return "returning", _("Back shortly")
    if day.kind == "in_opening":
        return "in_opening", _("Given in the opening")
    if day.kind == "holiday":
        return "holiday", _("Holiday: %(name)s") % {"name": day.off.name(language()) if day.off else ""}
    if day.kind == "not_open" and day.opens_at:
        return "not_open", _("Not open yet - %(when)s") % {"when": opening_words(day.opens_at, look.tz, look.now)}
    if day.kind == "past":
        return ("closed", _("Over for today")) if day.date == look.today else ("past", "")
    return "closed", _closed_words(day)


def _closed_words(day: Day) -> str:
    if day.kind == "unplanned":
        return _("Not planned yet")
    if day.off and day.off.kind == "not_yet":
        return _("No service on this day")
    reason = day.off.name(language()) if day.off else ""
    return _("Closed: %(reason)s") % {"reason": reason} if reason else _("Closed")


def _full_words(day: Day, people: int) -> str:
    """Never "full" while a seat is free (R90): then it says that the party does not fit into one window."""
    if day.seats == 0:
        return _("Full")
    return _("%(count)d left - too few together for %(people)d") % {"count": day.seats, "people": people}


def left_words(seats: int) -> str:
    """`Sisa 12`."""
    return _("%(count)d left") % {"count": seats}


def opening_words(moment: datetime, tz: str, now: datetime) -> str:
    """`Jumat 14.00 WIB` within the coming week, `Jumat, 11 Desember, 14.00 WIB` after it."""
    local = moment.astimezone(ZoneInfo(tz))
    hour = formats.time_words(moment, tz, language())
    if moment - now < timedelta(days=7):
        return f"{formats.day_name(local.date(), language())} {hour}"
    return f"{date_without_year(local.date())}, {hour}"


def date_without_year(day: date) -> str:
    """`Senin, 23 November`."""
    return f"{formats.day_name(day, language())}, {day.day} {formats.month_name(day.month, language())}"


def window_words(slot: SlotFacts, people: int, now: datetime, tz: str) -> tuple[str, bool]:
    """What one window says - `Sisa 12`, or why not - and whether it can be chosen."""
    reason = slot.reason(people, now)
    if not reason:
        return left_words(slot.left), True
    if reason == "full" and slot.left > 0:
        return _("%(count)d left - too few for %(people)d") % {"count": slot.left, "people": people}, False
    if reason == "not_open":
        return _("Not open yet - %(when)s") % {"when": opening_words(slot.opens_at, tz, now)}, False
    words = {
        "full": _("Full"),
        "closed": _("Closed"),
        "past": _("Already begun"),
        "reserved": _("Given in the opening"),
        "returning": _("Back shortly"),
    }
    return words[reason], False


def language() -> str:
    return get_language() or "id"


def _weeks(cells: Sequence[Cell]) -> list[list[Cell]]:
    first, last = cells[0].date, cells[-1].date
    start = first - timedelta(days=first.weekday())
    known = {cell.date: cell for cell in cells}
    days = [start + timedelta(days=n) for n in range(((last - start).days // 7 + 1) * 7)]
    drawn = [known.get(day) or Cell(day, "outside") for day in days]
    return [drawn[at : at + 7] for at in range(0, len(drawn), 7)]
