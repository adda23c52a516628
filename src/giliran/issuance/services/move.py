"""One step of a case: claimed by its state, written down, and on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.issuance.models import Case, CaseMove
from giliran.issuance.sentences import sentence
from giliran.issuance.states import MOVES, CaseState

MOST_SIGNS = 300
"""Of a reason, a question or an answer."""


def move(
    case: Case,
    to: CaseState,
    *,
    by: Actor,
    now: datetime,
    event: str,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> CaseMove:
    """Take a case from the state in which `case` was read to the next, in the caller's transaction.

    Of many who do it at once one hears nothing; the others get a `Refusal` (`moved_meanwhile`). `not_now` where no such
    move exists.
    """
    before = CaseState(case.state)
    if to not in MOVES[before]:
        raise refusal("not_now")
    if not db.claim(Case.objects.filter(pk=case.pk, state=before), state=to, state_at=now, **changes):
        raise refusal("moved_meanwhile")
    case.state, case.state_at = to, now
    made = CaseMove.objects.create(case=case, at=now, by_id=by.user_id, from_state=before, to_state=to, reason=reason)
    record(event, case, by=by, now=now, reason=reason, data=data)
    return made


def hold(case: Case) -> None:
    """Let nobody else move this case or answer its question until the caller's transaction ends; read where it stands
    now."""
    case.state = Case.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=case.pk)


def record(
    event: str, case: Case, *, by: Actor, now: datetime, reason: str = "", data: Mapping[str, Any] | None = None
) -> None:
    """One line in the log about a case; it stands under its booking."""
    told = {"label": case.ticket.label, **(data or {})}
    audit.record(
        event=event,
        by=by,
        about=f"booking:{case.ticket.booking.code}",
        at=now,
        office_id=case.office_id,
        data=told | ({"reason": reason} if reason else {}),
    )


def require(may: bool) -> None:
    if not may:
        raise PermissionDenied


def asked(text: str, missing: str, *, field: str = "reason") -> str:
    """What was typed, in one line of at most 300 signs; else a `Refusal`."""
    words = " ".join(text.split())
    if not words:
        raise refusal(missing, field=field)
    if len(words) > MOST_SIGNS:
        raise refusal("too_long", field=field)
    return words


def refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentence(code), field=field)
