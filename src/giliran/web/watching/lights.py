"""How long people wait, in words, and as a traffic light that can be read without seeing its colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GOOD, SOON, BAD, QUIET = "free", "soon", "no", "neutral"
ICONS = {GOOD: "circle-check", SOON: "alert-triangle", BAD: "alert-circle", QUIET: "minus"}


@dataclass(frozen=True, slots=True)
class Light:
    """A colour's name, its word and its sign."""

    kind: str
    text: str

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def minutes_since(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def span(minutes: int) -> str:
    """`35 minutes`, `1 h 20 min`."""
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def wait_light(oldest_at: datetime | None, counters: int, now: datetime, limit: int) -> Light:
    """How a line stands: by its longest wait, and by whether anybody works there."""
    if oldest_at is None:
        return Light(QUIET, _("Nobody waits"))
    if not counters:
        return Light(BAD, _("No counter is open"))
    waited = minutes_since(oldest_at, now)
    if waited >= limit:
        return Light(BAD, _("Too long"))
    return Light(SOON, _("Getting long")) if 2 * waited >= limit else Light(GOOD, _("Flows"))
