"""A person's own page by its secret address: found, and put in words. Nothing here says who the person is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from giliran.offices.models import Office
from giliran.onsite import selectors
from giliran.onsite.models import Visit
from giliran.onsite.selectors import Place
from giliran.onsite.sentences import live as sentences
from giliran.onsite.sentences.live import Told
from giliran.onsite.services.visits import live_hash

OVER = "over"
"""The state of an address that is dead, or never was one."""


@dataclass(frozen=True, slots=True)
class Page:
    """A living address and what it says."""

    visit: Visit
    told: Told


def page_of(token: str, *, language: str, now: datetime) -> Page | None:
    """What the page of a secret address says; None where the address is not alive, or nobody's."""
    visit = visit_of(token, now=now)
    if visit is None:
        return None
    return pages_of(visit.office, [visit], language=language, now=now)[0]


def visit_of(token: str, *, now: datetime) -> Visit | None:
    return selectors.live_visit(live_hash(token), now)


def pages_of(office: Office, visits: Sequence[Visit], *, language: str, now: datetime) -> list[Page]:
    """The pages of several visits at one office; the lines are read once."""
    places = selectors.places_of(office, visits, now)
    return [Page(one, told(places[one.pk], language=language, now=now)) for one in visits]


def told(place: Place, *, language: str, now: datetime) -> Told:
    standing = place.standing
    facts = sentences.Facts(place.visit, standing.ahead, standing.minutes, standing.counter, place.onward)
    return sentences.told(facts, language=language, now=now)


def document(said: Told | None) -> dict[str, Any]:
    """As programs get it; nothing but its state for an address that is not alive."""
    return asdict(said) if said else {"state": OVER}
