"""What an office does, which papers that needs, what it costs: for everybody, in the language asked for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from giliran.api.errors import Fault
from giliran.api.shapes import IsoDate, language
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import Purpose
from giliran.core import clock

router = Router(tags=["catalogue"])

WESTERN = "Asia/Jakarta"
PurposeCode = Literal["holiday", "worship", "work", "study", "official", "medical", "family", "apprenticeship"]


class ServiceOut(Schema):
    code: str
    kind: str
    name: str
    summary: str
    bookable: bool = Field(description="If not, people come without a booking")
    min_age: int | None = Field(description="In full years on the day of the visit, inclusive")
    max_age: int | None


class PurposeOut(Schema):
    code: PurposeCode
    name: str


class ServicesOut(Schema):
    services: list[ServiceOut]
    purposes: list[PurposeOut]


class PaperOut(Schema):
    code: str
    name: str
    requirement: Literal["required", "required_one_of", "conditional", "optional", "process"]
    requirement_name: str
    condition: str


class ServiceDetail(ServiceOut):
    papers: list[PaperOut]


class FeeOut(Schema):
    code: str = Field(description="A booklet's code is what a booking names")
    kind: Literal["booklet", "surcharge", "other"]
    name: str
    amount_idr: int
    validity_years: int | None
    electronic: bool
    min_age: int | None
    note: str
    regulation: str


class FeesOut(Schema):
    date: date
    fees: list[FeeOut]


ServiceCode = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9_-]+$")]


@router.get("services", response=ServicesOut, auth=None)
def list_services(request: HttpRequest) -> dict[str, Any]:
    """Every service, and the purposes of travel that a booking may name."""
    purposes = [{"code": purpose.value, "name": str(purpose.label)} for purpose in Purpose]
    return {"services": catalogue.services(language()), "purposes": purposes}


@router.get("services/{code}", response=ServiceDetail, auth=None)
def get_service(
    request: HttpRequest,
    code: ServiceCode,
    purpose: Annotated[PurposeCode | None, Query(description="Adds what this purpose asks for")] = None,
    age: Annotated[int | None, Query(ge=0, le=150, description="Leaves out what others bring")] = None,
) -> dict[str, Any]:
    """One service with the papers to bring."""
    service = catalogue.service_by_code(code, language())
    if service is None:
        raise Fault("not_found")
    papers = catalogue.papers_for(code, language(), purpose=purpose or "", age=age)
    return {**{name: getattr(service, name) for name in service.__slots__}, "papers": papers}


@router.get("fees", response=FeesOut, auth=None)
def list_fees(
    request: HttpRequest,
    day: Annotated[IsoDate | None, Query(alias="date", description="Today (WIB) if left out")] = None,
) -> dict[str, Any]:
    """Every amount in rupiah that counts on a day; there are no others (R18)."""
    day = day or clock.today(WESTERN)
    return {"date": day, "fees": catalogue.fees_on(day, language())}
