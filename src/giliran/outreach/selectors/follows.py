"""Who follows which office."""

from __future__ import annotations

from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach.models import Follow


def follows(office: Office, actor: Actor) -> bool:
    """Whether the actor follows the office."""
    return actor.user_id is not None and Follow.objects.filter(office=office, account_id=actor.user_id).exists()


def followed_by(actor: Actor) -> list[Follow]:
    """What the actor follows, by name."""
    return list(Follow.objects.filter(account_id=actor.user_id).select_related("office").order_by("office__name"))


def followers_after(office_id: int, account_id: int, most: int) -> list[int]:
    """The next accounts that follow an office, in their order."""
    found = Follow.objects.filter(office_id=office_id, account_id__gt=account_id).order_by("account_id")
    return list(found.values_list("account_id", flat=True)[:most])
