"""An incident in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, ngettext

from giliran.core import clock
from giliran.outreach.selectors.current import Current, current_incidents

NAMED = 3
"""Offices that are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """`where` is empty for the whole country."""

    what: str
    where: str
    words: str
    ways: str
    since: datetime
    next_update_at: datetime | None
    expected_at: datetime | None
    tz: str


def going_on() -> list[Told]:
    """What people are told at this moment, in the language of the page."""
    language = get_language() or "id"
    return [_told(one, language) for one in current_incidents(clock.now())]


def where(offices: Sequence[str]) -> str:
    """Some of the names, and how many more."""
    more = len(offices) - NAMED
    if more <= 0:
        return ", ".join(offices)
    rest = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return f"{', '.join(offices[:NAMED])} {rest}"


def _told(one: Current, language: str) -> Told:
    return Told(
        what=one.what(language), where=where(one.offices), words=one.words(language), ways=one.ways(language),
        since=one.since, next_update_at=one.next_update_at, expected_at=one.expected_at, tz=one.tz,
    )  # fmt: skip
