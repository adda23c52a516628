"""What became of the messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min

from giliran.notifications.letters import Letter, write_letter
from giliran.notifications.models import Message
from giliran.notifications.states import State


def recent(limit: int = 50) -> list[tuple[Message, Letter]]:
    """The newest messages with what their readers see; for the demo, where nobody is a stranger."""
    messages = Message.objects.order_by("-id").prefetch_related("files")[:limit]
    return [(message, write_letter(message)) for message in messages]


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
    due = Message.objects.filter(state=State.QUEUED, due_at__lte=now).aggregate(oldest=Min("due_at"))[
        "oldest"
    ]
    return now - due if due else timedelta()
