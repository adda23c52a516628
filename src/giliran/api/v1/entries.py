"""An account's entries in an opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from ninja import Header, Router, Schema, Status
from pydantic import Field, StrictBool

from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import Id, In, local
from giliran.api.v1.bookings import KEY, PersonIn, checked_key, people_asked_for
from giliran.api.v1.openings import OpeningId, Phase, opening_or_404
from giliran.core import clock, ids
from giliran.core.errors import Refusal
from giliran.opening import passes
from giliran.opening import selectors as openings
from giliran.opening.policy import turns
from giliran.opening.sentences import sentence
from giliran.opening.services import enter as entering
from giliran.opening.services import take_seats
from giliran.opening.services.receipt import receipt_of
from giliran.opening.states import LIVE, Method, Outcome, State

if TYPE_CHECKING:
    from giliran.opening.models import Entry, EntryPerson, Opening

router = Router(tags=["openings"], auth=SIGNED_IN)

_MOST_SENT = 50
_KEY = KEY | {"description": "A name of the caller's choice: sent again, it gives the same entry again"}
_GONE = (Outcome.WITHDRAWN, Outcome.VOID)


class EntryIn(In):
    people: list[PersonIn] = Field(max_length=_MOST_SENT, description="One to five people")
    any_time: StrictBool = Field(False, description="In a ballot: any time will do")
    wishes: list[Id] = Field([], max_length=_MOST_SENT * 2, description="In a ballot: slots, the best first")
    guardian_present: StrictBool = Field(False, description="A parent or guardian comes along with a child alone")


class EntryPersonOut(Schema):
    applicant: UUID | None = Field(description="Null for somebody who has left the account since")
    full_name: str
    nik_last4: str
    service: str
    booklet: str
    purpose: str


class TurnOut(Schema):
    has_come: bool
    people_before: int | None = Field(description="People who stand before the party and are not let in yet")
    expected_at: datetime | None = Field(description="About when the turn comes, as far as it can be said")


class EntryOut(Schema):
    id: str = Field(description="The entry's public number, as in the roll")
    opening: int
    phase: Phase = Field(description="Of the opening")
    created_at: datetime
    people: list[EntryPersonOut]
    any_time: bool
    wishes: list[int]
    class_: int = Field(alias="class", serialization_alias="class", description="0: owed a place by an office")
    losses: int = Field(description="Times without a seat that counted when it was made")
    is_late: bool = Field(description="It came after the freeze and stands behind all that were drawn")
    rank: int | None
    turn: TurnOut
    outcome: Literal["", "entitled", "ballot", "turn", "none", "withdrawn", "void"]
    reason: str = Field(description="Why it does not count, as a code; else empty")
    booking: str | None = Field(description="Code of the booking it came to")


class PassOut(Schema):
    pass_: str = Field(alias="pass", serialization_alias="pass", description="For `Authorization: Pass ...`")
    expires_at: datetime
    url: str = Field(description="Where seats are taken with it")


class ReceiptOut(Schema):
    """What to hold against the draw. `signature` is Ed25519 with the ticket key `key` (see tickets/keys)."""

    opening: int
    entry: str
    class_: int = Field(alias="class", serialization_alias="class")
    losses: int
    party: int
    wishes: str
    commitment: str
    entered_at: str
    key: int
    signature: str


@router.get("/{opening_id}/entries", response=Page[EntryOut], by_alias=True)
def list_entries(request: ApiRequest, opening_id: OpeningId, page: PageNumber = 1) -> dict[str, Any]:
    """The account's entries in this opening, the newest first."""
    opening = opening_or_404(opening_id)
    mine = openings.entries_of(request.actor).filter(opening_id=opening.pk)
    return paginate(mine, page, lambda found: _shown(found, opening))


@router.post(
    "/{opening_id}/entries",
    response={200: EntryOut, 201: EntryOut, 409: None},
    by_alias=True,
    openapi_extra={"parameters": [_KEY]},
)
def enter(
    request: ApiRequest,
    opening_id: OpeningId,
    party: EntryIn,
    key: Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)] = "",
) -> Status[dict[str, Any]]:
    """Enter with a party of one to five people. An entry is never edited, only withdrawn.

    The same key again gives the same entry (200), and 422 `key_reused` with another body.
    """
    checked_key(key)
    opening, now = opening_or_404(opening_id), clock.now()
    made = entering.enter(
        opening_id=opening.pk,
        people=people_asked_for(party.people, request.actor),
        key=key,
        by=request.actor,
        now=now,
        wishes=",".join([*(["any"] if party.any_time else []), *map(str, party.wishes)]),
        guardian_present=party.guardian_present,
    )
    found = entry_or_404(opening.pk, made.public_id, request)
    return Status(201 if made.created_at == now else 200, _shown([found], opening)[0])


@router.get("/{opening_id}/entries/{entry_id}", response=EntryOut, by_alias=True)
def get_entry(request: ApiRequest, opening_id: OpeningId, entry_id: str) -> dict[str, Any]:
    """One entry, and where it stands."""
    found = entry_or_404(opening_id, entry_id, request)
    return _shown([found], found.opening)[0]


@router.post("/{opening_id}/entries/{entry_id}/withdraw", response={200: EntryOut, 409: None}, by_alias=True)
def withdraw(request: ApiRequest, opening_id: OpeningId, entry_id: str) -> dict[str, Any]:
    """Take the party out. Before the freeze its people may enter again at once, else when the opening is over."""
    entering.withdraw(entry=entry_or_404(opening_id, entry_id, request), by=request.actor, now=clock.now())
    return get_entry(request, opening_id, entry_id)


@router.get("/{opening_id}/entries/{entry_id}/pass", response={200: PassOut, 409: None}, by_alias=True)
def get_pass(request: ApiRequest, opening_id: OpeningId, entry_id: str) -> dict[str, Any]:
    """A pass for the rush: it counts for some minutes, for this party only, from the moment its place is known."""
    found = entry_or_404(opening_id, entry_id, request)
    if code := _why_no_pass(found):
        raise Refusal(code, sentence(code))
    claim = take_seats.claim_of(found, clock.now())
    return {"pass": passes.sign(claim), "expires_at": claim.expires_at, "url": f"{settings.PUBLIC_URL}/rush/bookings"}


@router.get("/{opening_id}/entries/{entry_id}/receipt", response=ReceiptOut, by_alias=True)
def get_receipt(request: ApiRequest, opening_id: OpeningId, entry_id: str) -> dict[str, Any]:
    """The entry as it was made, signed; where nothing is drawn there is none."""
    found = entry_or_404(opening_id, entry_id, request)
    if found.opening.method == Method.OPEN:
        raise Fault("not_found")
    return receipt_of(found)


def entry_or_404(opening_id: int, entry_id: str, request: ApiRequest) -> Entry:
    """An entry of the account itself; one that the actor only helps with is for the desk."""
    found = openings.entry_for(entry_id, request.actor) if entry_id.isalnum() else None
    if found is None or (found.opening_id, found.account_id) != (opening_id, request.actor.user_id):
        raise Fault("not_found")
    return found


def _why_no_pass(entry: Entry) -> str:
    """As a code; empty if a pass can be given."""
    if entry.outcome in _GONE:
        return f"entry_{entry.outcome}"
    if entry.opening.state not in LIVE:
        return "opening_cancelled" if entry.opening.state == State.CANCELLED else "opening_closed"
    return "turn_not_reached" if entry.ahead is None else ""


def _shown(entries: Sequence[Entry], opening: Opening) -> list[dict[str, Any]]:
    admitted = openings.admitted_of(opening, clock.now())
    return [_entry(one, opening, admitted) for one in entries]


def _entry(entry: Entry, opening: Opening, admitted: int) -> dict[str, Any]:
    return {
        "id": entry.public_id,
        "opening": opening.pk,
        "phase": openings.phase_of(opening),
        "created_at": local(entry.created_at, opening.office),
        "people": [_person(one) for one in sorted(entry.people.all(), key=lambda one: one.position)],
        "any_time": entry.wishes == "any",
        "wishes": [int(one) for one in entry.wishes.split(",") if one.isdecimal()],
        "class": entry.class_no,
        "losses": entry.losses,
        "is_late": not entry.in_roll and entry.outcome != Outcome.WITHDRAWN and opening.method != Method.OPEN,
        "rank": entry.rank,
        "turn": _turn(entry, opening, admitted),
        "outcome": entry.outcome,
        "reason": entry.reason,
        "booking": ids.show_code(entry.booking.code) if entry.booking else None,
    }


def _person(person: EntryPerson) -> dict[str, Any]:
    known = person.applicant
    return {
        "applicant": known.public_id if known else None,
        "full_name": known.full_name if known else "",
        "nik_last4": known.nik_last4 if known else "",
        "service": person.service,
        "booklet": person.booklet,
        "purpose": person.purpose,
    }


def _turn(entry: Entry, opening: Opening, admitted: int) -> dict[str, Any]:
    if entry.ahead is None or entry.outcome in _GONE or opening.state not in LIVE:
        return {"has_come": False, "people_before": None, "expected_at": None}
    has_come = turns.has_come(entry.ahead, admitted)
    before = max(0, entry.ahead + 1 - admitted) if opening.state == State.RUNNING else entry.ahead
    return {
        "has_come": has_come,
        "people_before": 0 if has_come else before,
        "expected_at": None if has_come else _expected_at(before, opening),
    }


def _expected_at(people_before: int, opening: Opening) -> datetime | None:
    """Before the opening by its hour, afterwards from this moment on; nobody can say while it is paused."""
    if opening.method != Method.TURNS or opening.paused_at or not opening.pace:
        return None
    since = clock.now() if opening.state == State.RUNNING else opening.opens_at
    moment = since + timedelta(minutes=people_before / opening.pace)
    return local(moment.replace(microsecond=0), opening.office)
