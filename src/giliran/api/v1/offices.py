"""Offices, and what is free there: for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import VISIBLE, IsoDate, language, local, round_km, window_name
from giliran.booking.policy import MOST_PEOPLE
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices.selectors import OfficeNear
from giliran.slots import selectors as slots
from giliran.slots.policy import Day, SlotFacts
from giliran.slots.selectors import FreeAt

if TYPE_CHECKING:
    from giliran.offices.models import Office, Window

router = Router(tags=["offices"])

MOST_DAYS = 62
USUAL_DAYS = 28


class OfficeOut(Schema):
    id: str = Field(description="The office's code, as in its address")
    name: str
    class_name: str
    timezone: str = Field(description="IANA name, for example Asia/Jakarta")
    province: str | None = Field(description="Code of the province, two digits")
    regency: str | None
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    location_is_exact: bool
    kilometres: float | None = Field(None, description="From `near`")
    seats_free: int = Field(description="Free seats in all slots that are open now")
    first_free_date: date | None
    next_release_at: datetime | None = Field(description="When further seats open")


class WindowOut(Schema):
    letter: str
    name: str
    starts_at: time
    ends_at: time


class OfficeDetail(OfficeOut):
    weekdays: list[int] = Field(description="Working days; 0 is Monday")
    windows: list[WindowOut]


class SlotOut(Schema):
    slot: int
    name: str
    starts_at: datetime
    ends_at: datetime
    left: int
    capacity: int
    reason: Literal["past", "closed", "not_open", "reserved", "returning", "full"] | None = Field(
        description="Why a party of this size cannot book here, or null"
    )


class DayOut(Schema):
    date: date
    kind: Literal[
        "free", "full", "returning", "in_opening", "holiday", "closed", "weekend", "not_open", "past", "unplanned"
    ]
    note: str | None = Field(description="The name of the holiday, or why the office is closed")
    seats: int = Field(description="All free seats of the day")
    left: int = Field(description="The most seats that one window has for a party to share")
    opens_at: datetime | None
    windows: list[SlotOut]


class AvailabilityOut(Schema):
    office: str
    people: int
    days: list[DayOut]


_POSITION = r"^-?[0-9]{1,2}(\.[0-9]{1,9})?,-?[0-9]{1,3}(\.[0-9]{1,9})?$"
OfficeCode = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9-]+$", description="The office's code")]


@router.get("", response=Page[OfficeOut], auth=None)
def list_offices(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100, description="Words"), VISIBLE] = "",
    province: Annotated[str, Query(pattern=r"^([0-9]{2})?$", description="Code, two digits")] = "",
    near: Annotated[str | None, Query(pattern=_POSITION, description="Latitude,longitude in degrees")] = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """Offices by words in name, city or province; the nearest first if `near` is given."""
    found = offices.find_offices(q, province, _position(near))
    return paginate(found, page, _offices_out)


@router.get("/{office_id}", response=OfficeDetail, auth=None)
def get_office(request: HttpRequest, office_id: OfficeCode) -> dict[str, Any]:
    """One office with its working days and windows."""
    office = office_or_404(office_id)
    today = clock.today(office.timezone)
    [shown] = _offices_out([OfficeNear(office, None)])
    calendar = offices.calendar_of(office, today, today)
    windows = [_window_out(window) for window in offices.windows_of(office)]
    return {**shown, "weekdays": sorted(calendar.weekdays), "windows": windows}


@router.get("/{office_id}/availability", response=AvailabilityOut, auth=None)
def get_availability(
    request: HttpRequest,
    office_id: OfficeCode,
    first: Annotated[IsoDate | None, Query(alias="from", description="First day; today if left out")] = None,
    last: Annotated[IsoDate | None, Query(alias="to", description="Last day; four weeks if left out")] = None,
    people: Annotated[int, Query(ge=1, le=MOST_PEOPLE)] = 1,
) -> dict[str, Any]:
    """Every day with its windows and, where nothing can be booked, why. At most 62 days from `from`."""
    office = office_or_404(office_id)
    first = first or clock.today(office.timezone)
    last = min(last or _later(first, USUAL_DAYS - 1), _later(first, MOST_DAYS - 1))
    days = slots.availability(office, first, last, now=clock.now(), people=people)
    return {"office": office.code, "people": people, "days": [_day_out(day, office, people) for day in days]}


def office_or_404(code: str) -> Office:
    office = offices.office_by_code(code)
    if office is None:
        raise Fault("not_found")
    return office


def _position(near: str | None) -> tuple[float, float] | None:
    if near is None:
        return None
    latitude, _comma, longitude = near.partition(",")
    return float(latitude), float(longitude)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _offices_out(found: Sequence[OfficeNear]) -> list[dict[str, Any]]:
    ids = [one.office.id for one in found]
    free = slots.free_at(ids, now=clock.now())
    openings = slots.next_opening(ids)
    return [_office_out(one, free.get(one.office.id, FreeAt(0, None)), openings.get(one.office.id)) for one in found]


def _office_out(found: OfficeNear, free: FreeAt, opens_at: datetime | None) -> dict[str, Any]:
    office = found.office
    return {
        "id": office.code,
        "name": office.name,
        "class_name": office.class_name,
        "timezone": office.timezone,
        "province": office.regency.province_id if office.regency else None,
        "regency": office.regency.name if office.regency else None,
        "address": office.address,
        "phone": office.phone,
        "latitude": office.latitude,
        "longitude": office.longitude,
        "location_is_exact": office.location_is_exact,
        "kilometres": round_km(found.kilometres),
        "seats_free": free.seats,
        "first_free_date": free.first_date,
        "next_release_at": local(opens_at, office) if opens_at else None,
    }


def _window_out(window: Window) -> dict[str, Any]:
    return {
        "letter": window.letter,
        "name": window.name(language()),
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
    }


def _day_out(day: Day, office: Office, people: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "date": day.date,
        "kind": day.kind,
        "note": (day.off.name(language()) or None) if day.off else None,
        "seats": day.seats,
        "left": day.left,
        "opens_at": local(day.opens_at, office) if day.opens_at else None,
        "windows": [_slot_out(slot, office, slot.reason(people, now)) for slot in day.slots],
    }


def _slot_out(slot: SlotFacts, office: Office, reason: str) -> dict[str, Any]:
    return {
        "slot": slot.id,
        "name": window_name(slot),
        "starts_at": local(slot.starts_at, office),
        "ends_at": local(slot.ends_at, office),
        "left": slot.left,
        "capacity": slot.capacity,
        "reason": reason or None,
    }
