"""One step of a complaint: claimed by the version that was read, written down, and on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from giliran.audit import services as audit
from giliran.complaints import permissions, policy
from giliran.complaints.models import Complaint, ComplaintMove, Reply
from giliran.complaints.sentences import MOST_SIGNS, refusal
from giliran.complaints.states import MOVES, OPEN, ReplyKind, Side, State
from giliran.core import db, masks
from giliran.core.types import Actor

MOST_OF_A_REASON = 1000


def move(
    complaint: Complaint,
    to: State | None,
    *,
    by: Actor,
    now: datetime,
    event: str,
    side: Side | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> ComplaintMove:
    """Take a complaint to a state, or change something about it where it stands (`to` is None), in the caller's
    transaction.

    What is due next follows from the state. Raises `Refusal`: `not_now` where no such move exists, `moved_meanwhile`
    where somebody else was faster than the version that `complaint` was read at.
    """
    before = State(complaint.state)
    after = before if to is None else to
    if to is not None and to not in MOVES[before]:
        raise refusal("not_now")
    told = changes | ({"state": after, "state_at": now} if to is not None else {})
    told |= {"due_at": _due(complaint, after, told), "version": complaint.version + 1}
    if not db.claim(Complaint.objects.filter(pk=complaint.pk, version=complaint.version), **told):
        raise refusal("moved_meanwhile")
    for name, value in told.items():
        setattr(complaint, name, value)
    made = ComplaintMove.objects.create(
        complaint=complaint, at=now, what=event, side=side or permissions.side_of(by), by_id=by.user_id,
        from_state=before, to_state=after, at_headquarters=complaint.at_headquarters, reason=reason,
    )  # fmt: skip
    record(event, complaint, by=by, now=now, data=dict(data or {}) | ({"reason": reason} if reason else {}))
    return made


def lock(complaint: Complaint) -> None:
    """Read it anew, and let nobody else take a step with it until the caller's transaction ends. For whoever means it
    as it stands now, whatever they have seen."""
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update())


def say(
    complaint: Complaint, text: str, *, side: Side, kind: ReplyKind, by: Actor, now: datetime, reference: str = ""
) -> Reply:
    """Keep words about a complaint, without the numbers of identity cards."""
    return Reply.objects.create(
        complaint=complaint, at=now, side=side, kind=kind, by_id=by.user_id, text=masks.mask_numbers(text),
        reference=reference,
    )  # fmt: skip


def record(event: str, complaint: Complaint, *, by: Actor, now: datetime, data: dict[str, Any] | None = None) -> None:
    """One line in the log. What was reported in confidence stands in no office's log."""
    office_id = None if complaint.in_confidence else complaint.office_id
    about = f"complaint:{complaint.number}"
    audit.record(event=event, by=by, about=about, at=now, office_id=office_id, data=data or {})


def require_work(by: Actor, complaint: Complaint) -> None:
    """`PermissionDenied` for whoever may not see it; a `Refusal` (`at_headquarters`) for an office that must wait."""
    if not permissions.may_see(by, complaint):
        raise PermissionDenied
    if not permissions.may_work(by, complaint):
        raise refusal("at_headquarters")


def require_lead(by: Actor, complaint: Complaint) -> None:
    require_work(by, complaint)
    if not permissions.may_lead(by, complaint):
        raise PermissionDenied


def words(text: str, *, field: str = "text") -> str:
    """What was typed, with its lines; else a `Refusal` (`words_missing`, `text_too_long`)."""
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise refusal("words_missing", field=field)
    return not_too_long(said, field=field)


def not_too_long(text: str, *, field: str = "text") -> str:
    if len(text) > MOST_SIGNS:
        raise refusal("text_too_long", field=field, typed=len(text))
    return text


def reason_of(text: str) -> str:
    """A reason in one line; else a `Refusal` (`reason_missing`, `reason_too_long`)."""
    why = " ".join(text.split())
    if not why:
        raise refusal("reason_missing", field="reason")
    if len(why) > MOST_OF_A_REASON:
        raise refusal("reason_too_long", field="reason")
    return masks.mask_numbers(why)


def _due(complaint: Complaint, after: State, told: Mapping[str, Any]) -> datetime | None:
    def value(name: str) -> Any:
        return told.get(name, getattr(complaint, name))

    if after not in OPEN or value("asked_at") or value("merged_into_id"):
        return None
    due = policy.Deadlines(value("verify_due_at"), value("first_answer_due_at"), value("close_due_at"))
    return policy.next_due(
        due, is_verified=bool(value("verified_at")), is_answered=bool(value("first_answered_at")),
        extended_until=value("extended_until"),
    )  # fmt: skip
