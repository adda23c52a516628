"""How many requests for events one address may send."""

from __future__ import annotations

from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from giliran.web import pace
from giliran.web.pace import HOUR

__all__ = ["HOUR", "MOST_AN_HOUR", "spend"]

MOST_AN_HOUR = 10


def spend(request: HttpRequest) -> RateLimitUsage | None:
    """Count one more; None if it has sent as many as it may in an hour."""
    return pace.spend(request, "ask_for_event", MOST_AN_HOUR)
