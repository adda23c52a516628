"""What a party at the desk wants, in the making: an entry in an opening, or a booking.

It lives in the officer's session under a random name, which is also the key under which it will be made: whatever is
pressed twice, reloaded or sent from two tabs ends at the same one. No NIK ever stands in it.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

_PLACE = "desk_drafts"
_MOST = 8


@dataclass(slots=True)
class Draft:
    """Office code, the opening (0: seats are booked, or with `waits` a party is put on the waiting list), the assisted
    account once there is one, its people who come (public ids), what each needs as it was chosen, and the wishes of a
    ballot as they were typed. `made` is the number of what came of it: entry, booking, or waiting party."""

    id: str
    office: str
    opening: int = 0
    waits: bool = False
    account: int | None = None
    language: str = "id"
    who: list[str] = field(default_factory=list)
    needs: dict[str, dict[str, str]] = field(default_factory=dict)
    guardian: bool = False
    wishes: dict[str, str] = field(default_factory=dict)
    made: str = ""

    def add(self, person: str) -> None:
        """Somebody comes along; a party of minors is asked about its guardian anew."""
        if person not in self.who:
            self.who, self.guardian = [*self.who, person], False

    def leave_out(self, person: str) -> None:
        """The account goes by who was named first; when nobody is left it is open again."""
        self.who, self.guardian = [one for one in self.who if one != person], False
        if not self.who:
            self.account = None


def start(office: str, opening: int = 0, *, waits: bool = False) -> Draft:
    return Draft(str(uuid.uuid4()), office, opening, waits)


def find(request: HttpRequest, draft_id: uuid.UUID, office: str) -> Draft | None:
    kept = _kept(request).get(str(draft_id))
    return Draft(**kept) if kept and kept["office"] == office else None


def keep(request: HttpRequest, draft: Draft) -> None:
    """The oldest of too many are forgotten."""
    kept = {id_: one for id_, one in _kept(request).items() if id_ != draft.id}
    kept[draft.id] = asdict(draft)
    request.session[_PLACE] = dict(list(kept.items())[-_MOST:])


def _kept(request: HttpRequest) -> dict[str, dict[str, Any]]:
    return dict(request.session.get(_PLACE, {}))
