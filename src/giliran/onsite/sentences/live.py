"""What a person's own page says: where they stand, in words, the same from the page and from the lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.onsite.models import Stage, Visit
from giliran.onsite.policy.waits import Minutes
from giliran.onsite.states import VisitState

CALLS_AGAIN = 2
"""From the second call on it is said which one it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """`hero` stands large below `caption`; `lines` and `onward` (what comes next) follow. `ring` differs from one call
    to the next, and is empty unless somebody is called."""

    state: str
    caption: str
    hero: str
    lines: tuple[str, ...] = ()
    onward: str = ""
    ring: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words are made from. `ahead` and `minutes` while somebody waits, `counter` while they are called."""

    visit: Visit
    ahead: int
    minutes: Minutes | None
    counter: int | None
    onward: Stage | None


def told(facts: Facts, *, language: str, now: datetime) -> Told:
    with translation.override(language):
        return _TOLD[VisitState(facts.visit.state)](facts, language, now)


def ahead_words(people: int) -> str:
    if people == 0:
        return _("You are next")
    return ngettext("%(count)d person ahead of you", "%(count)d people ahead of you", people) % {"count": people}


def wait_words(minutes: Minutes | None) -> str:
    """An honest range; no number at all where no counter is open."""
    if minutes is None:
        return _("No counter is open for this yet. Your place is kept.")
    if minutes.least == 0:
        return _("It will take at most about %(most)d minutes") % {"most": minutes.most}
    return _("It will take about %(least)d–%(most)d minutes") % minutes._asdict()


def _waiting(facts: Facts, language: str, now: datetime) -> Told:
    visit = facts.visit
    stage = visit.stage.name(language) if visit.stage else ""
    if visit.callable_from and visit.callable_from > now:
        at = _time(visit.callable_from, visit, language)
        lines = (
            _("You were called and not there. You will be called again, from %(time)s on.") % {"time": at},
            _("If you are here now, tell an officer."),
        )
    else:
        lines = (ahead_words(facts.ahead), wait_words(facts.minutes))
    caption = _("You wait for: %(stage)s") % {"stage": stage}
    return Told(visit.state, caption, visit.ticket.label, lines, _onward(facts, language))


def _called(facts: Facts, language: str, now: datetime) -> Told:
    visit = facts.visit
    at = visit.called_at or visit.since
    lines = [_("Called at %(time)s") % {"time": _time(at, visit, language)}]
    if visit.calls >= CALLS_AGAIN:
        lines.append(_("This is call number %(count)d. After the third you lose your turn.") % {"count": visit.calls})
    hero = _("Please go to counter %(number)d") % {"number": facts.counter or 0}
    caption = _("%(label)s is called") % {"label": visit.ticket.label}
    return Told(visit.state, caption, hero, tuple(lines), _onward(facts, language), f"{at.timestamp():.0f}")


def _serving(facts: Facts, language: str, now: datetime) -> Told:
    hero = _("You are at counter %(number)d") % {"number": facts.counter or 0}
    return Told(facts.visit.state, facts.visit.ticket.label, hero, (), _onward(facts, language))


def _held(facts: Facts, language: str, now: datetime) -> Told:
    hero = _("Please wait near counter %(number)d") % {"number": facts.counter or 0}
    lines = (_("The officer takes you up again in a moment."),)
    return Told(facts.visit.state, facts.visit.ticket.label, hero, lines, _onward(facts, language))


def _parked(facts: Facts, language: str, now: datetime) -> Told:
    visit = facts.visit
    lines = [_("Show your queue card to an officer when you are back: your visit goes on where it stopped.")]
    if visit.reason:
        lines.insert(0, _("Why: %(reason)s") % {"reason": visit.reason})
    hero = _("Please come back later")
    if visit.parked_until:
        until = formats.moment_words(visit.parked_until, visit.office.timezone, language)
        hero = _("Please be back by %(moment)s") % {"moment": until}
    return Told(visit.state, visit.ticket.label, hero, tuple(lines))


def _absent(facts: Facts, language: str, now: datetime) -> Told:
    lines = (_("Are you here? Tell an officer at the entrance or at a counter: you can still be served today."),)
    return Told(facts.visit.state, facts.visit.ticket.label, _("You were called three times"), lines)


def _left(facts: Facts, language: str, now: datetime) -> Told:
    lines = (_("If you are still here, tell an officer at the entrance."),)
    return Told(facts.visit.state, facts.visit.ticket.label, _("Your visit has ended"), lines)


def _done(facts: Facts, language: str, now: datetime) -> Told:
    lines = (_("You need not wait any longer. Thank you for coming."),)
    return Told(facts.visit.state, facts.visit.ticket.label, _("Everything is done"), lines)


def _time(moment: datetime, visit: Visit, language: str) -> str:
    """Never broken over two lines."""
    return formats.time_words(moment, visit.office.timezone, language).replace(" ", "\N{NO-BREAK SPACE}")


def _onward(facts: Facts, language: str) -> str:
    if facts.onward is None:
        return _("After this your visit is finished.")
    return _("After this: %(stage)s") % {"stage": facts.onward.name(language)}


_TOLD: dict[VisitState, Callable[[Facts, str, datetime], Told]] = {
    VisitState.WAITING: _waiting,
    VisitState.CALLED: _called,
    VisitState.SERVING: _serving,
    VisitState.HELD: _held,
    VisitState.PARKED: _parked,
    VisitState.ABSENT: _absent,
    VisitState.LEFT: _left,
    VisitState.DONE: _done,
}
