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


def _add(key: str, stride: int) -> int:
    try:
        return cache.incr(key, stride)
    except ValueError:
        cache.set(key, stride, 2 * MINUTE)
        return stride


def _asker(request: HttpRequest) -> str:
    user_id = getattr(request, "actor", NOBODY).user_id
    if user_id is not None:
        return f"account:{user_id}"
    try:
        return f"address:{get_ip(request)}"
    except PermissionDenied:  # behind a socket that names no address all callers are one
        return "address:unknown"
