"""The turn has come: who comes, and to which time. It works without scripts; the waiting page does the same by lane."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from giliran.booking.policy import PersonRequest
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening import selectors as openings
from giliran.opening.services import take_seats
from giliran.opening.services.give import party_of
from giliran.slots.policy import SlotFacts
from giliran.web.seats import days

if TYPE_CHECKING:
    from giliran.booking.models import Booking
    from giliran.opening.models import Entry, EntryPerson

MOST_OFFERS = 4
_KEY = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True)
class Window:
    """One time as something to choose: what it says, and whether anybody of the party still fits in."""

    facts: SlotFacts
    name: str
    words: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What there is to choose from, and what has been chosen so far."""

    people: list[EntryPerson]
    ticked: list[int]
    windows: list[Window]
    slot: int | None
    key: str

    @property
    def most(self) -> int:
        """The most seats that one time has."""
        return max((one.facts.left for one in self.windows if one.is_free), default=0)

    @property
    def days(self) -> list[tuple[date, list[Window]]]:
        return [(day, list(found)) for day, found in groupby(self.windows, lambda one: one.facts.date)]

    @property
    def is_too_large(self) -> bool:
        return len(self.people) > self.most > 0

    @property
    def offers(self) -> list[Window]:
        """The times nearest to the chosen one that hold whom was ticked."""
        at = next((n for n, one in enumerate(self.windows) if one.facts.id == self.slot), 0)
        fit = [
            (abs(n - at), one)
            for n, one in enumerate(self.windows)
            if one.is_free and one.facts.left >= len(self.ticked) and one.facts.id != self.slot
        ]
        return [one for _distance, one in sorted(fit, key=lambda pair: pair[0])[:MOST_OFFERS]]


def turn_of(entry: Entry, seated: Sequence[bytes], now: datetime, data: QueryDict | None = None) -> Turn:
    """`seated`: the NIKs of those who have a ticket already; `data`: what was chosen before, if anything was."""
    people = [one for one in party_of(entry) if one.applicant_id and bytes(one.nik_hash) not in set(seated)]
    asked = data.getlist("who") if data is not None else [str(one.position) for one in people]
    slot = (data.get("instead") or data.get("slot", "")) if data is not None else ""
    return Turn(
        people,
        [one.position for one in people if len(people) == 1 or str(one.position) in asked],
        [_window(one, entry, len(people), now) for one in openings.windows_of(entry.opening)],
        int(slot) if slot and slot.isdecimal() and len(slot) < 18 else None,
        _key(data.get("key", "") if data is not None else ""),
    )


def take(entry: Entry, turn: Turn, *, by: Actor, now: datetime) -> Booking:
    """Book what was chosen. Raises `Refusal`."""
    if not turn.ticked:
        raise Refusal("nobody_ticked", _("Tick at least one person."), field="who")
    if turn.slot is None:
        raise Refusal("no_time", _("Choose a day and a time."), field="slot")
    people = [
        PersonRequest(one.applicant_id or 0, one.service, one.booklet, one.purpose)
        for one in turn.people
        if one.position in turn.ticked
    ]
    return take_seats.book_turn(entry=entry, slot_id=turn.slot, people=people, key=turn.key, by=by, now=now)


def _window(one: SlotFacts, entry: Entry, people: int, now: datetime) -> Window:
    words, _holds_all = days.window_words(one, people, now, entry.opening.office.timezone)
    return Window(one, one.window_name(days.language()), words, not one.reason(1, now))


def _key(text: str) -> str:
    return text if _KEY.fullmatch(text) else str(uuid.uuid4())
