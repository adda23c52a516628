"""The outbox: a message is written in the transaction of what it tells, and sent afterwards.

A worker takes a batch of messages by one conditional update that leaves a lease, sends them, and marks each by the
lease. A worker that dies leaves the lease to run out; its messages are then sent again, under the same names.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from giliran.core import db
from giliran.notifications import channels, policy
from giliran.notifications.channels.base import Sender, SendFailed
from giliran.notifications.letters import File as Attachment
from giliran.notifications.letters import write_letter
from giliran.notifications.models import AttachedFile, Message
from giliran.notifications.states import Channel, State

__all__ = [
    "Attachment",
    "Target",
    "deliver_due",
    "enqueue",
    "enqueue_all",
    "expire",
    "expire_all",
    "mark_read",
    "rewrite",
    "waiting",
]

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
    "sent_at": "timestamptz",
    "kind": "text",
    "about": "text",
    "quiet_tz": "text",
    "expires_at": "timestamptz",
}


_EXPIRE = (
    "UPDATE notifications_message SET expires_at = %s "
    "WHERE kind = %s AND state IN ('queued', 'sending') AND about <> '' AND about {values}"
)
"""That `about` is not empty is said for PostgreSQL, which cannot tell from a long list that its index will do."""


class Target(NamedTuple):
    """One channel and address that a message goes to; `data` is what only this copy says (`stop_url`)."""

    channel: str
    address: str
    key: str
    data: Mapping[str, object] = {}
    quiet_tz: str = ""
    attachments: Sequence[Attachment] = ()


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
    kind: str = "",
    about: str = "",
    quiet_tz: str = "",
    expires_at: datetime | None = None,
) -> int | None:
    """Write a message to be sent; its id, or None if one with this `key` was written before.

    `event` names its templates and `data` what they show (see `events`), `language` is `id` or `en`. From
    `expires_at` on it is not sent any more. Join the caller's transaction: no booking without its message, and no
    message without its booking.
    """
    target = Target(channel, address, key, {}, quiet_tz, attachments)
    written = enqueue_all(
        [target], event=event, language=language, data=data, now=now, kind=kind, about=about, expires_at=expires_at
    )
    return written[0] if written else None


def enqueue_all(
    targets: Sequence[Target],
    *,
    event: str,
    language: str,
    data: Mapping[str, object],
    now: datetime,
    kind: str = "",
    about: str = "",
    expires_at: datetime | None = None,
) -> list[int]:
    """Write one message for each target, in one statement; the ids of those that were not there before."""
    rows = [(*_row(one, event, language, data, now, kind, about), expires_at) for one in targets]
    with transaction.atomic():
        written = db.insert_rows(
            db.table_of(Message), _COLUMNS, rows, conflict="ON CONFLICT (key) DO NOTHING", returning="id, key"
        )
        ids = {key: int(id_) for id_, key in written}
        files = [
            AttachedFile(message_id=ids[one.key], **file._asdict())
            for one in targets
            if one.key in ids
            for file in one.attachments
        ]
        if files:
            AttachedFile.objects.bulk_create(files)
    return list(ids.values())


def _row(
    target: Target, event: str, language: str, data: Mapping[str, object], now: datetime, kind: str, about: str
) -> tuple[object, ...]:
    is_there = target.channel in channels.READ_HERE
    state, sent_at = (State.SENT, now) if is_there else (State.QUEUED, None)
    due_at = policy.speak_at(now, target.quiet_tz) if target.quiet_tz else now
    told = {**data, **target.data}
    letter = (event, target.channel, target.address, language, told, target.key)
    return (*letter, state.value, 0, due_at, "", "", now, sent_at, kind, about, target.quiet_tz)


def mark_read(message_ids: Sequence[int], *, now: datetime) -> None:
    """That these messages of an inbox have been seen."""
    Message.objects.filter(id__in=message_ids, channel=Channel.INBOX, read_at=None).update(read_at=now)


def expire(about: str, kinds: Collection[str], *, now: datetime, keys_from: str = "") -> int:
    """What waits to be sent about a thing, of these kinds, would tell of what is over: it is not sent. How many.
    `keys_from` is how the keys of the messages begin, where they are not all meant.

    One that a worker has in hand is not stopped; it is, should the worker put it back. Joins the caller's transaction.
    """
    on_its_way = Message.objects.filter(about=about, kind__in=list(kinds), state__in=[State.QUEUED, State.SENDING])
    if keys_from:
        on_its_way = on_its_way.filter(key__startswith=keys_from)
    return on_its_way.update(expires_at=now)


def expire_all(abouts: Collection[str], kind: str, *, now: datetime) -> None:
    """`expire` for many things at once, in one statement of the hot paths."""
    db.change_in(_EXPIRE, [(now, "timestamptz"), (kind, "varchar")], abouts, "varchar")


def waiting(about: str, kind: str, *, now: datetime) -> list[tuple[int, str]]:
    """Id and key of each message about a thing, of this kind, that has not left yet and is still to leave."""
    queued = Message.objects.filter(about=about, kind=kind, state=State.QUEUED)
    return list(queued.filter(Q(expires_at=None) | Q(expires_at__gt=now)).values_list("id", "key"))


def rewrite(message_id: int, data: Mapping[str, object]) -> bool:
    """Have a message that waits say something else; whether it still waited. Joins the caller's transaction."""
    waits = Message.objects.filter(pk=message_id, state=State.QUEUED)
    told = waits.values_list("data", flat=True).first()
    return told is not None and db.claim(waits, data={**told, **data})


def deliver_due(now: datetime, limit: int = 50, only: Collection[str] | None = None) -> int:
    """Send what is due, at most `limit` messages, on all channels that can send or `only` these; how many left.

    Any number of workers may do so at once.
    """
    Message.objects.filter(state=State.QUEUED, expires_at__lte=now).update(state=State.EXPIRED)
    started = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    senders = {name: make for name, make in channels.ready().items() if only is None or name in only}
    taken = sorted(_take(senders, now, limit), key=lambda one: (one.channel, one.due_at, one.pk))
    return sum(
        _deliver_all(list(messages), senders[channel], moment)
        for channel, messages in groupby(taken, key=lambda one: one.channel)
    )


def _take(names: Collection[str], now: datetime, limit: int) -> list[Message]:
    """At most `limit` messages that are due and now ours; those that a dead worker left come first."""
    messages = Message.objects.filter(channel__in=names)
    left_behind = messages.filter(state=State.SENDING, lease_until__lte=now).order_by("lease_until")
    waiting = messages.filter(state=State.QUEUED, due_at__lte=now).order_by("due_at", "id")
    taken = _claim(left_behind, now, limit)
    if len(taken) < limit:
        taken += _claim(waiting, now, limit - len(taken))
    return [one for one in taken if not _is_for_the_morning(one, now)]


def _claim(due: QuerySet[Message], now: datetime, limit: int) -> list[Message]:
    token = uuid.uuid4()
    with transaction.atomic():
        found = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        if not found:
            return []
        due.order_by().filter(pk__in=found).update(
            state=State.SENDING, attempts=F("attempts") + 1, lease_token=token, lease_until=now + policy.LEASE
        )
    return list(Message.objects.filter(lease_token=token).prefetch_related("files"))


def _is_for_the_morning(message: Message, now: datetime) -> bool:
    """Whether its reader sleeps; then it is put back until the morning."""
    due_at = policy.speak_at(now, message.quiet_tz) if message.quiet_tz else now
    if due_at <= now:
        return False
    _release(message, state=State.QUEUED, due_at=due_at, attempts=message.attempts - 1)
    return True


def _deliver_all(messages: Sequence[Message], make: Callable[[], Sender], moment: Callable[[], datetime]) -> int:
    """Send over one connection; when the channel is found to be down, or so slow that the leases would run out, the
    rest goes back unharmed."""
    sent, until = 0, moment() + policy.LEASE / 2
    with make() as sender:
        for place, message in enumerate(messages):
            try:
                if moment() > until:
                    _spare(messages[place:])
                    break
                sent += _deliver(message, sender, moment())
            except _ChannelDown as down:
                _spare(messages[place + 1 :])
                if down.until:
                    _leave_alone(message.channel, down.until)
                break
    return sent


class _ChannelDown(Exception):
    """The others on this channel would fare no better now, or before the moment that the server has named."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__()
        self.until = until


def _spare(messages: Sequence[Message]) -> None:
    ours = Message.objects.filter(pk__in=[one.pk for one in messages], state=State.SENDING)
    tokens = {one.lease_token for one in messages}
    ours.filter(lease_token__in=tokens).update(
        state=State.QUEUED, attempts=F("attempts") - 1, lease_token=None, lease_until=None
    )


def _deliver(message: Message, sender: Sender, now: datetime) -> int:
    """1 if the message left, 0 if not."""
    if message.expires_at and message.expires_at <= now:
        _release(message, state=State.EXPIRED)
        return 0
    if message.attempts > policy.MAX_ATTEMPTS:
        _give_up(message, message.last_error or "every worker that took it died")
        return 0
    try:
        provider_id = sender.send(write_letter(message))
    except SendFailed as fault:
        _put_back(message, fault, now)
        if fault.is_down:
            raise _ChannelDown(now + fault.wait if fault.wait else None) from fault
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
    if fault.unreachable or fault.wait is not None:
        _release(
            message,
            state=State.QUEUED,
            due_at=now + (fault.wait or policy.UNREACHABLE_PAUSE),
            attempts=message.attempts - 1,
            last_error=fault.reason,
        )
    elif fault.final or due is None:
        _give_up(message, fault.reason)
    else:
        _release(message, state=State.QUEUED, due_at=due, last_error=fault.reason)


def _leave_alone(channel: str, until: datetime) -> None:
    """A server that asked for a pause gets it from everybody, whatever waits."""
    Message.objects.filter(channel=channel, state=State.QUEUED, due_at__lt=until).update(due_at=until)


def _give_up(message: Message, reason: str) -> None:
    log.warning("message failed", message=message.pk, event_name=message.event, reason=reason)
    _release(message, state=State.FAILED, last_error=reason)


def _release(message: Message, **changes: Any) -> bool:
    """End our lease; False when it ran out and another worker has the message."""
    ours: QuerySet[Message] = Message.objects.filter(pk=message.pk, lease_token=message.lease_token)
    return db.claim(ours, lease_token=None, lease_until=None, **changes)
