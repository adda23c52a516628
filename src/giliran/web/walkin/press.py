"""The last press of somebody without a booking, as gate and kiosk send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from giliran.core import clock
from giliran.walkin.services import Entered, walk_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from giliran.core.types import Actor
    from giliran.offices.models import Office
    from giliran.onsite.models import GateDevice


def enter(office: Office, told: Mapping[str, str], *, by: Actor, device: GateDevice | None = None) -> Entered:
    """Let them in by what the form told. Raises `Refusal`."""
    return walk_in(
        office=office,
        reason=told.get("reason", ""),
        companion=told.get("companion") == "yes",
        service=told.get("service", "")[:40],
        booklet=told.get("booklet", "")[:20],
        nonce=told.get("nonce", ""),
        device=device,
        by=by,
        now=clock.now(),
    )
