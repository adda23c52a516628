"""What a waiting party's pages say, at the desk and at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.waiting import selectors as waits
from giliran.waiting.policy import refuse_decline
from giliran.waiting.selectors import DayRank, Happening
from giliran.waiting.sentences import ENDINGS, happened
from giliran.waiting.states import State
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.waiting.models import WaitingParty

KINDS = {
    State.WAITING: ("soon", "clock"),
    State.FOUND: ("free", "circle-check"),
    State.DECLINED: ("neutral", "ban"),
    State.LEFT: ("neutral", "ban"),
    State.EXPIRED: ("no", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One party in a list."""

    party: WaitingParty
    kind: str
    icon: str
    state: str
    days: str


@dataclass(frozen=True, slots=True)
class Came:
    """Seats that came free, and why they did not come here."""

    happening: Happening
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A waiting party as its page shows it."""

    line: Line
    headline: str
    ranks: list[DayRank]
    came: list[Came]
    times: str
    notice: str
    ending: str
    may_decline: bool
    seats: str


def line_of(party: WaitingParty) -> Line:
    kind, icon = KINDS[State(party.state)]
    return Line(party, kind, icon, str(State(party.state).label), days_words(party))


def shown(party: WaitingParty, now: datetime) -> Shown:
    """Everything about a party; its rank only while it waits."""
    ranks = waits.ranks_of(party, now=now) if party.state == State.WAITING else []
    slot = party.booking.slot if party.booking else None
    return Shown(
        line=line_of(party),
        headline=headline(ranks),
        ranks=ranks,
        came=[_came(one) for one in waits.happenings_of(party)],
        times=times_words(party),
        notice=notice_words(party.notice),
        ending=str(ENDINGS[party.ending]) if party.ending else "",
        may_decline=slot is not None and not refuse_decline(party.state, slot.date, waits.today_at(party.office, now)),
        seats=formats.span_words(slot.starts_at, slot.ends_at, party.office.timezone, language()) if slot else "",
    )


def headline(ranks: Sequence[DayRank]) -> str:
    """`You are about number 3 of 12 for these days`: the mean over the days, said as such by "about"."""
    if not ranks:
        return ""
    rank, of = (round(sum(values) / len(ranks)) for values in zip(*((one.rank, one.of) for one in ranks), strict=True))
    return _("You are about number %(rank)d of %(of)d for these days.") % {"rank": rank, "of": max(rank, of)}


def days_words(party: WaitingParty) -> str:
    """`24 Nov, 25 Nov`, or the first and the last of many."""
    days = [formats.short_date(one.date, language()) for one in party.days.all()]
    if len(days) <= 4:
        return ", ".join(days)
    return _("%(count)d days, %(first)s to %(last)s") % {"count": len(days), "first": days[0], "last": days[-1]}


def times_words(party: WaitingParty) -> str:
    wanted = waits.windows_of(party)
    names = [one.name(language()) for one in offices.windows_of(party.office) if one.pk in wanted]
    return ", ".join(names) if names else _("Any time of day")


def notice_words(days: int) -> str:
    if not days:
        return _("None: even on the day itself")
    return ngettext("At least %(days)d day ahead", "At least %(days)d days ahead", days) % {"days": days}


def _came(one: Happening) -> Came:
    words = ngettext("%(seats)d seat came free", "%(seats)d seats came free", one.seats) % {"seats": one.seats}
    given = _("%(given)d went to the waiting list") % {"given": one.given}
    return Came(one, f"{words}; {given}", _("Not to you: %(why)s.") % {"why": happened(one.why)})


def how_it_works() -> list[str]:
    """How places are given to those who wait."""
    return [
        _("When somebody gives a seat back, it waits a while that nobody can foresee and is then offered to the list "
          "before anybody else can book it. You need not watch the calendar."),
        _("First come parties that an office owes a place, then those who most often came away from a draw with "
          "nothing, then by a secret lot for each day. When you joined does not matter, and joining again changes "
          "nothing."),
        _("A party is booked together or not at all. A place that is found is booked at once and you are told at "
          "once; until the day before you can decline it in one press."),
        _("A found place counts as a seat: what you lost in earlier draws begins from nothing, also if you decline."),
    ]  # fmt: skip
