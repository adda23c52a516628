"""A Friday in two minutes: an opening from its first entry to its close, by moving the demo's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giliran.core import clock
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.opening import selectors as openings
from giliran.opening.selectors import LiveView
from giliran.opening.services import control, crowd, schedule
from giliran.opening.states import State
from giliran.slots import services as slots

OFFICE = "jakarta-selatan"
PEOPLE = 2_000
PACE = 1_500
"""People a minute: a line of two thousand passes in less than two minutes."""

DIRECTOR = Actor(None, "demo", "web", frozenset({("hq", None)}))
SHORTLY = timedelta(seconds=15)
AFTER = timedelta(seconds=1)
ORDER = (State.SCHEDULED, State.GATHERING, State.FROZEN, State.DRAWN, State.RUNNING)


class Step(NamedTuple):
    """One press. `moment` is where it moves the clock to; None for the people, who come without it."""

    name: str
    title: str | Promise
    words: str | Promise
    press: str | Promise
    moment: Callable[[Any], datetime] | None


STEPS = (
    Step(
        "gather",
        _("Monday: entries are taken"),
        _("Whoever wants a seat next week enters, at any time until Thursday evening. Nobody needs to hurry."),
        _("Go to Monday, 09.00"),
        lambda opening: opening.gathers_at + timedelta(hours=1),
    ),
    Step(
        "people",
        _("Others enter too"),
        _("Two thousand made-up people come, alone and as families, and want the same seats as Siti."),
        _("Bring 2,000 made-up people"),
        None,
    ),
    Step(
        "freeze",
        _("Thursday: the roll is closed"),
        _("Fifteen seconds later the roll is published. From then on nobody is added, and nothing can be chosen."),
        _("Go to just before the roll closes"),
        lambda opening: opening.freezes_at - SHORTLY,
    ),
    Step(
        "draw",
        _("Friday morning: the draw"),
        _("Everybody learns their place in the line, and about when their turn comes. Anybody can recount it."),
        _("Go to the draw"),
        lambda opening: opening.draws_at + AFTER,
    ),
    Step(
        "before",
        _("Friday, one minute before the hour"),
        _("Open the waiting page as Siti. It may be closed again: no place is lost."),
        _("Go to one minute before the opening"),
        lambda opening: opening.opens_at - timedelta(minutes=1),
    ),
    Step(
        "open",
        _("Friday, 14.00: one after the other is let in"),
        _("The made-up people take seats when their turn comes, and leave some. When Siti is let in, choose a day."),
        _("Go to the opening"),
        lambda opening: opening.opens_at,
    ),
    Step(
        "close",
        _("Saturday: what is left closes"),
        _("Who got nothing comes back next week with a better chance: the same made-up people, and their losses."),
        _("Go to the close"),
        lambda opening: opening.closes_at + AFTER,
    ),
)


class Shown(NamedTuple):
    """A step as the page shows it: `done`, `next` or `later`."""

    step: Step
    state: str


@dataclass(frozen=True, slots=True)
class Friday:
    """Where the demo's opening stands. `previous` is the id of the last one that is over."""

    view: LiveView
    steps: list[Shown]
    wanted: int
    come: int
    previous: int | None
    timezone: str

    @property
    def is_coming(self) -> bool:
        """Whether made-up people are on their way."""
        return self.come < self.wanted and self.view.opening.state == State.GATHERING


def friday(now: datetime) -> Friday | None:
    """The opening that a newcomer plays; None where the demo's office has none on its calendar."""
    office = offices.office_by_code(OFFICE)
    opening = openings.current_opening(office) if office else None
    view = openings.live_view(opening, DIRECTOR, now) if opening else None
    if office is None or opening is None or view is None:
        return None
    over = [one.pk for one in openings.openings_at(office) if one.state == State.CLOSED]
    wanted, come = crowd.wanted(opening), crowd.come(opening)
    steps = _shown(opening, now, people_are_done=bool(wanted))
    return Friday(view, steps, wanted, come, over[0] if over else None, office.timezone)


def _shown(opening: Any, now: datetime, *, people_are_done: bool) -> list[Shown]:
    at = ORDER.index(opening.state)
    done = {
        "gather": at >= ORDER.index(State.GATHERING),
        "people": people_are_done or at > ORDER.index(State.GATHERING),
        "freeze": at >= ORDER.index(State.FROZEN),
        "draw": at >= ORDER.index(State.DRAWN),
        "before": at >= ORDER.index(State.DRAWN) and now >= opening.opens_at - timedelta(minutes=1),
        "open": at >= ORDER.index(State.RUNNING),
        "close": False,
    }
    following = next(step.name for step in STEPS if not done[step.name])
    return [Shown(step, "done" if done[step.name] else "next" if step.name == following else "later") for step in STEPS]


def take(name: str, now: datetime) -> bool:
    """Do a step of the opening that is under way, if it lies ahead. Whether it did."""
    shown = friday(now)
    ahead = {one.step.name: one.step for one in shown.steps if one.state != "done"} if shown else {}
    if shown is None or name not in ahead:
        return False
    opening, moment = shown.view.opening, ahead[name].moment
    if moment is None:
        return _bring_people(opening, now)
    clock.set_demo_offset(moment(opening) - (clock.now() - clock.demo_offset()))
    if name == "close":
        _plan_ahead(opening)
    return True


def _bring_people(opening: Any, now: datetime) -> bool:
    if opening.state != State.GATHERING:
        return False
    if opening.pace != PACE:
        control.change_pace(opening=opening, pace=PACE, by=DIRECTOR, now=now)
    crowd.invite(opening, PEOPLE)
    return True


def _plan_ahead(opening: Any) -> None:
    """Put the next one on the calendar, if the worker has not done so yet: it looks once a minute."""
    newest = openings.openings_at(opening.office, limit=1)
    if newest[0].pk == opening.pk:
        slots.extend_horizon(clock.now())
        schedule.schedule_due(clock.now())
