"""Complaints about the same thing: joined by the hundred, and told together what one of them is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from giliran.audit import services as audit
from giliran.complaints import permissions
from giliran.complaints.models import Complaint, ComplaintMove, Reply
from giliran.complaints.sentences import refusal
from giliran.complaints.services import letters
from giliran.complaints.services.move import require_work
from giliran.complaints.states import OVER
from giliran.core import db
from giliran.core.types import Actor

MOST_AT_ONCE = 500
TOLD_AT_ONCE = 200
"""So many people are told in one round of the tick."""


def merge(*, ids: Collection[int], into: Complaint, by: Actor, now: datetime) -> int:
    """Join complaints (by primary key) with `into`: they leave the desk, follow its state, and their people hear its
    answers. Those that are over, joined already or out of the actor's sight are passed over. Returns how many.

    Raises `Refusal` (`merge_nothing`, `merge_too_many`, `merge_with_itself`, `merge_confidence`; `not_now` where `into`
    is closed, so that nobody would be answered any more).
    """
    require_work(by, into)
    chosen = set(ids)
    if not chosen:
        raise refusal("merge_nothing")
    if len(chosen) > MOST_AT_ONCE:
        raise refusal("merge_too_many")
    if into.pk in chosen:
        raise refusal("merge_with_itself")
    with transaction.atomic():
        rows = _lock(chosen, into)
        fit = [one for one in rows if one.state not in OVER and permissions.may_work(by, one)]
        if any(one.in_confidence != into.in_confidence for one in fit):
            raise refusal("merge_confidence")
        names = [one.pk for one in fit]
        Complaint.objects.filter(merged_into_id__in=names).update(merged_into=into)
        Complaint.objects.filter(pk__in=names).update(
            merged_into=into, due_at=None, closes_at=None, version=F("version") + 1, state_at=now
        )
        _note_steps(fit, into, by, now)
    return len(names)


def follow(main: Complaint, said: Reply | None, *, now: datetime) -> int:
    """What was joined with a complaint stands where it stands, and its people are told by the tick what was said. In
    the caller's transaction. Returns how many."""
    rows = Complaint.objects.filter(merged_into=main).exclude(state__in=OVER)
    changes = {"state": main.state, "state_at": now, "version": F("version") + 1}
    if said is not None:
        changes |= {"to_tell": said, "first_answered_at": main.first_answered_at, "answered_at": main.answered_at}
    return rows.update(**changes)


def tell_joined(now: datetime) -> int:
    """Tick step: people whose complaint was joined with another hear what was answered to it. Returns how many."""
    waiting = Complaint.objects.filter(to_tell__isnull=False).select_related("office", "account", "to_tell")
    return sum(_tell(one, now) for one in waiting.order_by("id")[:TOLD_AT_ONCE])


def _tell(complaint: Complaint, now: datetime) -> bool:
    reply = complaint.to_tell
    with transaction.atomic():
        ours = Complaint.objects.filter(pk=complaint.pk, to_tell=reply)
        if reply is None or not db.claim(ours, to_tell=None):
            return False
        letters.tell_said(complaint, reply, now=now)
    return True


def _lock(chosen: Collection[int], into: Complaint) -> list[Complaint]:
    """The rows that may be joined. They and `into` are locked in one order, so that of two who join crosswise, or of
    one who joins and one who closes, the second sees what the first did."""
    wanted = Q(pk__in=chosen, merged_into=None) | Q(pk=into.pk)
    rows = {one.pk: one for one in Complaint.objects.select_for_update().filter(wanted).order_by("pk")}
    main = rows.pop(into.pk)
    if main.merged_into_id is not None:
        raise refusal("merge_with_itself")
    if main.state in OVER:
        raise refusal("not_now")
    return list(rows.values())


def _note_steps(joined: list[Complaint], into: Complaint, by: Actor, now: datetime) -> None:
    side = permissions.side_of(by)
    ComplaintMove.objects.bulk_create(
        ComplaintMove(
            complaint=one, at=now, what="complaint.merged", side=side, by_id=by.user_id, from_state=one.state,
            to_state=one.state, at_headquarters=one.at_headquarters, reason=into.number,
        )
        for one in joined
    )  # fmt: skip
    audit.record_many(
        audit.Line("complaint.merged", by, f"complaint:{one.number}", now,
                   None if one.in_confidence else one.office_id, {"into": into.number})
        for one in joined
    )  # fmt: skip
