"""An account's parties on the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from ninja import Header, Router, Schema, Status
from pydantic import Field, StrictBool, StrictInt

from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import In, OfficeBrief, local
from giliran.api.v1.bookings import KEY, PersonIn, checked_key, people_asked_for
from giliran.core import clock, ids
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.waiting import selectors as waits
from giliran.waiting.sentences import happened, sentence
from giliran.waiting.services import decline as declining
from giliran.waiting.services import join as joining
from giliran.waiting.services.join import Wanted

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.waiting.models import WaitingParty, WaitingPerson

router = Router(tags=["waiting"], auth=SIGNED_IN)

_MOST_SENT = 50
_KEY = KEY | {"description": "A name of the caller's choice: sent again, it gives the same party again"}
Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]


class WaitIn(In):
    office: str = Field(max_length=40, pattern=r"^[a-z0-9-]+$", description="The office's code")
    people: list[PersonIn] = Field(max_length=_MOST_SENT, description="One to five people, all together or not at all")
    days: list[date] = Field(max_length=_MOST_SENT, description="From tomorrow on, as far as the office has days")
    windows: list[Letter] = Field([], max_length=_MOST_SENT, description="Letters of the office's windows; none: any")
    notice: Annotated[StrictInt, Field(ge=0, le=14)] = Field(0, description="How many days ahead a place must be")
    guardian_present: StrictBool = Field(False, description="A parent or guardian comes along with a child alone")


class WaitPersonOut(Schema):
    applicant: UUID | None = Field(description="Null for somebody who has left the account since")
    full_name: str
    nik_last4: str
    service: str
    booklet: str
    purpose: str


class RankOut(Schema):
    date: date
    rank: int = Field(description="The party's place among those who wait for this day, from 1")
    of: int


class CameOut(Schema):
    at: datetime
    date: date
    window: str
    seats: int = Field(description="Seats that came free")
    given: int = Field(description="Of these, seats that the waiting list got")
    why: str = Field(description="Why not this party, as a code")
    why_words: str


class WaitOut(Schema):
    id: str
    office: OfficeBrief
    state: Literal["waiting", "found", "declined", "left", "expired"]
    ending: Literal["", "booked", "entered", "over"] = Field(description="Why it ended without having left")
    created_at: datetime
    people: list[WaitPersonOut]
    days: list[date]
    windows: list[str]
    notice: int
    ranks: list[RankOut] = Field(description="While it waits; as it is at this moment")
    came_free: list[CameOut] = Field(description="What came free on its days and windows, the newest first")
    booking: str | None = Field(description="Code of the booking that was found")


@router.get("", response=Page[WaitOut])
def list_waiting(request: ApiRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The account's parties, the newest first."""
    return paginate(waits.parties_of(request.actor), page, lambda found: [_shown(one) for one in found])


@router.post("", response={200: WaitOut, 201: WaitOut, 409: None}, openapi_extra={"parameters": [_KEY]})
def join_list(
    request: ApiRequest,
    wish: WaitIn,
    key: Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)] = "",
) -> Status[dict[str, Any]]:
    """Wait with a party of one to five for any place on these days. When does not matter; joining again changes
    nothing.

    The same key again gives the same party (200), and 422 `key_reused` with another body.
    """
    checked_key(key)
    now = clock.now()
    office = offices.office_by_code(wish.office)
    if office is None:
        raise Refusal("office_unknown", sentence("office_unknown"))
    made = joining.join(
        office=office,
        people=people_asked_for(wish.people, request.actor),
        wanted=Wanted(tuple(wish.days), _windows(office, wish.windows), wish.notice),
        key=key,
        by=request.actor,
        now=now,
        guardian_present=wish.guardian_present,
    )
    return Status(201 if made.created_at == now else 200, _shown(party_or_404(made.public_id, request)))


@router.get("/{party_id}", response=WaitOut)
def get_waiting(request: ApiRequest, party_id: str) -> dict[str, Any]:
    """One party: its place in the order, and what came free so far."""
    return _shown(party_or_404(party_id, request))


@router.delete("/{party_id}", response={200: WaitOut, 409: None})
def leave_list(request: ApiRequest, party_id: str) -> dict[str, Any]:
    """Leave the list. A place that was found is declined instead, or its booking cancelled."""
    joining.leave(party=party_or_404(party_id, request), by=request.actor, now=clock.now())
    return get_waiting(request, party_id)


@router.post("/{party_id}/decline", response={200: WaitOut, 409: None})
def decline_place(request: ApiRequest, party_id: str) -> dict[str, Any]:
    """Give a found place to the next in line, until the day before. It is no loss, and the party may wait again."""
    declining.decline(party=party_or_404(party_id, request), by=request.actor, now=clock.now())
    return get_waiting(request, party_id)


def party_or_404(party_id: str, request: ApiRequest) -> WaitingParty:
    """A party of the account itself; one that the actor only helps with is for the desk."""
    found = waits.party_for(party_id, request.actor) if party_id.isalnum() and len(party_id) <= 16 else None
    if found is None or found.account_id != request.actor.user_id:
        raise Fault("not_found")
    return found


def _windows(office: Office, letters: Sequence[str]) -> tuple[int, ...]:
    """Ids of the office's windows; a letter that it does not have is none, and refused as such."""
    known = {one.letter: one.pk for one in offices.windows_of(office)}
    return tuple(known.get(letter, 0) for letter in letters)


def _shown(party: WaitingParty) -> dict[str, Any]:
    wanted = waits.windows_of(party)
    return {
        "id": party.public_id,
        "office": OfficeBrief.of(party.office),
        "state": party.state,
        "ending": party.ending,
        "created_at": local(party.created_at, party.office),
        "people": [_person(one) for one in party.people.all()],
        "days": [one.date for one in party.days.all()],
        "windows": [one.letter for one in offices.windows_of(party.office) if one.pk in wanted],
        "notice": party.notice,
        "ranks": [{"date": one.date, "rank": one.rank, "of": one.of} for one in waits.ranks_of(party, now=clock.now())]
        if party.state == "waiting"
        else [],
        "came_free": [_came(one, party) for one in waits.happenings_of(party)],
        "booking": ids.show_code(party.booking.code) if party.booking else None,
    }


def _came(one: waits.Happening, party: WaitingParty) -> dict[str, Any]:
    return {
        "at": local(one.at, party.office),
        "date": one.slot.date,
        "window": one.slot.window.letter,
        "seats": one.seats,
        "given": one.given,
        "why": one.why,
        "why_words": str(happened(one.why)),
    }


def _person(person: WaitingPerson) -> dict[str, Any]:
    known = person.applicant
    return {
        "applicant": known.public_id if known else None,
        "full_name": known.full_name if known else "",
        "nik_last4": known.nik_last4 if known else "",
        "service": person.service,
        "booklet": person.booklet,
        "purpose": person.purpose,
    }
