"""The people of an account. NIK and KK go in and never come out: only their last four digits do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field, StrictBool

from giliran.accounts import selectors as accounts
from giliran.accounts import services as people
from giliran.api.auth import SIGNED_IN, ApiRequest
from giliran.api.errors import Fault
from giliran.api.pagination import Page, PageNumber, paginate
from giliran.api.shapes import Digits, In, IsoDate
from giliran.core import clock
from giliran.opening.services import people as promised

if TYPE_CHECKING:
    from giliran.accounts.models import Applicant

router = Router(tags=["applicants"], auth=SIGNED_IN)

Relation = Literal["self", "spouse", "child", "parent", "sibling", "relative", "friend"]


class ApplicantIn(In):
    nik: str = Field(description="16 digits; spaces, dots and hyphens are passed over. Write-only")
    kk: str = Field(description="16 digits of the family card. Write-only")
    full_name: str
    birth_place: str
    relation: Relation = Field(description="Who the person is to the holder of the account")
    street: str
    village: str
    district_code: str = Field(description="Kecamatan, for example 31.74.01")
    birth_date: IsoDate | None = Field(None, description="Read from the NIK if left out")
    sex: Literal["F", "M", ""] = Field("", description="Read from the NIK if left out")
    phone: str = ""
    rt: Digits = ""
    rw: Digits = ""
    has_disability: StrictBool = False
    is_pregnant: StrictBool = False


class ApplicantPatch(ApplicantIn):
    """Only what changes."""

    nik: str = ""
    kk: str = ""
    full_name: str = ""
    birth_place: str = ""
    relation: Relation = "self"
    street: str = ""
    village: str = ""
    district_code: str = ""


class ApplicantOut(Schema):
    id: UUID
    nik_last4: str
    kk_last4: str
    full_name: str
    birth_place: str
    birth_date: date
    sex: Literal["F", "M"]
    relation: Relation
    phone: str
    street: str
    rt: str
    rw: str
    village: str
    district_code: str
    has_disability: bool
    is_pregnant: bool
    identity_check: Literal["unchecked", "plausible", "matched", "mismatched", "unavailable"]
    warnings: list[str] = Field(description="Codes of what an officer will confirm at the counter")
    created_at: datetime

    @staticmethod
    def resolve_id(applicant: Applicant) -> UUID:
        return applicant.public_id


@router.get("", response=Page[ApplicantOut])
def list_applicants(request: ApiRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The people of the account, in the order in which they were entered."""
    return paginate(accounts.applicants_of(request.actor), page, list)


@router.post("", response={201: ApplicantOut})
def add_applicant(request: ApiRequest, person: ApplicantIn) -> Status[Applicant]:
    """Put a person on the account, at most five. What disagrees with the NIK only warns."""
    draft = people.PersonDraft(**person.model_dump())
    return Status(201, people.add_person(draft, by=request.actor, now=clock.now()))


@router.get("/{applicant_id}", response=ApplicantOut)
def get_applicant(request: ApiRequest, applicant_id: UUID) -> Applicant:
    """One person of the account."""
    return applicant_or_404(applicant_id, request)


@router.patch("/{applicant_id}", response={200: ApplicantOut})
def change_applicant(request: ApiRequest, applicant_id: UUID, changes: ApplicantPatch) -> Applicant:
    """Change some fields. With a live ticket, name, NIK and birth date stay: a desk corrects them."""
    applicant, now = applicant_or_404(applicant_id, request), clock.now()
    draft = people.draft_of(applicant, by=request.actor, now=now)
    changed = replace(draft, **changes.model_dump(exclude_unset=True))
    return promised.edit_person(applicant, changed, by=request.actor, now=now)


@router.delete("/{applicant_id}", response={204: None, 409: None})
def remove_applicant(request: ApiRequest, applicant_id: UUID) -> Status[None]:
    """Take a person off the account; not while they have a live ticket."""
    promised.remove_person(applicant_or_404(applicant_id, request), by=request.actor, now=clock.now())
    return Status(204, None)


def applicant_or_404(applicant_id: UUID, request: ApiRequest) -> Applicant:
    applicant = accounts.applicant_of(applicant_id, request.actor)
    if applicant is None:
        raise Fault("not_found")
    return applicant
