"""Who may come without a booking, and why not. Plain values in, reasons out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from giliran.accounts.policy import age_on

ELDERLY, SMALL_CHILD, PREGNANT, DISABLED = "elderly", "child", "pregnant", "disabled"
EXPRESS, EXAMINED, OPEN = "express", "examined", "open"

PRIORITY = (ELDERLY, SMALL_CHILD, PREGNANT, DISABLED)
"""These go first, and one adult may come along (R121)."""

ELDERLY_FROM, SMALL_CHILD_TO = 60, 5
"""Ages in full years (OP02, OP03)."""

_POOLS = {EXPRESS: "express", EXAMINED: "walk_in", OPEN: "walk_in"}

_KINDS: Mapping[str, Collection[str]] = {
    SMALL_CHILD: ("child", "examined"),
    EXPRESS: ("new", "renewal", "child"),  # PR05: neither lost nor damaged
    EXAMINED: ("examined",),
    OPEN: ("new", "renewal", "child"),
}
_ANY_KIND = ("new", "renewal", "child", "examined")

_STAND_IN_AGES = {ELDERLY: ELDERLY_FROM, SMALL_CHILD: 3}
_ADULT = 30


class Ask(NamedTuple):
    """Somebody at the door. `kind` is that of the service; `minute` of the local day; `born` is None while no identity
    card was read."""

    reason: str
    kind: str
    companion: bool
    day: date
    minute: int
    born: date | None = None


def pool_of(reason: str) -> str:
    """Whose seats a reason takes."""
    return _POOLS.get(reason, "priority")


def kinds_of(reason: str) -> Collection[str]:
    """The kinds of service for which this reason counts."""
    return _KINDS.get(reason, _ANY_KIND)


def refuse(ask: Ask, figures: Mapping[str, int]) -> str:
    """Why somebody may not come in like this, as a refusal's code; empty if they may.

    Whether somebody is pregnant or has a disability is for the officer's eyes.
    """
    return refuse_reason(ask.reason, ask.minute, figures) or _refuse_service(ask) or _refuse_people(ask, figures)


def refuse_reason(reason: str, minute: int, figures: Mapping[str, int]) -> str:
    """Why nobody may come in with this reason now."""
    if reason == OPEN and not figures["open_walk_in"]:
        return "open_closed"
    if reason == EXPRESS and minute < figures["express_from_minute"]:
        return "express_early"
    if reason == EXPRESS and minute >= figures["express_until_minute"]:
        return "express_late"
    return ""


def _refuse_service(ask: Ask) -> str:
    return "" if ask.kind in kinds_of(ask.reason) else f"service_not_{ask.reason}"


def _refuse_people(ask: Ask, figures: Mapping[str, int]) -> str:
    if ask.reason == SMALL_CHILD and not ask.companion:
        return "child_alone"
    if ask.companion and ask.reason not in PRIORITY:
        return "companion_unasked"
    if ask.companion and ask.reason != SMALL_CHILD and not figures["walk_in_companions"]:
        return "companion_unasked"
    return contradicts(ask.reason, ask.born, ask.day) if ask.born else ""


def contradicts(reason: str, born: date, day: date) -> str:
    """What the birth date says against a reason, as a refusal's code; empty if it says nothing against it."""
    age = age_on(born, day)
    if reason == ELDERLY and age < ELDERLY_FROM:
        return "not_elderly"
    return "not_small_child" if reason == SMALL_CHILD and age > SMALL_CHILD_TO else ""


KIOSK_PAUSE, MOST_AT_A_KIOSK = timedelta(minutes=1), 6
"""A kiosk gives so many cards in such a time: children who play with it do not spend a day's quota."""


def stand_in_birth_date(reason: str, kind: str, day: date) -> date:
    """A birth date that fits a reason and a service, until the real one is known."""
    age = _STAND_IN_AGES.get(reason, 10 if kind == "child" else _ADULT)
    return date(day.year - age, 1, 1) if day > date(day.year, 1, 1) else day - timedelta(days=366 * age)


def booklet_for(born: date, day: date, least_ages: Mapping[str, int], preferred: str) -> str:
    """The booklet that is written down until the person has chosen: the one that is offered first, else the longest
    that they may have; `least_ages` maps the codes of booklets to the age from which they are given."""
    age = age_on(born, day)
    if least_ages.get(preferred, age + 1) <= age:
        return preferred
    fitting = {code: least for code, least in least_ages.items() if least <= age}
    return max(fitting, key=lambda code: fitting[code], default="")
