"""A booking in the making. It lives in the session under a random name, which is also the key under which it will be
booked: whatever is pressed twice, reloaded or sent from two tabs ends at the same booking.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

_PLACE = "booking_drafts"
_MOST = 6

STEPS = ("office", "day", "people", "needs", "check")


@dataclass(slots=True)
class Draft:
    """Answers so far: office code, slot id, party size asked for, people by public id, and each one's needs."""

    id: str
    office: str = ""
    slot: int | None = None
    people: int = 1
    who: list[str] = field(default_factory=list)
    needs: dict[str, dict[str, str]] = field(default_factory=dict)
    guardian: bool = False

    @property
    def next_step(self) -> str:
        """The first step without an answer; `check` when there is none."""
        missing = {
            "office": not self.office,
            "day": self.slot is None,
            "people": not self.who,
            "needs": any(one not in self.needs for one in self.who),
        }
        return next((step for step in STEPS[:-1] if missing[step]), "check")

    def move_to(self, office: str, slot: int) -> None:
        self.office, self.slot = office, slot

    def choose_office(self, office: str) -> None:
        """Another office has other slots."""
        if office != self.office:
            self.office, self.slot = office, None

    def choose_people(self, who: list[str]) -> None:
        """Who stays keeps their needs; the consent of a guardian is asked anew for another party."""
        if who != self.who:
            self.guardian = False
        self.who, self.people = who, len(who)
        self.needs = {one: self.needs[one] for one in who if one in self.needs}


def start(request: HttpRequest) -> Draft:
    """A fresh draft; the oldest of too many are forgotten."""
    draft = Draft(str(uuid.uuid4()))
    keep(request, draft)
    return draft


def find(request: HttpRequest, draft_id: uuid.UUID) -> Draft | None:
    kept = _kept(request).get(str(draft_id))
    return Draft(**kept) if kept else None


def keep(request: HttpRequest, draft: Draft) -> None:
    kept = {id_: one for id_, one in _kept(request).items() if id_ != draft.id}
    kept[draft.id] = asdict(draft)
    request.session[_PLACE] = dict(list(kept.items())[-_MOST:])


def forget(request: HttpRequest, draft: Draft) -> None:
    """The booking stands; its key remembers it from now on."""
    request.session[_PLACE] = {id_: one for id_, one in _kept(request).items() if id_ != draft.id}


def _kept(request: HttpRequest) -> dict[str, dict[str, Any]]:
    return dict(request.session.get(_PLACE, {}))
