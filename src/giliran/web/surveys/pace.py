"""How often one address may say what it thinks of the product: no account is asked for."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

MOST_AN_HOUR = 10
HOUR = 3600
"""Seconds."""

_ACTION = "give_opinion"


def spend(request: HttpRequest) -> RateLimitUsage | None:
    """Count one more from this address; None if it has said as much as it may in an hour. Give back by `rollback`."""
    config = {_ACTION: f"{MOST_AN_HOUR}/h/key"}
    return ratelimit.consume(request, app="giliran", action=_ACTION, config=config, key=_address_of(request))


def _address_of(request: HttpRequest) -> str:
    try:
        return ratelimit.get_ip(request)
    except PermissionDenied:  # behind a socket that names no address all callers are one
        return "unknown"
