"""Complaints that may be one matter with this one: of the same account or sender, or in nearly the same words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from giliran.complaints import permissions
from giliran.complaints.models import Complaint
from giliran.complaints.policy.alike import nearest
from giliran.complaints.selectors.cases import seen_by
from giliran.complaints.states import OPEN
from giliran.core.types import Actor

AROUND = timedelta(days=7)
MOST_COMPARED = 300
MOST_OFFERED = 20

SAME_PERSON, SAME_WORDS = "person", "words"


class Offered(NamedTuple):
    """A complaint that may be joined, and why: `person` or `words`."""

    complaint: Complaint
    why: str


def duplicates(complaint: Complaint, actor: Actor) -> Sequence[Offered]:
    """Those that are open and not joined yet, of the same person first."""
    if complaint.merged_into_id is not None or not permissions.may_work(actor, complaint):
        return []
    open_ones = seen_by(actor, complaint.office).filter(
        office=complaint.office, merged_into=None, state__in=OPEN, in_confidence=complaint.in_confidence
    )
    others = open_ones.exclude(pk=complaint.pk)
    whose = Q(sender_hash=complaint.sender_hash) if complaint.sender_hash else Q()
    whose |= Q(account_id=complaint.account_id) if complaint.account_id else Q()
    same = list(others.filter(whose).order_by("-filed_at")[:MOST_OFFERED]) if whose else []
    found = Complaint.objects.in_bulk(_near(complaint, others, {one.pk for one in same}))
    offered = [*(Offered(one, SAME_PERSON) for one in same), *(Offered(one, SAME_WORDS) for one in found.values())]
    return offered[:MOST_OFFERED]


def _near(complaint: Complaint, others: QuerySet[Complaint], known: set[int]) -> list[int]:
    """Keys of those of about the same days in nearly the same words."""
    days = (complaint.filed_at - AROUND, complaint.filed_at + AROUND)
    around = others.filter(category=complaint.category, filed_at__range=days).order_by("-filed_at")
    texts = {pk: text for pk, text in around.values_list("pk", "text")[:MOST_COMPARED] if pk not in known}
    return [pk for pk, _ in nearest(complaint.text, texts, MOST_OFFERED)]
