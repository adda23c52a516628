"""What makes a flood dear: a little work for the browser, and limits for whoever does not do it.

The page brings a challenge; a script looks for a number that makes its SHA-256 begin with so many zero bits, while
somebody writes. The more complaints come in an hour, the more bits. Without JavaScript a complaint is taken too, but
fewer from one address, and fewer in all.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from allauth.core.internal.ratelimit import RateLimitUsage
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from giliran.web import pace

LEAST_BITS, MOST_BITS = 15, 21
CALM = 500
"""Complaints an hour up to which the least is asked; each doubling beyond asks for a bit more."""

GOOD_FOR = 6 * pace.HOUR
WITH_PROOF, WITHOUT_PROOF = 60, 5
"""From one address in an hour; many people share an address on mobile networks."""

WITHOUT_PROOF_IN_ALL = 300

_SALT = "complaint proof"
_COUNT = "complaints-this-hour"


class Challenge(NamedTuple):
    """What the page brings for the script."""

    text: str
    bits: int


def challenge() -> Challenge:
    bits = _bits(cache.get(_COUNT, 0))
    return Challenge(signing.TimestampSigner(salt=_SALT).sign(f"{secrets.token_urlsafe(12)}.{bits}"), bits)


def spend(request: HttpRequest) -> Sequence[RateLimitUsage] | None:
    """Count one more complaint from this address; None where it is one too many. What came to nothing is given back,
    each by `rollback`."""
    if proved(request.POST.get("proof", "")):
        wanted = [("complain", WITH_PROOF, "")]
    else:
        wanted = [("complain_unproved", WITHOUT_PROOF, ""),
                  ("complain_unproved", WITHOUT_PROOF_IN_ALL, pace.EVERYBODY)]  # fmt: skip
    spent: list[RateLimitUsage] = []
    for action, most, key in wanted:
        usage = pace.spend(request, action, most, key=key)
        if usage is None:
            for one in spent:
                one.rollback()
            return None
        spent.append(usage)
    return spent


def count_one() -> None:
    """One more was taken in this hour."""
    if not cache.add(_COUNT, 1, pace.HOUR):
        try:
            cache.incr(_COUNT)
        except ValueError:  # the hour has just ended
            cache.add(_COUNT, 1, pace.HOUR)


def proved(text: str) -> bool:
    """Whether `<challenge>:<number>` is work that was done for a challenge of ours, for the first time."""
    asked, _, number = text.rpartition(":")
    if not asked or len(text) > 300:
        return False
    try:
        plain = signing.TimestampSigner(salt=_SALT).unsign(asked, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    bits = int(plain.rpartition(".")[2])
    digest = hashlib.sha256(f"{asked}:{number}".encode()).digest()
    if int.from_bytes(digest) >> (256 - bits):
        return False
    return cache.add(f"proof-{hashlib.sha256(asked.encode()).hexdigest()}", 1, GOOD_FOR)


def _bits(in_an_hour: int) -> int:
    more = math.ceil(math.log2(in_an_hour / CALM)) if in_an_hour > CALM else 0
    return min(MOST_BITS, LEAST_BITS + more)
