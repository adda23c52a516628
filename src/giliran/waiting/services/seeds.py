"""The secret of each day, from which everybody's lot on it follows."""

from __future__ import annotations

import secrets as chance
from collections.abc import Iterable
from datetime import date

from giliran.core import secrets
from giliran.waiting.models import DaySeed
from giliran.waiting.policy import SEED_BYTES
from giliran.waiting.selectors import seed_place


def make_seeds(days: Iterable[date]) -> None:
    """Give every one of these days its secret; one that has been made stays for good."""
    wanted = set(days)
    made = set(DaySeed.objects.filter(date__in=wanted).values_list("date", flat=True))
    ring = secrets.keyring()
    fresh = [
        DaySeed(date=day, sealed=ring.seal(chance.token_hex(SEED_BYTES), seed_place(day)))
        for day in sorted(wanted - made)
    ]
    DaySeed.objects.bulk_create(fresh, ignore_conflicts=True)
