"""Comments: what the public reads, and what an office still has to decide about."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from giliran.core.types import Actor
from giliran.feedback import permissions
from giliran.feedback.models import Comment
from giliran.feedback.states import CommentState
from giliran.offices.models import Office


def published_at(office: Office) -> QuerySet[Comment]:
    """What anybody may read, the newest month first."""
    return Comment.objects.filter(office=office, state=CommentState.PUBLISHED).order_by("-month", "id")


def comments_at(office: Office, actor: Actor, state: str = CommentState.WAITING) -> QuerySet[Comment]:
    """The comments of an office in one state, for those who decide about them; what waits longest first."""
    if not permissions.may_moderate(actor, office.pk):
        return Comment.objects.none()
    found = Comment.objects.filter(office=office, state=state).select_related("decided_by")
    return found.order_by("month" if state == CommentState.WAITING else "-month", "id")


def counts_at(office: Office, actor: Actor) -> dict[str, int]:
    """State to how many comments, for those who decide about them."""
    if not permissions.may_moderate(actor, office.pk):
        return {}
    return dict(Comment.objects.filter(office=office).values_list("state").annotate(n=Count("id")))


def comment_of(office: Office, name: UUID, actor: Actor) -> Comment | None:
    if not permissions.may_moderate(actor, office.pk):
        return None
    return Comment.objects.filter(office=office, pk=name).first()
