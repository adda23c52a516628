"""Reads for the streams of boards and people's own pages, each in a thread of the lane's readers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import msgspec
from django.conf import settings
from django.db import close_old_connections

from giliran.lane.floors import BOARD, Key
from giliran.offices import selectors as offices
from giliran.onsite import selectors as onsite
from giliran.onsite.services import live
from giliran.onsite.services.visits import live_hash

Given = ParamSpec("Given")
Found = TypeVar("Found")


def _in_thread(read: Callable[Given, Found]) -> Callable[Given, Found]:
    """Gives the connection back, whatever happens."""

    @wraps(read)
    def reading(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        try:
            return read(*args, **kwargs)
        finally:
            close_old_connections()

    return reading


@_in_thread
def office_id_of(code: str) -> int | None:
    office = offices.office_by_code(code)
    return office.pk if office else None


@_in_thread
def office_and_key_of(token: str, language: str, now: datetime) -> tuple[int, Key] | None:
    """Where the visit of a secret address is, and what is to be told there; None for one that is not alive."""
    visit = live.visit_of(token, now=now)
    return (visit.office_id, (live_hash(token), language)) if visit else None


@_in_thread
def marks(office_ids: frozenset[int], now: datetime) -> Mapping[int, Hashable]:
    return onsite.floor_marks(office_ids, now)


@_in_thread
def read(office_id: int, keys: frozenset[Key], now: datetime) -> Mapping[Key, bytes]:
    """What each of these sees at an office now: one line of JSON each."""
    office = offices.office_by_id(office_id)
    if office is None:
        return {}
    found: dict[Key, bytes] = {}
    if BOARD in keys:
        found[BOARD] = msgspec.json.encode(onsite.board_document(office, now))
    pages = keys - {BOARD}
    if pages:
        visits = onsite.live_visits(office, {secret for secret, _language in pages}, now)
        places = {bytes(place.visit.live_hash): place for place in onsite.places_of(office, visits, now).values()}
        for key in pages:
            place = places.get(key[0])
            said = live.told(place, language=key[1], now=now) if place else None
            found[key] = msgspec.json.encode(live.document(said))
    return found


def language_of(asked: str) -> str:
    """The language in an address, if the product speaks it."""
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
