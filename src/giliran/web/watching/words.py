"""An opening as those see it who watch it: phase, problems and timetable in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giliran.opening.policy.problems import GRACE
from giliran.opening.selectors import LiveView
from giliran.opening.states import LIVE, Method, State

PHASES = {
    "scheduled": ("neutral", gettext_lazy("Scheduled")),
    "gathering": ("info", gettext_lazy("Taking entries")),
    "frozen": ("info", gettext_lazy("Entries closed")),
    "drawn": ("info", gettext_lazy("Drawn")),
    "balloting": ("info", gettext_lazy("Giving the seats")),
    "running": ("info", gettext_lazy("Open")),
    "paused": ("no", gettext_lazy("Paused")),
    "closed": ("neutral", gettext_lazy("Over")),
    "cancelled": ("neutral", gettext_lazy("Cancelled")),
}
"""Kind and word of every phase."""

_ICONS = {"paused": "hourglass", "running": "users", "closed": "check", "cancelled": "ban", "scheduled": "calendar"}

STEPS = {
    "gathers_at": gettext_lazy("Entries from"),
    "freezes_at": gettext_lazy("Entries until"),
    "draws_at": gettext_lazy("Draw"),
    "opens_at": gettext_lazy("Opening"),
    "closes_at": gettext_lazy("Close"),
}


class Mark(NamedTuple):
    """A state pill: kind, words, icon (empty for the kind's own)."""

    kind: str
    text: Any
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a timetable: when it is due, when it was done, and what stands beside it."""

    name: Any
    due_at: datetime
    done_at: datetime | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list of openings."""

    view: LiveView
    phase: Mark
    problems: list[Mark]
    next_step: Step | None


def line(view: LiveView, now: datetime) -> Line:
    coming = (step for step in timetable(view, now) if step.done_at is None)
    next_step = next(coming, None) if view.opening.state in LIVE else None
    return Line(view, phase(view.phase), problems(view), next_step)


def phase(name: str) -> Mark:
    return Mark(*PHASES[name], _ICONS.get(name, ""))


def problems(view: LiveView) -> list[Mark]:
    """What is the matter, the worst first; that a running opening is paused is its phase."""
    says = {
        "paused": ("no", _("Paused: it does not open by itself")),
        "beacon_missing": ("no", _("The draw waits for its public value")),
        "behind": ("no", _("Behind its timetable")),
        "void": ("soon", _not_counted(view.void)),
        "beacon_due": ("soon", _("Public value to be entered")),
        "asked": ("soon", _("Waits for a second person")),
    }
    shown = [name for name in view.problems if not (name == "paused" and view.phase == "paused")]
    return [Mark(*says[name], "alert-triangle") for name in shown]


def _not_counted(entries: int) -> str:
    words = ngettext(
        "%(count)s entry could not be given a seat", "%(count)s entries could not be given a seat", entries
    )
    return words % {"count": entries}


def timetable(view: LiveView, now: datetime) -> list[Step]:
    """The steps of an opening, done and to come."""
    opening = view.opening
    names = list(STEPS) if opening.method != Method.OPEN else ["opens_at", "closes_at"]
    return list(_steps(view, names, now))


def _steps(view: LiveView, names: list[str], now: datetime) -> Iterator[Step]:
    opening = view.opening
    done = {
        "gathers_at": opening.gathers_at if opening.commitment else None,
        "freezes_at": opening.frozen_at,
        "draws_at": opening.drawn_at,
        "opens_at": opening.opened_at,
        "closes_at": opening.closed_at if opening.state == State.CLOSED else None,
    }
    is_next = True
    for name in names:
        due_at, done_at = getattr(opening, name), done[name]
        yield Step(STEPS[name], due_at, done_at, _mark(view, due_at, done_at, is_next=is_next, now=now))
        is_next = is_next and done_at is not None


def _mark(view: LiveView, due_at: datetime, done_at: datetime | None, *, is_next: bool, now: datetime) -> Mark:
    if done_at is not None:
        return Mark("info", _("Done"), "check")
    if view.opening.state not in LIVE:
        return Mark("neutral", _("Not done"))
    if is_next and due_at + GRACE < now:
        return Mark("no", _("Late"), "alert-triangle")
    return Mark("soon", _("Next")) if is_next else Mark("neutral", _("To come"), "clock")
