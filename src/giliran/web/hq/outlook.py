"""What a pace means: when the last one in line is let in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.opening.policy import turns
from giliran.opening.selectors import LiveView
from giliran.opening.states import State


class Outlook(NamedTuple):
    """A sentence, and whether it is bad news."""

    text: str
    is_bad: bool = False


def pace_outlook(view: LiveView, pace: int, now: datetime) -> Outlook:
    """What letting in `pace` people a minute does to those who stand in line now."""
    opening, waiting = view.opening, _waiting(view)
    if not waiting:
        return Outlook(_("Nobody waits to be let in at the moment."))
    last_at = turns.expected_at(max(0, waiting - 1), pace, max(now, opening.opens_at))
    said = {"pace": pace, "when": _when(last_at, now, opening.office.timezone), "people": waiting}
    if last_at >= opening.closes_at:
        reached = int(max(0.0, (opening.closes_at - max(now, opening.opens_at)).total_seconds()) / 60 * pace)
        words = ngettext(
            "At %(pace)s a minute %(missed)s person is not reached before it closes.",
            "At %(pace)s a minute %(missed)s people are not reached before it closes.",
            waiting - reached,
        )
        return Outlook(words % {**said, "missed": waiting - reached}, is_bad=True)
    words = ngettext(
        "At %(pace)s a minute the one person in line is in at about %(when)s.",
        "At %(pace)s a minute the last of %(people)s people in line is in at about %(when)s.",
        waiting,
    )
    return Outlook(words % said)


def _waiting(view: LiveView) -> int:
    """People who are to be let in: before the draw everybody who has entered."""
    is_drawn = view.opening.state in (State.DRAWN, State.RUNNING)
    return view.not_yet_in if is_drawn else view.persons


def _when(moment: datetime, now: datetime, tz: str) -> str:
    language, zone = get_language() or "id", ZoneInfo(tz)
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return formats.time_words(moment, tz, language)
    return formats.moment_words(moment, tz, language)
