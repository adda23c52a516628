"""What became of the messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet

from giliran.core import masks
from giliran.notifications import channels, policy
from giliran.notifications.channels import push
from giliran.notifications.letters import write_letter, write_lines
from giliran.notifications.models import AttachedFile, Message
from giliran.notifications.sentences import sentence
from giliran.notifications.states import Channel, Kind, State


class Shown(NamedTuple):
    """A message as its reader sees it. `attachments` are file names."""

    id: int
    event: str
    channel: str
    channel_name: str
    address: str
    language: str
    state: str
    state_name: str
    created_at: datetime
    subject: str
    body: str
    html: str
    attachments: tuple[str, ...]


class Told(NamedTuple):
    """A message as an officer sees it: by which channel, where it stands, and why. The address is masked."""

    key: str
    subject: str
    kind: str
    channel: str
    address: str
    state: str
    state_name: str
    error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int


class Line(NamedTuple):
    """A message in an inbox, in the language in which it was written."""

    id: int
    kind: str
    subject: str
    text: str
    url: str
    created_at: datetime
    is_new: bool


def recent(limit: int = 50) -> list[Shown]:
    """The newest messages that are sent to somebody; for the demo, where nobody is a stranger."""
    sent = Message.objects.exclude(channel__in=channels.READ_HERE)
    return [_show(message) for message in sent.order_by("-id").prefetch_related("files")[:limit]]


def told_about(about: str) -> list[Told]:
    """Every message about a thing, the newest first. Whoever asks has seen to it that they may."""
    return [_told(message) for message in Message.objects.filter(about=about).order_by("-id")]


def inbox(address: str) -> QuerySet[Message]:
    """The messages of an inbox, the newest first; `lines` says them."""
    return Message.objects.filter(channel=Channel.INBOX, address=address).order_by("-id")


def lines(messages: list[Message]) -> list[Line]:
    """Messages of an inbox as they are read."""
    return [_line(message) for message in messages]


def unread(address: str) -> int:
    return Message.objects.filter(channel=Channel.INBOX, address=address, read_at=None).count()


def gone_addresses(channel: str, *, since: datetime) -> set[str]:
    """Addresses of which the channel has said, in answer to messages written since, that they no longer exist."""
    failed = Message.objects.filter(state=State.FAILED, channel=channel, last_error__startswith="gone:")
    return set(failed.filter(created_at__gte=since).values_list("address", flat=True))


def is_offered(channel: str) -> bool:
    """Whether people can choose this channel at this installation."""
    return channels.is_ready(channel)


def attachment_of(message_id: int, filename: str) -> AttachedFile | None:
    return AttachedFile.objects.filter(message_id=message_id, filename=filename).first()


def state_of(key: str) -> str | None:
    """`queued`, `sending`, `sent`, `failed` or `expired`; None if no such message was written."""
    return Message.objects.filter(key=key).values_list("state", flat=True).first()


def sizes() -> dict[str, int]:
    """How many messages are in each state that should empty itself; sent ones would be counted for ever."""
    states = [State.QUEUED, State.SENDING, State.FAILED]
    found = dict(Message.objects.filter(state__in=states).values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in states}


def oldest_wait(now: datetime) -> timedelta:
    """How long the message that is due the longest has been waiting."""
    due = Message.objects.filter(state=State.QUEUED, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return now - due if due else timedelta()


def push_key() -> str:
    """What browsers are told, so that they take messages from us only."""
    return push.public_key()


def is_browser(address: str) -> bool:
    """Whether this is the subscription of a browser at a push service that is known."""
    return push.is_subscription(address)


def _show(message: Message) -> Shown:
    letter = write_letter(message)
    return Shown(
        id=message.pk,
        event=message.event,
        channel=message.channel,
        channel_name=str(Channel(message.channel).label),
        address=shorten(message.channel, message.address),
        language=message.language,
        state=message.state,
        state_name=str(State(message.state).label),
        created_at=message.created_at,
        subject=letter.subject,
        body=letter.text,
        html=letter.html,
        attachments=tuple(file.filename for file in letter.files),
    )


def shorten(channel: str, address: str) -> str:
    """An address as the demo shows it: that of a browser is long, and says nothing."""
    return masks.mask_address(address) if channel in (Channel.PUSH, Channel.INBOX) else address


def _told(message: Message) -> Told:
    subject, _ = write_lines(message)
    return Told(
        key=message.key,
        subject=subject,
        kind=str(Kind(message.kind).label) if message.kind in Kind else "",
        channel=str(Channel(message.channel).label),
        address=masks.mask_address(message.address),
        state=message.state,
        state_name=str(State(message.state).label),
        error=_why(message),
        created_at=message.created_at,
        due_at=message.due_at,
        sent_at=message.sent_at,
        attempts=message.attempts,
    )


def _why(message: Message) -> str:
    """Why it has not arrived; empty where nothing went wrong."""
    reason, is_expired = policy.why(message.last_error), message.state == State.EXPIRED
    if not reason and not is_expired:
        return ""
    return sentence(reason, is_over=message.state == State.FAILED, is_expired=is_expired)


def _line(message: Message) -> Line:
    subject, text = write_lines(message)
    return Line(
        id=message.pk,
        kind=str(Kind(message.kind).label) if message.kind in Kind else "",
        subject=subject,
        text=text,
        url=str(message.data.get("url", "")),
        created_at=message.created_at,
        is_new=message.read_at is None,
    )
