"""Tell an account something, by the ways it has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from giliran.accounts.models import User
from giliran.notifications import services as notifications
from giliran.notifications.states import Kind


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
) -> None:
    """Write a message to the account, in the caller's transaction; an account that cannot be reached gets none.

    `data` is what `event` names in `notifications.events`, in the account's language; `tz` the zone by which its night
    is told. The same `key` is told once.
    """
    if address := address_of(account):
        notifications.enqueue(
            event=event,
            address=address,
            language=account.language,
            data=data,
            key=key,
            now=now,
            attachments=attachments,
        )


def address_of(account: User) -> str:
    """Where an account is written to; empty if it has no address."""
    return account.email or account.contact_email
