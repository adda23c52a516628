"""Writes of headquarters: what holds in the whole country."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from giliran.audit import services as audit
from giliran.core.types import Actor
from giliran.offices import permissions, policy, selectors
from giliran.offices.models import PolicyValue
from giliran.offices.policy import National
from giliran.offices.services.setup import ProposalRefused


def check_policy(wanted: National, *, by: Actor) -> National:
    """What holds so far. Raises `ProposalRefused` when the other cannot take its place."""
    if not permissions.may_at_headquarters(by, "set_policy"):
        raise PermissionDenied
    before = selectors.national_policy()
    faults = wanted.faults(before)
    if faults:
        raise ProposalRefused(faults)
    return before


def set_policy(wanted: National, *, by: Actor, now: datetime) -> None:
    """Store it and put it on record. Slots follow by `slots.services.change_policy`. Raises `ProposalRefused`."""
    with transaction.atomic():
        list(PolicyValue.objects.filter(office=None).order_by("id").select_for_update().values_list("id"))
        changed = policy.differences(check_policy(wanted, by=by), wanted)
        for key, (_before, value) in changed.items():
            PolicyValue.objects.update_or_create(office=None, key=key, defaults={"value": value})
        audit.record(event="policy.set", by=by, about="policy", at=now, data=changed)
