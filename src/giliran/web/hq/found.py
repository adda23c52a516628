"""What an address names."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from giliran.core.types import Actor
from giliran.opening import selectors as openings
from giliran.opening.selectors import LiveView


def view_of(opening_id: int, actor: Actor, now: datetime) -> LiveView:
    """The opening in numbers; not found is what nobody has."""
    opening = openings.opening_of(opening_id)
    view = openings.live_view(opening, actor, now) if opening else None
    if view is None:
        raise Http404
    return view
