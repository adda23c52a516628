"""Shapes that more than one route speaks. Moments carry the offset of the office's zone."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictInt

from giliran.booking.selectors import Alternative, Held
from giliran.core import ids
from giliran.slots.policy import SlotFacts

if TYPE_CHECKING:
    from giliran.offices.models import Office

_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_UNSEEN_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_date(value: Any) -> Any:
    """Only `YYYY-MM-DD`: no numbers, no moments, no weeks."""
    if not isinstance(value, date) and not (isinstance(value, str) and _ISO.fullmatch(value)):
        raise ValueError(_("Send a date as YYYY-MM-DD."))
    return value


def _whole(value: Any) -> Any:
    """JSON knows no difference between 1 and 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Id = Annotated[StrictInt, Field(ge=1, le=2**53 - 1), BeforeValidator(_whole)]
IsoDate = Annotated[date, Field(strict=False), BeforeValidator(_iso_date)]
VISIBLE = AfterValidator(lambda text: _UNSEEN.sub(" ", text))
Text = Annotated[str, VISIBLE]
Lines = Annotated[str, AfterValidator(lambda text: _UNSEEN_IN_LINES.sub(" ", text.replace("\r\n", "\n")))]
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Digits = Annotated[str, Field(max_length=3, pattern=r"^[0-9]*$")]


class In(Schema):
    """What is sent: nothing beyond the named fields."""

    model_config = ConfigDict(extra="forbid")


class OfficeBrief(Schema):
    id: str = Field(description="The office's code, as in its address")
    name: str
    timezone: str = Field(description="IANA name, for example Asia/Jakarta")

    @classmethod
    def of(cls, office: Office) -> OfficeBrief:
        return cls(id=office.code, name=office.name, timezone=office.timezone)


class AlternativeOut(Schema):
    """A slot that would still hold the party."""

    slot: int
    office: OfficeBrief
    date: date
    window: str
    starts_at: datetime
    ends_at: datetime
    left: int
    kilometres: float | None = None

    @classmethod
    def of(cls, alternative: Alternative) -> AlternativeOut:
        office, slot = alternative.office, alternative.slot
        return cls(
            slot=slot.id,
            office=OfficeBrief.of(office),
            date=slot.date,
            window=window_name(slot),
            starts_at=local(slot.starts_at, office),
            ends_at=local(slot.ends_at, office),
            left=slot.left,
            kilometres=round_km(alternative.kilometres),
        )


class HeldOut(Schema):
    """A person who has a booking already; where and when only for the account that holds it."""

    nik_last4: str
    booking: str | None = None
    office: OfficeBrief | None = None
    starts_at: datetime | None = None

    @classmethod
    def of(cls, held: Held) -> HeldOut:
        ticket = held.ticket
        if ticket is None:
            return cls(nik_last4=held.nik_last4)
        return cls(
            nik_last4=held.nik_last4,
            booking=ids.show_code(ticket.booking.code),
            office=OfficeBrief.of(ticket.office),
            starts_at=local(ticket.booking.slot.starts_at, ticket.office),
        )


class FieldProblem(Schema):
    field: str = Field(description="Path of the field, for example people.0.service")
    in_: str = Field(alias="in", serialization_alias="in", description="body, query or header")
    detail: str


class Problem(Schema):
    """RFC 9457. `code` is stable and the same on pages; `detail` is for people, in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: list[FieldProblem] | None = None
    people: list[int] | None = Field(None, description="Positions of the people it is about, from 0")
    alternatives: list[AlternativeOut] | None = None
    held: list[HeldOut] | None = None


def local(moment: datetime, office: Office) -> datetime:
    """The moment with the offset of the office's zone."""
    return moment.astimezone(ZoneInfo(office.timezone))


def language() -> str:
    return get_language() or "id"


def window_name(slot: SlotFacts) -> str:
    return slot.window_name(language())


def round_km(kilometres: float | None) -> float | None:
    return None if kilometres is None else round(kilometres, 1)
