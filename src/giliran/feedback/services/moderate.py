"""Somebody of the office decides what of the comments the public reads."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import Actor
from giliran.feedback import permissions
from giliran.feedback.models import Comment
from giliran.feedback.sentences import refusal
from giliran.feedback.states import COMMENT_MOVES, CommentState

MOST_SIGNS = 200
"""Of a reason."""


def publish_comment(*, comment: Comment, by: Actor, now: datetime) -> None:
    """Let the public read it. Raises `Refusal` (`comment_moved`)."""
    _decide(comment, CommentState.PUBLISHED, "", by, now)


def hide_comment(*, comment: Comment, reason: str, by: Actor, now: datetime) -> None:
    """Keep it from the public, with a reason. Raises `Refusal` (`reason_missing`, `reason_too_long`,
    `comment_moved`)."""
    why = " ".join(reason.split())
    if not why:
        raise refusal("reason_missing", field="reason")
    if len(why) > MOST_SIGNS:
        raise refusal("reason_too_long", field="reason")
    _decide(comment, CommentState.HIDDEN, why, by, now)


def _decide(comment: Comment, to: CommentState, reason: str, by: Actor, now: datetime) -> None:
    if not permissions.may_moderate(by, comment.office_id):
        raise PermissionDenied
    before = CommentState(comment.state)
    if to not in COMMENT_MOVES[before]:
        raise refusal("comment_moved")
    with transaction.atomic():
        ours = Comment.objects.filter(pk=comment.pk, state=before)
        if not db.claim(ours, state=to, reason=reason, decided_by_id=by.user_id, decided_at=now):
            raise refusal("comment_moved")
        audit.record(
            event=f"comment.{to.value}", by=by, about=f"comment:{comment.pk}", at=now, office_id=comment.office_id,
            data={"reason": reason} if reason else {},
        )  # fmt: skip
