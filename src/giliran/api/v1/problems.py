"""Every code that a problem document may carry: what `type` leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from giliran.api import errors, refusals
from giliran.booking.sentences import SENTENCES as OF_BOOKING
from giliran.complaints.sentences import SENTENCES as OF_COMPLAINTS
from giliran.onsite.sentences import REFUSALS as OF_THE_DOOR
from giliran.opening.sentences import SENTENCES as OF_OPENINGS
from giliran.payments.sentences import OF_CALLS
from giliran.waiting.sentences import SENTENCES as OF_WAITING

router = Router(tags=["problems"])


class ProblemKind(Schema):
    code: str
    status: int
    detail: str


@router.get("", response=list[ProblemKind], auth=None)
def list_problems(request: HttpRequest) -> list[dict[str, Any]]:
    """The codes of faults and refusals with their status and their usual sentence."""
    return [
        *_faults(),
        *_refusals(OF_BOOKING),
        *_refusals(OF_OPENINGS),
        *_refusals(OF_WAITING),
        *_refusals(OF_THE_DOOR),
        *_refusals(OF_CALLS),
        *_refusals(OF_COMPLAINTS),
    ]


def _faults() -> Iterator[dict[str, Any]]:
    for code, (status, detail) in errors.FAULTS.items():
        yield {"code": code, "status": status, "detail": str(detail)}


def _refusals(sentences: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for code, sentence in sentences.items():
        yield {"code": code, "status": refusals.status_of_code(code), "detail": str(sentence)}
