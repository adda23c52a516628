"""What became of the messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min

from giliran.notifications.letters import write_letter
from giliran.notifications.models import AttachedFile, Message
from giliran.notifications.states import State


class Shown(NamedTuple):
    """A message as its reader sees it. `attachments` are file names."""

    id: int
    event: str
    address: str
    language: str
    state: str
    state_name: str
    created_at: datetime
    subject: str
    body: str
    html: str
    attachments: tuple[str, ...]


def recent(limit: int = 50) -> list[Shown]:
    """The newest messages; for the demo, where nobody is a stranger."""
    return [_show(message) for message in Message.objects.order_by("-id").prefetch_related("files")[:limit]]


def attachment_of(message_id: int, filename: str) -> AttachedFile | None:
    return AttachedFile.objects.filter(message_id=message_id, filename=filename).first()


def state_of(key: str) -> str | None:
    """`queued`, `sending`, `sent` or `failed`; None if no such message was written."""
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


def _show(message: Message) -> Shown:
    letter = write_letter(message)
    return Shown(
        id=message.pk,
        event=message.event,
        address=message.address,
        language=message.language,
        state=message.state,
        state_name=str(State(message.state).label),
        created_at=message.created_at,
        subject=letter.subject,
        body=letter.text,
        html=letter.html,
        attachments=tuple(file.filename for file in letter.files),
    )
