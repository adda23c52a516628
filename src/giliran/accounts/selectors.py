"""Reads of people, for somebody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from giliran.accounts import permissions, policy
from giliran.accounts.models import Applicant, User, Way
from giliran.core.types import Actor


def applicants_of(actor: Actor) -> QuerySet[Applicant]:
    """The people of the actor's account, in the order in which they were entered."""
    return Applicant.objects.filter(account_id=actor.user_id, archived_at=None).order_by("id")


def applicant_of(public_id: UUID, actor: Actor) -> Applicant | None:
    """One person, if the actor acts for them."""
    found = Applicant.objects.filter(public_id=public_id, archived_at=None).first()
    return found if found and permissions.acts_for(actor, found) else None


def account_of(actor: Actor) -> User:
    """The actor's own account."""
    return User.objects.get(pk=actor.account_id)


def ways_of(actor: Actor) -> list[Way]:
    """What the actor's account has said about its ways, the newest first."""
    return list(Way.objects.filter(account_id=actor.user_id).order_by("-id"))


def ways_known(account_id: int) -> list[policy.Known]:
    """The same for the product itself: of each channel what stands, and of e-mail the newest word."""
    mail = Way.objects.filter(account_id=account_id, channel="email")
    standing = Way.objects.filter(account_id=account_id, stopped_at=None)
    return [_known(one) for one in (standing | mail).order_by("-id")]


def unwanted_on(account_id: int, channel: str) -> list[str]:
    """The kinds of message that an account does not want on a channel."""
    way = Way.objects.filter(account_id=account_id, channel=channel).order_by("-id").first()
    return list(way.unwanted) if way else []


def inbox_of(account_id: int) -> str:
    """The name of an account's inbox."""
    return f"account:{account_id}"


def browsers_of(email: str) -> list[str]:
    """The browsers that an account has agreed to be told by; for whoever tries whether push works."""
    live = Way.objects.filter(account__email__iexact=email, channel="push", stopped_at=None)
    return list(live.values_list("address", flat=True))


def _known(way: Way) -> policy.Known:
    return policy.Known(
        id=way.pk,
        channel=way.channel,
        address=way.address,
        unwanted=frozenset(way.unwanted),
        is_agreed=way.consented_at is not None,
        is_stopped=way.stopped_at is not None,
    )
