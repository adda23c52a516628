"""The door of an office, for those who work there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field, StrictBool

from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import In, IsoDate, Text, local
from giliran.api.v1.offices import OfficeCode, office_or_404
from giliran.core import clock, ids
from giliran.offices import permissions
from giliran.onsite import selectors as onsite
from giliran.onsite import sentences
from giliran.onsite.policy import Verdict
from giliran.onsite.services import check_in as door

if TYPE_CHECKING:
    from giliran.booking.models import Ticket
    from giliran.offices.models import Office
    from giliran.onsite.models import CheckIn

router = Router(tags=["check-ins"], auth=SIGNED_IN)

TicketId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class LookIn(In):
    text: Annotated[Text, Field(max_length=500)] = Field(
        description="A scanned ticket, a booking code, or a name, label or last four digits"
    )
    is_scan: StrictBool = Field(False, description="The text came from a scanner: it is no name")


class CheckInIn(In):
    tickets: list[TicketId] = Field(max_length=20, description="Ids of the tickets that come in")
    nonce: str = Field(pattern=r"^[!-~]{1,64}$", description="Names this press; the same again changes nothing")
    override_reason: Annotated[Text, Field(max_length=200)] = Field(
        "", description="Why somebody is let in outside their time, or although card and ticket differ"
    )
    card_differs: StrictBool = Field(
        False, description="Name or birth date on the identity card are not those of the ticket"
    )


class VerdictOut(Schema):
    kind: Literal["valid", "attention", "refused"]
    code: str
    detail: str
    needs_reason: bool

    @classmethod
    def of(cls, verdict: Verdict, office: Office) -> VerdictOut:
        return cls(
            kind=verdict.kind,  # type: ignore[arg-type]
            code=verdict.code,
            detail=sentences.reason(verdict, office.timezone),
            needs_reason=verdict.needs_reason,
        )


class Visitor(Schema):
    ticket: str
    label: str
    full_name: str
    nik_last4: str
    booking: str

    @classmethod
    def of(cls, ticket: Ticket) -> Visitor:
        return cls(
            ticket=ticket.public_id,
            label=ticket.label,
            full_name=ticket.full_name,
            nik_last4=ticket.nik_last4,
            booking=ids.show_code(ticket.booking.code),
        )


class Judged(Visitor):
    verdict: VerdictOut
    is_shown: bool = Field(False, description="It was this ticket that was scanned")


class LookOut(Schema):
    verdict: VerdictOut | None = Field(description="Null if several people fit what was typed: see `found`")
    notes: list[VerdictOut]
    people: list[Judged]
    found: list[Visitor]


class Arrival(Visitor):
    at: datetime


class Admitted(Arrival):
    ahead: int = Field(description="People of the same session who stand before this one")


class AdmissionOut(Schema):
    admitted: list[Admitted]
    refused: list[Judged]


@router.post("/{office_id}/looks", response=LookOut)
def look(request: ApiRequest, office_id: OfficeCode, shown: LookIn) -> dict[str, Any]:
    """What the door says to something shown. Nothing is changed but the log."""
    office = office_or_404(office_id)
    seen = door.look(office=office, text=shown.text, by=request.actor, now=clock.now(), is_scan=shown.is_scan)
    return {
        "verdict": VerdictOut.of(seen.verdict, office) if seen.verdict else None,
        "notes": [VerdictOut.of(note, office) for note in seen.notes],
        "people": [_judged(one.ticket, one.verdict, office, one.is_shown) for one in seen.people],
        "found": [Visitor.of(ticket) for ticket in seen.found],
    }


@router.post("/{office_id}/check-ins", response={200: AdmissionOut, 201: AdmissionOut, 409: None})
def check_in(request: ApiRequest, office_id: OfficeCode, press: CheckInIn) -> Status[dict[str, Any]]:
    """Let all or some of a party in, each ticket once whatever happens at other doors."""
    office = office_or_404(office_id)
    admission = door.check_in(
        office=office,
        ticket_ids=press.tickets,
        nonce=press.nonce,
        by=request.actor,
        now=clock.now(),
        override_reason=press.override_reason,
        card_differs=press.card_differs,
    )
    ahead = onsite.people_ahead(admission.admitted, clock.now())
    admitted = [{**_arrival(one, office), "ahead": ahead[one.ticket_id]} for one in admission.admitted]
    refused = [_judged(ticket, verdict, office) for ticket, verdict in admission.refused]
    return Status(200 if admission.repeated else 201, {"admitted": admitted, "refused": refused})


@router.get("/{office_id}/check-ins", response=Page[Arrival])
def list_check_ins(
    request: ApiRequest,
    office_id: OfficeCode,
    day: Annotated[IsoDate | None, Query(alias="date", description="The office's today if left out")] = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """Who has come on a day, the newest first."""
    office = office_or_404(office_id)
    if not permissions.may(request.actor, "see_agenda", office.id):
        raise Fault("forbidden")
    come = onsite.arrivals(office, day or clock.today(office.timezone))
    return paginate(come, page, lambda found: [_arrival(one, office) for one in found])


def _judged(ticket: Ticket, verdict: Verdict, office: Office, is_shown: bool = False) -> dict[str, Any]:
    return {
        **Visitor.of(ticket).model_dump(),
        "verdict": VerdictOut.of(verdict, office),
        "is_shown": is_shown,
    }


def _arrival(check_in: CheckIn, office: Office) -> dict[str, Any]:
    return {**Visitor.of(check_in.ticket).model_dump(), "at": local(check_in.at, office)}
