"""What those who work on complaints do: verify, reject, take, assign, answer, ask back, note, close."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.accounts.models import User
from giliran.complaints import permissions, selectors
from giliran.complaints.models import Complaint, Reply
from giliran.complaints.sentences import refusal
from giliran.complaints.services import joined, letters
from giliran.complaints.services.move import move, reason_of, record, require_lead, require_work, say, words
from giliran.complaints.states import (
    CLASS_OF,
    IN_CONFIDENCE,
    Category,
    ComplaintClass,
    ReplyKind,
    State,
)
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.states import Role

ASKED_FOR = timedelta(days=30)
"""So long a question waits for its answer (UU 25/2009, art. 44)."""


def verify(*, complaint: Complaint, by: Actor, now: datetime, category: str = "", klass: str = "") -> None:
    """Say that it is a complaint for here, and what it is about. What turns out to be about brokers, levies or those
    who help them goes to headquarters, and is out of the office's sight.

    Raises `Refusal` (`not_now`, `moved_meanwhile`, `at_headquarters`, `category_missing`).
    """
    require_work(by, complaint)
    subject = Category(category) if category in Category.values else Category(complaint.category)
    if category and category not in Category.values:
        raise refusal("category_missing", field="category")
    kind = _class(subject, klass, complaint)
    due = selectors.deadlines_for(complaint.office, kind, complaint.filed_at)
    turned = subject in IN_CONFIDENCE
    changes: dict[str, Any] = {"category": subject, "klass": kind, "close_due_at": due.close_due_at, "verified_at": now}
    if turned and not complaint.in_confidence:
        changes |= {"in_confidence": True, "at_headquarters": True, "assigned_to_id": None, "booking_id": None}
    with transaction.atomic():
        made = {"category": subject.value, "class": kind.value}
        move(complaint, State.VERIFIED, by=by, now=now, event="complaint.verified", data=made, **changes)


def reject(*, complaint: Complaint, reason: str, by: Actor, now: datetime) -> None:
    """Not accepted, with a reason that the person reads. Raises `Refusal` (`reason_missing`, ...)."""
    require_lead(by, complaint)
    _end(complaint, State.REJECTED, reason, event="complaint.rejected", by=by, now=now)


def take(*, complaint: Complaint, by: Actor, now: datetime) -> None:
    """Work on it oneself. What has not been verified is by that."""
    require_work(by, complaint)
    _give(complaint, by.account_id, by=by, now=now, event="complaint.taken")


def assign(*, complaint: Complaint, to: User, by: Actor, now: datetime) -> None:
    """Give it to somebody who works on complaints where it lies. Raises `Refusal` (`not_working_here`)."""
    require_lead(by, complaint)
    if not _works_where(to, complaint):
        raise refusal("not_working_here", field="to")
    _give(complaint, to.pk, by=by, now=now, event="complaint.assigned")


def reply(*, complaint: Complaint, text: str, by: Actor, now: datetime, is_final: bool = True) -> Reply:
    """Answer the person, and all whose complaints were joined with this one. A final answer closes it by itself when
    ten working days bring no reply; a first one (`is_final` is False) says that it is being worked on.

    Raises `Refusal` (`words_missing`, `text_too_long`, `not_now`, ...).
    """
    require_work(by, complaint)
    said = words(text)
    silence = selectors.terms().silence
    closes_at = selectors.working_days_from(complaint.office, now, silence) if is_final else None
    state, event = (State.RESPONDED, "complaint.answered") if is_final else (State.IN_PROGRESS, "complaint.replied")
    with transaction.atomic():
        move(complaint, state, by=by, now=now, event=event, closes_at=closes_at, asked_at=None,
             extended_until=None if is_final else complaint.extended_until,
             **_answered(complaint, now, is_final))  # fmt: skip
        kind = ReplyKind.ANSWER if is_final else ReplyKind.INTERIM
        made = say(complaint, said, side=permissions.side_of(by), kind=kind, by=by, now=now)
        letters.tell_said(complaint, made, now=now)
        joined.follow(complaint, made, now=now)
    return made


def ask_back(*, complaint: Complaint, text: str, by: Actor, now: datetime) -> Reply:
    """Ask the person something. Nobody is late until they answer; after thirty days without an answer it is closed."""
    require_work(by, complaint)
    said = words(text)
    with transaction.atomic():
        move(complaint, State.IN_PROGRESS, by=by, now=now, event="complaint.asked", asked_at=now,
             closes_at=now + ASKED_FOR, **_answered(complaint, now, is_final=False))  # fmt: skip
        made = say(complaint, said, side=permissions.side_of(by), kind=ReplyKind.QUESTION, by=by, now=now)
        letters.tell_said(complaint, made, now=now)
    return made


def note(*, complaint: Complaint, text: str, by: Actor, now: datetime) -> Reply:
    """Words for those who work on it only. An office may note on what lies at headquarters, which it still sees."""
    if not permissions.may_see(by, complaint):
        raise PermissionDenied
    said = words(text)
    with transaction.atomic():
        made = say(complaint, said, side=permissions.side_of(by), kind=ReplyKind.INTERNAL, by=by, now=now)
        record("complaint.noted", complaint, by=by, now=now)
    return made


def resolve(*, complaint: Complaint, reason: str, by: Actor, now: datetime) -> None:
    """Close it, and why; the person reads it. Headquarters may close what lies at an office; it lies at headquarters
    from then on."""
    require_work(by, complaint)
    _end(complaint, State.RESOLVED, reason, event="complaint.resolved", by=by, now=now)


def open_contact(*, complaint: Complaint, by: Actor, now: datetime) -> selectors.Contact:
    """Who complains. Each look is on record. Raises `Refusal` (`contact_closed`) where the person wanted it so."""
    if not permissions.may_see(by, complaint):
        raise PermissionDenied
    if not permissions.may_open_contact(by, complaint):
        raise refusal("contact_closed")
    with transaction.atomic():
        record("complaint.contact_opened", complaint, by=by, now=now)
    found = selectors.contact_of(complaint)
    if not found and complaint.account is not None:
        account = complaint.account
        return selectors.Contact(account.name, account.email or account.contact_email, account.phone)
    return found


def _end(complaint: Complaint, to: State, reason: str, *, event: str, by: Actor, now: datetime) -> None:
    """The last word, for its person and for those whose complaints were joined with it."""
    why = reason_of(reason)
    taken: dict[str, Any] = {"at_headquarters": True} if permissions.is_headquarters(by) else {}
    with transaction.atomic():
        move(complaint, to, by=by, now=now, event=event, reason=why, closes_at=None, asked_at=None,
             **_answered(complaint, now, is_final=True), **taken)  # fmt: skip
        made = say(complaint, why, side=permissions.side_of(by), kind=ReplyKind.ANSWER, by=by, now=now)
        letters.tell_moved(complaint, reason=why, now=now)
        joined.follow(complaint, made, now=now)


def _class(subject: Category, klass: str, complaint: Complaint) -> ComplaintClass:
    if klass in ComplaintClass.values:
        return ComplaintClass(klass)
    if subject == complaint.category:
        return ComplaintClass(complaint.klass)
    return CLASS_OF.get(subject, ComplaintClass.ORDINARY)


def _give(complaint: Complaint, user_id: int, *, by: Actor, now: datetime, event: str) -> None:
    with transaction.atomic():
        move(complaint, State.IN_PROGRESS, by=by, now=now, event=event, assigned_to_id=user_id,
             verified_at=complaint.verified_at or now)  # fmt: skip


def _works_where(user: User, complaint: Complaint) -> bool:
    actor = Actor(user.pk, str(user), "web", offices.roles_of(user.pk))
    if complaint.at_headquarters or complaint.office_id is None:
        return (Role.HEADQUARTERS, None) in actor.roles and permissions.is_headquarters(actor)
    return permissions.may_work_at(actor, complaint.office_id)


def _answered(complaint: Complaint, now: datetime, is_final: bool) -> dict[str, Any]:
    first: dict[str, Any] = {
        "first_answered_at": complaint.first_answered_at or now,
        "verified_at": complaint.verified_at or now,
    }
    return first | ({"answered_at": now} if is_final else {})
