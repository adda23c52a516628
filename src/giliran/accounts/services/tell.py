"""Tell an account something, by the ways it has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from giliran.accounts import selectors
from giliran.accounts.models import User
from giliran.accounts.policy import Reach, reaches
from giliran.accounts.services import stopping
from giliran.notifications import policy
from giliran.notifications import services as notifications
from giliran.notifications.states import Channel, Kind


def tell(
    account: User,
    *,
    kind: Kind,
    data: Mapping[str, object],
    key: str,
    now: datetime,
    tz: str,
    event: str = "notice",
    attachments: Sequence[notifications.Attachment] = (),
    about: str = "",
    at_once: bool = False,
    expires_at: datetime | None = None,
) -> None:
    """Write a message to the account, in the caller's transaction: to its inbox, and by each way that it has chosen for
    this kind. An account that nobody signs in to has no inbox; if it has no other way, it gets none.

    `data` is what `event` names in `notifications.events`, in the account's language; `tz` the zone by which its night
    is told. The same `key` is told once. `about` names what it tells of (`booking:K7MPQ2X9A`), so that officers find
    it. `at_once`: it answers what the person has just done, and does not wait for the morning.
    From `expires_at` on it would tell of what is over, and is not sent any more.
    """
    found = _reaches(account, kind)
    targets = [_target(account, one, kind, key, tz, attachments, at_once=at_once) for one in found]
    if account.email:
        targets.append(notifications.Target(Channel.INBOX, selectors.inbox_of(account.pk), f"{key}:inbox"))
    if targets:
        notifications.enqueue_all(
            targets, event=event, language=account.language, data=data, now=now, kind=kind, about=about,
            expires_at=expires_at,
        )  # fmt: skip


def carries_files(account: User, kind: Kind) -> bool:
    """Whether some way of the account carries the files of a message of this kind; else nobody need make them."""
    return any(one.channel == Channel.EMAIL for one in _reaches(account, kind))


def is_reached(account: User, kind: Kind) -> bool:
    """Whether a message of this kind comes to anybody's eyes."""
    return bool(account.email or _reaches(account, kind))


def _reaches(account: User, kind: Kind) -> list[Reach]:
    return reaches(selectors.ways_known(account.pk), address_of(account), kind)


def address_of(account: User) -> str:
    """Where an account is written to; empty if it has no address."""
    return account.email or account.contact_email


def _target(
    account: User,
    reach: Reach,
    kind: Kind,
    key: str,
    tz: str,
    attachments: Sequence[notifications.Attachment],
    *,
    at_once: bool,
) -> notifications.Target:
    by_mail = reach.channel == Channel.EMAIL
    waits = policy.keeps_quiet(reach.channel, kind, at_once=at_once)
    return notifications.Target(
        channel=reach.channel,
        address=reach.address,
        key=key if by_mail else f"{key}:{reach.channel}:{reach.id}",
        data={"stop_url": stopping.stop_url(account.pk, reach.channel, kind)},
        quiet_tz=tz if waits else "",
        attachments=attachments if by_mail else (),
    )
