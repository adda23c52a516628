"""The outbox: a message is written in the transaction of what it tells, and sent afterwards.

A worker takes a message by a conditional update that leaves a lease, sends it, and marks it by its lease. A
worker that dies leaves the lease to run out; the message is then sent again, under the same Message-ID.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from giliran.core import db
from giliran.notifications import channels, policy
from giliran.notifications.channels.base import Sender, SendFailed
from giliran.notifications.letters import File as Attachment
from giliran.notifications.letters import write_letter
from giliran.notifications.models import AttachedFile, Message
from giliran.notifications.states import State

__all__ = ["Attachment", "deliver_due", "enqueue"]

log = structlog.get_logger(__name__)

_COLUMNS = {
    "event": "text",
    "channel": "text",
    "address": "text",
    "language": "text",
    "data": "jsonb",
    "key": "text",
    "state": "text",
    "attempts": "int",
    "due_at": "timestamptz",
    "last_error": "text",
    "provider_id": "text",
    "created_at": "timestamptz",
}


def enqueue(
    *,
    event: str,
    channel: str = "email",
    address: str,
    language: str,
    data: Mapping[str, object],
    key: str,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> int | None:
    """Write a message to be sent; its id, or None if one with this `key` was written before.

    `event` names its templates and `data` what they show (see `events`), `language` is `id` or `en`. Join the
    caller's transaction: no booking without its message, and no message without its booking.
    """
    row = (event, channel, address, language, dict(data), key, State.QUEUED.value, 0, now, "", "", now)
    with transaction.atomic():
        written = db.insert_rows(
            db.table_of(Message), _COLUMNS, [row], conflict="ON CONFLICT (key) DO NOTHING", returning="id"
        )
        if not written:
            return None
        files = [AttachedFile(message_id=written[0][0], **file._asdict()) for file in attachments]
        AttachedFile.objects.bulk_create(files)
    return int(written[0][0])


def deliver_due(now: datetime, limit: int = 50) -> int:
    """Send what is due, at most `limit` messages; how many left. Any number of workers may do so at once."""
    started = time.monotonic()
    senders = channels.ready()
    sent = 0
    with ExitStack() as connections:
        opened: dict[str, Sender] = {}
        for pk, channel in _due(now, senders, limit):
            moment = now + timedelta(seconds=time.monotonic() - started)
            message = _take(pk, moment) if channel in senders else None
            if message is None:
                continue
            if channel not in opened:
                opened[channel] = connections.enter_context(senders[channel]())
            try:
                sent += _deliver(message, opened[channel], moment)
            except _Unreachable:
                del senders[channel]  # the others on this channel would fare no better now
    return sent


class _Unreachable(Exception):
    pass


def _due(now: datetime, senders: dict[str, Any], limit: int) -> list[tuple[int, str]]:
    messages = Message.objects.filter(channel__in=senders)
    left_behind = messages.filter(state=State.SENDING, lease_until__lte=now).order_by("lease_until")
    waiting = messages.filter(state=State.QUEUED, due_at__lte=now).order_by("due_at", "id")
    found = [*left_behind.values_list("pk", "channel")[:limit], *waiting.values_list("pk", "channel")[:limit]]
    return found[:limit]


def _take(pk: int, now: datetime) -> Message | None:
    """The message, if it is still due and now ours."""
    token = uuid.uuid4()
    for due in (
        Message.objects.filter(pk=pk, state=State.QUEUED, due_at__lte=now),
        Message.objects.filter(pk=pk, state=State.SENDING, lease_until__lte=now),
    ):
        if db.claim(
            due,
            state=State.SENDING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=now + policy.LEASE,
        ):
            return Message.objects.prefetch_related("files").get(pk=pk)
    return None


def _deliver(message: Message, sender: Sender, now: datetime) -> int:
    """1 if the message left, 0 if not."""
    if message.attempts > policy.MAX_ATTEMPTS:
        _give_up(message, message.last_error or "every worker that took it died")
        return 0
    try:
        provider_id = sender.send(write_letter(message))
    except SendFailed as fault:
        _put_back(message, fault, now)
        if fault.unreachable:
            raise _Unreachable from fault
        return 0
    except Exception as fault:
        log.exception("message could not be made", message=message.pk, event_name=message.event)
        _put_back(message, SendFailed(f"{type(fault).__name__}: {fault}"), now)
        return 0
    _release(message, state=State.SENT, sent_at=now, provider_id=provider_id, last_error="")
    return 1


def _put_back(message: Message, fault: SendFailed, now: datetime) -> None:
    """Queue it again for later, or give it up."""
    due = policy.try_again_at(message.attempts, now)
    if fault.unreachable:
        _release(
            message,
            state=State.QUEUED,
            due_at=now + policy.UNREACHABLE_PAUSE,
            attempts=message.attempts - 1,
            last_error=fault.reason,
        )
    elif fault.final or due is None:
        _give_up(message, fault.reason)
    else:
        _release(message, state=State.QUEUED, due_at=due, last_error=fault.reason)


def _give_up(message: Message, reason: str) -> None:
    log.warning("message failed", message=message.pk, event_name=message.event, reason=reason)
    _release(message, state=State.FAILED, last_error=reason)


def _release(message: Message, **changes: Any) -> bool:
    """End our lease; False when it ran out and another worker has the message."""
    ours: QuerySet[Message] = Message.objects.filter(pk=message.pk, lease_token=message.lease_token)
    return db.claim(ours, lease_token=None, lease_until=None, **changes)
