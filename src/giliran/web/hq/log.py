"""What has been done about an opening, in words: the lines of the log, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from giliran.audit import selectors as audit
from giliran.core import formats
from giliran.opening.policy.timetable import STEPS
from giliran.opening.states import Method
from giliran.web.watching import words

if TYPE_CHECKING:
    from giliran.opening.models import Opening, SecondPersonAct

_SAYS: Mapping[str, Any] = {
    "opening.scheduled": gettext_lazy("Put on the calendar"),
    "opening.changed": gettext_lazy("Changed"),
    "opening.gathering": gettext_lazy("Entries are taken; the commitment is published"),
    "opening.frozen": gettext_lazy("Roll closed and published, entries: %(entries)s"),
    "opening.drawn": gettext_lazy("Drawn and the seed revealed, entries: %(entries)s"),
    "opening.entitled_given": gettext_lazy("Entitled seats given, parties: %(parties)s"),
    "opening.opened": gettext_lazy("Opened"),
    "opening.balloted": gettext_lazy("Seats given by ballot, parties: %(parties)s"),
    "opening.closed": gettext_lazy("Closed"),
    "opening.cancelled": gettext_lazy("Cancelled"),
    "opening.paused": gettext_lazy("Paused"),
    "opening.resumed": gettext_lazy("Resumed"),
    "opening.pace_changed": gettext_lazy("Pace changed: %(from)s becomes %(to)s a minute"),
    "opening.beacon_named": gettext_lazy("Public value named: %(name)s"),
    "opening.beacon_asked": gettext_lazy("Public value entered by the first person"),
    "opening.beacon_differed": gettext_lazy("A second person entered another public value"),
    "opening.beacon_dropped": gettext_lazy("Public value of the first person taken back"),
    "opening.beacon_entered": gettext_lazy("Public value confirmed: %(value)s"),
    "opening.cancel_asked": gettext_lazy("Cancellation asked for: %(value)s"),
    "opening.cancel_dropped": gettext_lazy("Cancellation taken back or refused"),
}
"""A first value that nobody has confirmed is not told: the second person enters it from the source."""


class LogLine(NamedTuple):
    """`who` is empty for what the product did by itself."""

    at: datetime
    event: str
    who: str
    actor_id: int | None
    text: str


def lines(opening: Opening) -> list[LogLine]:
    """All of it, the newest first."""
    return [
        LogLine(one.at, one.event, one.actor_label if one.actor_id else "", one.actor_id, _text(one, opening))
        for one in reversed(audit.trail_of(opening.name))
    ]


def asker_of(act: SecondPersonAct, trail: Sequence[LogLine]) -> str:
    """The name of the first person."""
    return next((one.who for one in trail if one.actor_id == act.asked_by and one.event.endswith("_asked")), "")


def _text(line: Any, opening: Opening) -> str:
    if line.event == "opening.changed":
        return _changed(line.data, opening)
    says = _SAYS.get(line.event, line.event)
    named = {"name": _("none"), **{key: value for key, value in line.data.items() if value != ""}}
    return str(says) % named if "%(" in str(says) else str(says)


def _changed(data: Mapping[str, Any], opening: Opening) -> str:
    before, after = data["from"], data["to"]
    told = [
        f"{name}: {say(before[key])} \N{RIGHTWARDS ARROW} {say(after[key])}"
        for key, name, say in _columns(opening)
        if say(before[key]) != say(after[key])
    ]
    return f"{_('Changed')}: {'; '.join(told)}" if told else _("Changed")


def _columns(opening: Opening) -> list[tuple[str, Any, Callable[[Any], str]]]:
    def moment(text: str) -> str:
        at = datetime.fromisoformat(text)
        return formats.moment_words(at, opening.office.timezone, get_language() or "id")

    return [
        *((key, words.STEPS[key], moment) for key in STEPS),
        ("method", _("Method"), lambda value: str(Method(value).label)),
        ("pace", _("Pace"), str),
        ("beacon_name", _("Public value"), lambda value: value or _("none")),
    ]
