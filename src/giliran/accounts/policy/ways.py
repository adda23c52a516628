"""By which ways somebody is told of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MOST_ASKED = 5
"""So many numbers may an account try in a day, and so often may a number be asked: it belongs to somebody."""

ASKED_WITHIN = timedelta(days=1)

LOOKED_BACK = timedelta(days=2)
"""How far back the tick looks for browsers that are gone; it looks every few minutes."""

MOST_BROWSERS = 10
"""The oldest one makes room."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the account has said about one address of a channel."""

    id: int
    channel: str
    address: str
    unwanted: frozenset[str]
    is_agreed: bool
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a message goes. `id` tells the browsers of an account apart."""

    channel: str
    address: str
    id: int = 0


def reaches(known: Iterable[Known], email: str | None, kind: str) -> list[Reach]:
    """Every way by which a message of this kind goes; e-mail unless its holder has said no."""
    ways = [one for one in known if one.channel != "email"]
    mail = next((one for one in known if one.channel == "email"), None)
    by_mail = bool(email) and (mail is None or _wants(mail, kind))
    told = [Reach(one.channel, one.address, one.id) for one in ways if _wants(one, kind)]
    return ([Reach("email", email or "")] if by_mail else []) + told


def _wants(way: Known, kind: str) -> bool:
    return way.is_agreed and not way.is_stopped and kind not in way.unwanted
