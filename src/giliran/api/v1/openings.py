"""Openings, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import VISIBLE, OfficeBrief, language, local
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices.states import Pool
from giliran.opening import selectors as openings
from giliran.opening.states import LIVE, State
from giliran.slots.states import SlotState

if TYPE_CHECKING:
    from giliran.opening.models import Opening
    from giliran.slots.models import Slot

router = Router(tags=["openings"])

Phase = Literal["scheduled", "gathering", "frozen", "drawn", "running", "paused", "balloting", "closed", "cancelled"]
Method = Literal["turns", "ballot", "open"]
OpeningId = Annotated[int, Path(ge=1, le=2**53 - 1)]


class OpeningOut(Schema):
    id: int
    office: OfficeBrief
    method: Method = Field(description="turns: in drawn order people choose; ballot: by lot and wishes; open: no draw")
    phase: Phase = Field(description="The state, or what a running opening waits for: paused, balloting")
    first_date: date = Field(description="The first day of the visits that it releases")
    last_date: date
    gathers_at: datetime
    freezes_at: datetime = Field(description="Who enters later stands behind all that are drawn")
    draws_at: datetime
    opens_at: datetime
    closes_at: datetime
    takes_entries: bool
    pace: int = Field(description="People let in a minute; 0 while it is paused")
    entries: int
    seats: int = Field(description="Seats that it holds at the moment; 0 when it is over")
    commitment: str = Field(description="SHA-256 of the seed, empty before entries are taken")
    page: str = Field(description="Where people read about it and check its draw")


class OpeningSlotOut(Schema):
    slot: int
    date: date
    window: str
    starts_at: datetime
    ends_at: datetime
    pool: Literal["online", "entitled"]
    capacity: int
    left: int


class OpeningDetail(OpeningOut):
    admitted: int = Field(description="People let in so far; a turn has come when more are let in than stand before it")
    slots: list[OpeningSlotOut] = Field(description="What it holds; wishes name slots of the pool online")


@router.get("", response=Page[OpeningOut], auth=None)
def list_openings(
    request: HttpRequest,
    page: PageNumber = 1,
    office: Annotated[str, Query(max_length=80, description="Code of an office"), VISIBLE] = "",
) -> dict[str, Any]:
    """Openings under way or to come, the nearest first."""
    found = offices.office_by_code(office) if office else None
    if office and found is None:
        return paginate([], page, list)
    return paginate(openings.upcoming([found.pk] if found else None), page, _shown)


@router.get("/{opening_id}", response=OpeningDetail, auth=None)
def get_opening(request: HttpRequest, opening_id: OpeningId) -> dict[str, Any]:
    """One opening with its slots, also when it is over."""
    opening = opening_or_404(opening_id)
    [shown] = _shown([opening])
    held = [one for one in openings.slots_of(opening) if one.pool in (Pool.ONLINE, Pool.ENTITLED)]
    return {
        **shown,
        "admitted": openings.admitted_of(opening, clock.now()),
        "slots": [_slot(one, opening) for one in held],
    }


def opening_or_404(opening_id: int) -> Opening:
    found = openings.opening_of(opening_id)
    if found is None:
        raise Fault("not_found")
    return found


def _shown(found: Sequence[Opening]) -> list[dict[str, Any]]:
    seats, entries = openings.seats_held(found), openings.entries_so_far(found)
    return [_opening(one, seats.get(one.pk, 0), entries.get(one.pk, 0)) for one in found]


def _opening(opening: Opening, seats: int, entries: int) -> dict[str, Any]:
    moments = ("gathers_at", "freezes_at", "draws_at", "opens_at", "closes_at")
    return {
        "id": opening.pk,
        "office": OfficeBrief.of(opening.office),
        "method": opening.method,
        "phase": openings.phase_of(opening),
        "first_date": opening.first_date,
        "last_date": opening.last_date,
        **{name: local(getattr(opening, name), opening.office) for name in moments},
        "takes_entries": opening.state in LIVE and opening.state != State.SCHEDULED,
        "pace": 0 if opening.paused_at else opening.pace,
        "entries": entries,
        "seats": seats,
        "commitment": opening.commitment,
        "page": f"{settings.PUBLIC_URL}/openings/{opening.pk}/",
    }


def _slot(slot: Slot, opening: Opening) -> dict[str, Any]:
    is_open = slot.state == SlotState.RELEASED or opening.state != State.RUNNING
    return {
        "slot": slot.pk,
        "date": slot.date,
        "window": slot.window.name(language()),
        "starts_at": local(slot.starts_at, opening.office),
        "ends_at": local(slot.ends_at, opening.office),
        "pool": slot.pool,
        "capacity": slot.capacity,
        "left": max(0, slot.capacity - slot.taken) if is_open and slot.state != SlotState.CLOSED else 0,
    }
