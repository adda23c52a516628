"""An account's complaints: filed, read, answered, accepted, opened again and rated, as on pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from ninja import Header, Router, Schema, Status
from pydantic import Field, StrictInt

from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.limits import PACE, Hourly
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import In, Lines, OfficeBrief, Text, language
from giliran.api.v1.bookings import KEY, checked_key
from giliran.complaints import policy, selectors, services
from giliran.complaints.sentences import refusal
from giliran.complaints.services import ComplaintDraft
from giliran.complaints.states import Category, Mode, ReplyKind, Side, State
from giliran.core import clock

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint, Reply
    from giliran.complaints.services import Received
    from giliran.offices.models import Office

router = Router(tags=["complaints"], auth=SIGNED_IN)

FILED = Hourly("complaints", 60)
"""As many as from one address on pages."""

_MOST_SENT = 20_000
_KEY = KEY | {"description": "A name of the caller's choice: sent again, it is the same complaint or message again"}
_Key = Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)]


class ComplaintIn(In):
    category: Category = Field(description="broker, levy and collusion are seen by headquarters alone")
    text: Lines = Field(max_length=_MOST_SENT, description="At most 10,000 characters; NIK and KK are blacked out")
    mode: Mode = Field(Mode.NAMED, description="anonymous: it is not kept under the account, `link` alone leads to it")
    office: str | None = Field(None, max_length=40, pattern=r"^[a-z0-9-]+$", description="Its code; none: the country")
    booking: Text = Field("", max_length=40, description="Code of the booking that it is about")


class WordsIn(In):
    text: Lines = Field(max_length=_MOST_SENT, description="At most 10,000 characters; NIK and KK are blacked out")


class RatingIn(In):
    score: StrictInt = Field(description="1 (not good) to 4 (very good)")
    comment: Text = Field("", max_length=_MOST_SENT, description="At most 1,000 characters")


class SaidOut(Schema):
    at: datetime
    by: Side
    kind: ReplyKind
    text: str


class TermOut(Schema):
    term: Literal["verify", "first_answer", "finish"]
    until: date = Field(description="The last day, at the office")
    is_met: bool


class BriefOut(Schema):
    number: str = Field(description="As people read it, for example ADU-K7M-PQ2-X9A")
    category: Category
    category_words: str
    mode: Mode
    office: OfficeBrief | None = Field(description="Null for what concerns the country")
    state: State
    state_words: str
    filed_at: datetime


class ComplaintOut(BriefOut):
    text: str
    works: Literal["office", "hq"] = Field(description="Who has to act")
    due: date | None = Field(description="The day with which the term that runs now ends; null while nobody has to act")
    closes: date | None = Field(description="The day after which it is closed if the person says nothing")
    is_asked: bool = Field(description="Something was asked that waits for an answer")
    is_joined: bool = Field(description="Joined with others about the same; what is answered to all stands here")
    terms: list[TermOut]
    said: list[SaidOut] = Field(description="What was said after it was filed, the oldest first")
    photos: int
    can_reopen: bool = Field(description="Once, within ten days after it was closed")
    rating: int | None


class FiledOut(ComplaintOut):
    link: str | None = Field(description="Of an anonymous complaint, told here alone: whoever has it reads it")


@router.get("", response=Page[BriefOut])
def list_complaints(request: ApiRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The account's complaints, the newest first. Anonymous ones are nobody's."""
    return paginate(selectors.mine(request.actor), page, lambda found: [_brief(one) for one in found])


@router.post(
    "",
    response={200: FiledOut, 201: FiledOut, 409: None},
    throttle=[PACE, FILED],
    openapi_extra={"parameters": [_KEY]},
)
def file_complaint(request: ApiRequest, given: ComplaintIn, key: _Key = "") -> Status[dict[str, Any]]:
    """Complain, with one's name, confidentially (only headquarters opens the name) or anonymously.

    The same key again gives the same complaint (200), and 422 `key_reused` with another body. An anonymous one with
    another body is another complaint; its link follows from key and body, so that the key must be one that nobody
    guesses. At most 60 an hour.
    """
    checked_key(key)
    draft = ComplaintDraft(
        category=given.category,
        text=given.text,
        mode=given.mode,
        office=_office(given.office),
        booking_code=given.booking,
    )
    now = clock.now()
    came = services.file_complaint(draft=draft, by=request.actor, now=now, language=language(), key=key)
    return Status(201 if came.is_new else 200, _shown(came.complaint) | {"link": _link(came)})


@router.get("/{number}", response=ComplaintOut)
def get_complaint(request: ApiRequest, number: str) -> dict[str, Any]:
    """One complaint, by its number as typed: how it stands, until when, and what was said."""
    return _shown(complaint_or_404(number, request))


@router.post(
    "/{number}/answer",
    response={200: ComplaintOut, 201: ComplaintOut, 409: None},
    openapi_extra={"parameters": [_KEY]},
)
def answer_complaint(request: ApiRequest, number: str, given: WordsIn, key: _Key = "") -> Status[dict[str, Any]]:
    """Answer a question, say that an answer does not help, or add something; until it is closed.

    The same key again is the same message (200), and 422 `key_reused` with other words.
    """
    checked_key(key)
    now = clock.now()
    found = complaint_or_404(number, request)
    said = services.answer(complaint=found, text=given.text, by=request.actor, now=now, key=key)
    is_new = said.at == now  # a repeated key gives a message of an earlier moment
    return Status(201 if is_new else 200, get_complaint(request, number))


@router.post("/{number}/accept", response={200: ComplaintOut, 409: None})
def accept_answer(request: ApiRequest, number: str) -> dict[str, Any]:
    """Say that it is settled: it is closed."""
    services.accept(complaint=complaint_or_404(number, request), by=request.actor, now=clock.now())
    return get_complaint(request, number)


@router.post("/{number}/reopen", response={200: ComplaintOut, 409: None})
def reopen_complaint(request: ApiRequest, number: str, given: WordsIn) -> dict[str, Any]:
    """Say why it is not settled: it is looked at anew. Once, within ten days."""
    found = complaint_or_404(number, request)
    services.reopen(complaint=found, text=given.text, by=request.actor, now=clock.now())
    return get_complaint(request, number)


@router.post("/{number}/rate", response={200: ComplaintOut, 409: None})
def rate_answer(request: ApiRequest, number: str, given: RatingIn) -> dict[str, Any]:
    """Say how good the answer was. The last word counts."""
    found = complaint_or_404(number, request)
    services.rate(complaint=found, score=given.score, comment=given.comment, by=request.actor, now=clock.now())
    return get_complaint(request, number)


def complaint_or_404(number: str, request: ApiRequest) -> Complaint:
    """A complaint of the account itself, whatever else the actor works on: that is for the desk."""
    found = selectors.one_of_mine(selectors.parse_number(number), request.actor)
    if found is None:
        raise Fault("not_found")
    return found


def _office(code: str | None) -> Office | None:
    if code is None:
        return None
    found = next((one for one in selectors.offices_to_name() if one.code == code), None)
    if found is None:
        raise refusal("office_unknown", field="office")
    return found


def _link(came: Received) -> str | None:
    is_anonymous = came.complaint.account_id is None
    return f"{settings.PUBLIC_URL}/complaints/{came.token}/" if came.token and is_anonymous else None


def _brief(complaint: Complaint) -> dict[str, Any]:
    return {
        "number": selectors.show_number(complaint.number),
        "category": complaint.category,
        "category_words": complaint.get_category_display(),
        "mode": complaint.mode,
        "office": OfficeBrief.of(complaint.office) if complaint.office else None,
        "state": complaint.state,
        "state_words": complaint.get_state_display(),
        "filed_at": _local(complaint.filed_at, complaint),
    }


def _shown(complaint: Complaint) -> dict[str, Any]:
    standing = selectors.standing(complaint)
    return _brief(complaint) | {
        "text": complaint.text,
        "works": "hq" if standing.at_headquarters else "office",
        "due": _day(standing.due_at, standing),
        "closes": _day(standing.closes_at, standing),
        "is_asked": complaint.asked_at is not None,
        "is_joined": complaint.merged_into_id is not None,
        "terms": _terms(complaint),
        "said": [_said(one, complaint) for one in selectors.said_to(complaint)],
        "photos": len(selectors.photos_of(complaint)),
        "can_reopen": services.may_reopen(complaint, now=clock.now()) is None,
        "rating": complaint.rating,
    }


def _terms(complaint: Complaint) -> list[dict[str, Any]]:
    terms = (
        ("verify", complaint.verify_due_at, complaint.verified_at),
        ("first_answer", complaint.first_answer_due_at, complaint.first_answered_at),
        ("finish", complaint.close_due_at, complaint.answered_at),
    )
    return [{"term": term, "until": _day(due, complaint), "is_met": met is not None} for term, due, met in terms]


def _said(reply: Reply, complaint: Complaint) -> dict[str, Any]:
    return {"at": _local(reply.at, complaint), "by": reply.side, "kind": reply.kind, "text": reply.text}


def _day(due_at: datetime | None, complaint: Complaint) -> date | None:
    return policy.last_day_of(due_at, selectors.zone_of(complaint.office)) if due_at else None


def _local(moment: datetime, complaint: Complaint) -> datetime:
    return moment.astimezone(ZoneInfo(selectors.zone_of(complaint.office)))
