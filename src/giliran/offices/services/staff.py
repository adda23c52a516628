"""Who works where, and as what."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.accounts.models import User
from giliran.audit import services as audit
from giliran.core.types import Actor
from giliran.offices.models import Assignment, Office


def assign_staff(*, user: User, office: Office | None, role: str, by: Actor, now: datetime) -> Assignment:
    """Give somebody a role at an office, or at headquarters (`office` None); the same again changes nothing."""
    with transaction.atomic():
        assignment, is_new = Assignment.objects.get_or_create(user=user, office=office, role=role)
        if is_new or assignment.ended_at:
            Assignment.objects.filter(id=assignment.id).update(ended_at=None)
            audit.record(
                event="staff.assigned", by=by, about=f"account:{user.pk}", at=now,
                office_id=office.id if office else None, data={"role": role},
            )  # fmt: skip
    return assignment


def end_assignment(assignment: Assignment, *, by: Actor, now: datetime) -> None:
    """Take a role away; the row stays as history."""
    with transaction.atomic():
        if Assignment.objects.filter(id=assignment.id, ended_at=None).update(ended_at=now):
            audit.record(
                event="staff.ended", by=by, about=f"account:{assignment.user_id}", at=now,
                office_id=assignment.office_id, data={"role": assignment.role},
            )  # fmt: skip
