"""What can be pressed on the page of a waiting party, by its holder and at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.waiting.services.decline import decline
from giliran.waiting.services.join import leave

if TYPE_CHECKING:
    from giliran.waiting.models import WaitingParty
    from giliran.web.access import ActorRequest

_ACTS = {"leave": leave, "decline": decline}


class Press(NamedTuple):
    """What came of it: done, refused, or neither where nothing was pressed."""

    is_done: bool = False
    refused: Refusal | None = None


def press(request: ActorRequest, party: WaitingParty) -> Press:
    """Leave the list, or decline what was found, if one of the two was pressed."""
    act = _ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if act is None:
        return Press()
    try:
        act(party=party, by=request.actor, now=clock.now())
    except Refusal as refused:
        return Press(refused=refused)
    return Press(is_done=True)
