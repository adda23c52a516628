"""How many requests for events one address may send, whoever it says it is."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

MOST_AN_HOUR = 10
HOUR = 3600
"""Seconds."""

_ACTION = "ask_for_event"


def spend(request: HttpRequest) -> RateLimitUsage | None:
    """Count one more request from this address; None if it has sent as many as it may in an hour.

    Counted as sign-ups are, in the cache that all processes share. What came to nothing is given back by `rollback`.
    """
    config = {_ACTION: f"{MOST_AN_HOUR}/h/key"}
    return ratelimit.consume(request, app="giliran", action=_ACTION, config=config, key=_address_of(request))


def _address_of(request: HttpRequest) -> str:
    try:
        return ratelimit.get_ip(request)
    except PermissionDenied:  # behind a socket that names no address all callers are one
        return "unknown"
