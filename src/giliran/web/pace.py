"""How often one address may do what needs no account, whoever it says it is."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

HOUR = 3600
"""Seconds."""

EVERYBODY = "everybody"


def spend(request: HttpRequest, action: str, most_an_hour: int, *, key: str = "") -> RateLimitUsage | None:
    """Count one more from this address, or under this key; None if it was done as often as it may be in an hour.

    Counted as sign-ups are, in the cache that all processes share. What came to nothing is given back by `rollback`.
    """
    config = {action: f"{most_an_hour}/h/key"}
    return ratelimit.consume(request, app="giliran", action=action, config=config, key=key or _address_of(request))


def _address_of(request: HttpRequest) -> str:
    try:
        return ratelimit.get_ip(request)
    except PermissionDenied:  # behind a socket that names no address all callers are one
        return "unknown"
