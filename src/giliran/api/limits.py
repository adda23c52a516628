"""How often one account (or, before signing in, one address) may ask: 60 changes and 300 reads a minute.

Many people share one address behind a mobile network's gateway, so who has signed in is counted by account
alone. Each process counts for itself and adds to the shared count in strides, so that a read does not cost a
write; at most one stride a process goes uncounted.
"""

from __future__ import annotations

from threading import Lock

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from giliran.core import clock
from giliran.core.types import NOBODY

MINUTE = 60
HOUR = 3600
STRIDES = 12


class Pace(BaseThrottle):
    """Fixed minutes, one count for reads and one for changes."""

    def __init__(self, reads: int = 300, changes: int = 60) -> None:
        self.most = {"read": reads, "change": changes}
        self._mine: dict[str, int] = {}
        self._minute = 0
        self._lock = Lock()

    def allow_request(self, request: HttpRequest) -> bool:
        kind = "read" if request.method == "GET" else "change"
        most = self.most[kind]
        return self._count(f"api:{kind}:{_asker(request)}", max(1, most // STRIDES)) <= most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - clock.now().timestamp() % MINUTE

    def forget(self) -> None:
        """Begin anew; for tests."""
        with self._lock:
            self._mine = {}

    def _count(self, name: str, stride: int) -> int:
        """Count one more; how many there were in this minute, here and elsewhere as far as is known."""
        minute = int(clock.now().timestamp()) // MINUTE
        with self._lock:
            if minute != self._minute:
                self._minute, self._mine = minute, {}
            mine = self._mine[name] = self._mine.get(name, 0) + 1
            shared = self._mine.get(f"{name}:shared", 0)
        if mine % stride == 0:
            shared = _add(f"{name}:{minute}", stride)
            with self._lock:
                self._mine[f"{name}:shared"] = shared
        return max(mine, shared + mine % stride)


PACE = Pace()


class Hourly(BaseThrottle):
    """For what costs others work: so many an hour from one account, counted for all processes together."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.most = name, most

    def allow_request(self, request: HttpRequest) -> bool:
        hour = int(clock.now().timestamp()) // HOUR
        return _add(f"api:{self.name}:{_asker(request)}:{hour}", 1, 2 * HOUR) <= self.most

    def wait(self) -> float:
        """Seconds until the next hour begins."""
        return HOUR - clock.now().timestamp() % HOUR


def _add(key: str, stride: int, seconds: int = 2 * MINUTE) -> int:
    if cache.add(key, stride, seconds):
        return stride
    try:
        return cache.incr(key, stride)
    except ValueError:  # it has just run out
        cache.set(key, stride, seconds)
        return stride


def _asker(request: HttpRequest) -> str:
    user_id = getattr(request, "actor", NOBODY).user_id
    if user_id is not None:
        return f"account:{user_id}"
    try:
        return f"address:{get_ip(request)}"
    except PermissionDenied:  # behind a socket that names no address all callers are one
        return "address:unknown"
