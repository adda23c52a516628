"""What stands behind the secret link of a complaint, and what its person reads there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from giliran.complaints.models import Attachment, Complaint, Link, Reply
from giliran.complaints.sentences import refusal
from giliran.complaints.states import ReplyKind
from giliran.core.types import Actor


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def by_link(token: str) -> Complaint:
    """The complaint of which somebody has the secret: whoever holds it is meant, nobody is told apart.

    Raises `Refusal` (`link_unknown`, `link_closed`).
    """
    link = Link.objects.filter(token_hash=digest_of(token)).first()
    if link is None:
        raise refusal("link_unknown")
    if link.closed_at is not None:
        raise refusal("link_closed")
    return _whole().get(pk=link.complaint_id)


def mine(actor: Actor) -> Sequence[Complaint]:
    """The complaints that somebody filed while signed in, the newest first; anonymous ones are nobody's."""
    if actor.user_id is None:
        return []
    return list(_whole().filter(account_id=actor.user_id).order_by("-filed_at", "-id")[:200])


def one_of_mine(number: str, actor: Actor) -> Complaint | None:
    if actor.user_id is None:
        return None
    return _whole().filter(account_id=actor.user_id, number=number).first()


def standing(complaint: Complaint) -> Complaint:
    """The complaint whose state and answers count for this one: the one with which it was joined, or itself."""
    return complaint.merged_into or complaint


def said_to(complaint: Complaint) -> list[Reply]:
    """What its person reads, the oldest first: their own messages, and what was said to them or to all whose complaints
    were joined with the same one. No internal note, and nobody's messages but their own."""
    main = standing(complaint)
    own = Reply.objects.filter(complaint=complaint).exclude(kind=ReplyKind.INTERNAL)
    if main.pk == complaint.pk:
        return list(own.order_by("at", "id"))
    common = Reply.objects.filter(complaint=main, kind__in=[ReplyKind.ANSWER, ReplyKind.INTERIM])
    return sorted([*own, *common], key=lambda one: (one.at, one.pk))


def photos_of(complaint: Complaint) -> list[Attachment]:
    """Without their content."""
    return list(complaint.attachments.defer("content").order_by("number"))


def photo(complaint: Complaint, public_id: UUID) -> Attachment | None:
    """One photo with its content, of this complaint and no other."""
    return complaint.attachments.filter(public_id=public_id).first()


def _whole():  # type: ignore[no-untyped-def]
    return Complaint.objects.select_related("office", "merged_into__office")
