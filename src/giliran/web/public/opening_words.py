"""What an opening is called, how far it is, and how it gives its places: in words for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.opening import selectors as openings
from giliran.opening.states import Method, State
from giliran.web.seats.days import language, opening_words

if TYPE_CHECKING:
    from giliran.opening.models import Opening

KINDS = {
    State.SCHEDULED: "soon",
    State.GATHERING: "info",
    State.FROZEN: "soon",
    State.DRAWN: "soon",
    State.RUNNING: "info",
    State.CLOSED: "neutral",
    State.CANCELLED: "no",
}
"""Which state of the design system stands for a phase. Green is kept for seats that are free."""


@dataclass(frozen=True, slots=True)
class Phase:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timetable. `standing`: done, now or next."""

    title: str
    when: str
    note: str
    standing: str


def phase(opening: Opening, now: datetime) -> Phase:
    """How far it is, and until or from when."""
    return Phase(KINDS[State(opening.state)], _PHASES[openings.phase_of(opening)](opening, now))


def _when(moment: datetime, opening: Opening, now: datetime) -> str:
    return opening_words(moment, opening.office.timezone, now)


def _scheduled(opening: Opening, now: datetime) -> str:
    if opening.method == Method.OPEN:
        return _("Opens %(when)s") % {"when": _when(opening.opens_at, opening, now)}
    return _("Entries from %(when)s") % {"when": _when(opening.gathers_at, opening, now)}


def _gathering(opening: Opening, now: datetime) -> str:
    if opening.freezes_at <= now:
        return _("Entries are being closed")
    return _("Entries until %(when)s") % {"when": _when(opening.freezes_at, opening, now)}


def _frozen(opening: Opening, now: datetime) -> str:
    if opening.draws_at > now:
        return _("Entries closed, draw %(when)s") % {"when": _when(opening.draws_at, opening, now)}
    return _("Waiting for the public value") if opening.beacon_name and not opening.beacon else _("Being drawn")


def _drawn(opening: Opening, now: datetime) -> str:
    return _("Drawn, opens %(when)s") % {"when": _when(opening.opens_at, opening, now)}


def _running(opening: Opening, now: datetime) -> str:
    return _("Open until %(when)s") % {"when": _when(opening.closes_at, opening, now)}


_PHASES: dict[str, Callable[[Opening, datetime], str]] = {
    State.SCHEDULED: _scheduled,
    State.GATHERING: _gathering,
    State.FROZEN: _frozen,
    State.DRAWN: _drawn,
    State.RUNNING: _running,
    "paused": lambda _opening, _now: _("Paused for a moment"),
    "balloting": lambda _opening, _now: _("Seats are being given"),
    State.CLOSED: lambda _opening, _now: _("Over"),
    State.CANCELLED: lambda _opening, _now: _("Cancelled"),
}


def method_words(method: str) -> str:
    """The method in one line."""
    return {
        Method.TURNS: _("Drawn by lot, then everybody chooses in turn"),
        Method.BALLOT: _("Drawn by lot, seats given by your wishes"),
        Method.OPEN: _("First come, first served"),
    }[Method(method)]


def how(opening: Opening) -> list[str]:
    """How places are given, step by step."""
    if opening.method == Method.OPEN:
        return [
            _("There is no draw: from the hour of the opening on, whoever asks first gets the seat."),
            _("Nothing is gained by coming before, and nobody is put before you."),
        ]
    entered = _("Enter at any time before entries close. The first hour is no better than the last.")
    drawn = _("Then all entries are drawn by lot. Each time without luck gives one more number in the next draw.")
    return [entered, drawn, *_entitled(opening), *_after_the_draw(opening)]


def _entitled(opening: Opening) -> list[str]:
    if not opening.entitled_share:
        return []
    words = _("Whoever had no luck %(times)s times comes first for the seats that are kept on the walk-in days.")
    return [words % {"times": opening.entitled_from}]


def _after_the_draw(opening: Opening) -> list[str]:
    if opening.method == Method.BALLOT:
        return [
            _("At the opening every seat is given in the drawn order: the first of your wishes that is still free."),
            _("You need not be online. We write to you, and the desk of the office tells you too."),
        ]
    return [
        _("After the draw you know your place, and about when your turn comes."),
        _("When it is your turn, you choose day and time yourself. A turn that has come stays until the opening ends."),
    ]


def timetable(opening: Opening, now: datetime) -> list[Step]:
    """Every step with what is done, what is going on, and what comes."""
    drawn = opening.method != Method.OPEN
    lines = [
        *([_line(opening, _("Entries begin"), opening.gathers_at, opening.commitment, _("The seed is sealed and its "
          "fingerprint published."))] if drawn else []),
        *([_line(opening, _("Entries close"), opening.freezes_at, opening.frozen_at, _("The roll is published. Nothing "
          "is added or changed any more."))] if drawn else []),
        *([_line(opening, _("Draw"), opening.draws_at, opening.drawn_at, _("The seed is revealed. Everybody learns "
          "their place."))] if drawn else []),
        _line(opening, _("Opening"), opening.opens_at, opening.opened_at, _opening_note(opening)),
        _line(opening, _("End"), opening.closes_at, opening.closed_at, _("Or sooner, when the last seat is taken.")),
    ]  # fmt: skip
    over = opening.state in (State.CLOSED, State.CANCELLED)
    done = [is_done for _title, _when_, is_done, _note in lines]
    current = -1 if over else max((at for at, is_done in enumerate(done) if is_done), default=-1)
    return [
        Step(title, when, note, _standing(at, current, is_done=is_done))
        for at, (title, when, is_done, note) in enumerate(lines)
        if is_done or opening.state != State.CANCELLED
    ]


def _standing(at: int, current: int, *, is_done: bool) -> str:
    if at == current:
        return "now"
    return "done" if is_done else "next"


def _line(opening: Opening, title: str, planned: datetime, done: Any, note: str) -> tuple[str, str, bool, str]:
    moment = done if isinstance(done, datetime) else planned
    near = abs(moment - planned) < timedelta(minutes=1)
    when = formats.moment_words(planned if near else moment, opening.office.timezone, language())
    return title, when, bool(done), note


def _opening_note(opening: Opening) -> str:
    return {
        Method.TURNS: _("From now on people are let in by their place and choose for themselves."),
        Method.BALLOT: _("All seats are given at once, in the drawn order."),
        Method.OPEN: _("From now on seats can be taken."),
    }[Method(opening.method)]


def week_words(opening: Opening) -> str:
    """`30 November - 4 Desember 2026`: the days whose seats it releases."""
    first, last, said = opening.first_date, opening.last_date, language()
    end = f"{last.day} {formats.month_name(last.month, said)} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {formats.month_name(first.month, said)}{year} \N{EN DASH} {end}"
