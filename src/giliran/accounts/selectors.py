"""Reads of people, for somebody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from giliran.accounts import permissions
from giliran.accounts.models import Applicant
from giliran.core.types import Actor


def applicants_of(actor: Actor) -> QuerySet[Applicant]:
    """The people of the actor's account, in the order in which they were entered."""
    return Applicant.objects.filter(account_id=actor.user_id, archived_at=None).order_by("id")


def applicant_of(public_id: UUID, actor: Actor) -> Applicant | None:
    """One person, if the actor acts for them."""
    found = Applicant.objects.filter(public_id=public_id, archived_at=None).first()
    return found if found and permissions.acts_for(actor, found) else None
