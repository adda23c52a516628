"""Following an office, and no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.accounts.models import User
from giliran.audit import services as audit
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.offices.states import OfficeKind
from giliran.outreach.models import Follow
from giliran.outreach.sentences.writings import refusal

MOST_FOLLOWED = 10


def follow(*, office: Office, by: Actor, now: datetime) -> None:
    """Be told when an opening of the office takes entries. Following twice is following once.

    Raises `Refusal` (`office_not_followed`, `follows_too_many`).
    """
    if office.kind != OfficeKind.OFFICE:
        raise refusal("office_not_followed")
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=by.account_id)
        mine = Follow.objects.filter(account=account)
        if mine.filter(office=office).exists():
            return
        if mine.count() >= MOST_FOLLOWED:
            raise refusal("follows_too_many", part=str(MOST_FOLLOWED))
        Follow.objects.create(account=account, office=office, since=now)
        _record("office.followed", office, by, now)


def unfollow(*, office: Office, by: Actor, now: datetime) -> None:
    """Be told no more."""
    with transaction.atomic():
        if Follow.objects.filter(account_id=by.account_id, office=office).delete()[0]:
            _record("office.unfollowed", office, by, now)


def _record(event: str, office: Office, by: Actor, now: datetime) -> None:
    audit.record(event=event, by=by, about=f"account:{by.account_id}", at=now, office_id=office.pk)
