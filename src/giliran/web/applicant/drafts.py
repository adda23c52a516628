"""Something in the making: a booking, an entry in an opening, or a party that is to wait.

It lives in the session under a random name, which is also the key under which it will be made: whatever is pressed
twice, reloaded or sent from two tabs ends at the same one.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, TypeVar

from django.http import HttpRequest

_MOST = 6


@dataclass(slots=True)
class PartyDraft:
    """Who goes: party size asked for, people by public id, and each one's needs."""

    id: str
    people: int = 1
    who: list[str] = field(default_factory=list)
    needs: dict[str, dict[str, str]] = field(default_factory=dict)
    guardian: bool = False

    place: ClassVar[str]
    """Where in the session drafts of this kind lie."""

    def choose_people(self, who: list[str]) -> None:
        """Who stays keeps their needs; the consent of a guardian is asked anew for another party."""
        if who != self.who:
            self.guardian = False
        self.who, self.people = who, len(who)
        self.needs = {one: self.needs[one] for one in who if one in self.needs}

    @property
    def next_step(self) -> str:
        """The first step without an answer; `check` when there is none."""
        return next((step for step, is_missing in self.missing().items() if is_missing), "check")

    def missing(self) -> dict[str, bool]:
        """The steps in their order, and whether each is without an answer."""
        return {"people": not self.who, "needs": any(one not in self.needs for one in self.who)}


@dataclass(slots=True)
class Draft(PartyDraft):
    """A booking: office code and slot id besides."""

    office: str = ""
    slot: int | None = None

    place: ClassVar[str] = "booking_drafts"

    def missing(self) -> dict[str, bool]:
        return {"office": not self.office, "day": self.slot is None, **PartyDraft.missing(self)}

    def move_to(self, office: str, slot: int) -> None:
        self.office, self.slot = office, slot

    def choose_office(self, office: str) -> None:
        """Another office has other slots."""
        if office != self.office:
            self.office, self.slot = office, None


@dataclass(slots=True)
class EntryDraft(PartyDraft):
    """An entry: the opening and, where it asks for them, the wishes as `opening.services.enter` takes them, with the
    marks by slot id from which they were made."""

    opening: int = 0
    asks_wishes: bool = False
    wishes: str = ""
    marks: dict[str, int] = field(default_factory=dict)

    place: ClassVar[str] = "entry_drafts"

    def missing(self) -> dict[str, bool]:
        return {**PartyDraft.missing(self), "wishes": self.asks_wishes and not self.wishes}


@dataclass(slots=True)
class WaitDraft(PartyDraft):
    """A party that is to wait: office code, days as ISO texts, window ids (none: any), notice. `first_wish` is the day
    that was looked at before."""

    office: str = ""
    days: list[str] = field(default_factory=list)
    windows: list[int] = field(default_factory=list)
    notice: int = 1
    first_wish: str = ""

    place: ClassVar[str] = "wait_drafts"

    def missing(self) -> dict[str, bool]:
        return {**PartyDraft.missing(self), "times": not self.days}


D = TypeVar("D", bound=PartyDraft)


def start(request: HttpRequest, kind: type[D], **answers: Any) -> D:
    """A fresh draft; the oldest of too many are forgotten."""
    draft = kind(str(uuid.uuid4()), **answers)
    keep(request, draft)
    return draft


def find(request: HttpRequest, kind: type[D], draft_id: uuid.UUID) -> D | None:
    kept = _kept(request, kind.place).get(str(draft_id))
    return kind(**kept) if kept else None


def keep(request: HttpRequest, draft: PartyDraft) -> None:
    kept = {id_: one for id_, one in _kept(request, draft.place).items() if id_ != draft.id}
    kept[draft.id] = asdict(draft)
    request.session[draft.place] = dict(list(kept.items())[-_MOST:])


def forget(request: HttpRequest, draft: PartyDraft) -> None:
    """What was made stands; its key remembers it from now on."""
    kept = _kept(request, draft.place)
    request.session[draft.place] = {id_: one for id_, one in kept.items() if id_ != draft.id}


def _kept(request: HttpRequest, place: str) -> dict[str, dict[str, Any]]:
    return dict(request.session.get(place, {}))
