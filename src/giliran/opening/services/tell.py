"""Tell people what became of their entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.services.tell import tell
from giliran.core import db
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.opening.models import Entry
from giliran.opening.sentences import news
from giliran.opening.states import News

BATCH = 200


def tell_due(now: datetime) -> int:
    """Tick step: hand the news that are due to the outbox. Returns how many."""
    waiting = Entry.objects.exclude(news="").select_related("opening__office", "account").prefetch_related("people")
    return sum(_tell(entry, now) for entry in waiting.order_by("pk")[:BATCH])


def _tell(entry: Entry, now: datetime) -> bool:
    """The message and the end of the mark, in one transaction; an account without e-mail gets none. A turn is told only
    while it is of use: until the opening closes, and until the party has its seat."""
    with transaction.atomic():
        mine = db.claim(Entry.objects.filter(pk=entry.pk, news=entry.news), news="")
        is_turn = entry.news == News.TURN
        if mine and not is_turn:
            notifications.expire(about_of(entry.public_id), [Kind.TURN], now=now)
        if mine and not (is_turn and Entry.objects.filter(pk=entry.pk, booking__isnull=False).exists()):
            tell(
                entry.account,
                kind=Kind.TURN if is_turn else Kind.RESULT,
                data=dict(_told(entry)),
                key=f"entry:{entry.public_id}:{entry.news}:{'after' if entry.opening.balloted_at else 'before'}",
                now=now,
                tz=entry.opening.office.timezone,
                about=about_of(entry.public_id),
                expires_at=entry.opening.closes_at if is_turn else None,
            )
    return mine


def forget_turns(numbers: Collection[str], *, now: datetime) -> None:
    """These entries (public ids) have their seats: that it is their turn is not told any more."""
    notifications.expire_all([about_of(one) for one in numbers], Kind.TURN, now=now)


def about_of(number: str) -> str:
    """What messages about an entry say that they are about."""
    return f"entry:{number}"


def _told(entry: Entry) -> Notice:
    with translation.override(entry.account.language):
        letter = news.letter(entry, entry.news, entry.account.language)
        number = _("Entry number")
    return Notice(
        subject=letter.subject,
        paragraphs=letter.paragraphs,
        facts=[(number, entry.public_id)],
        url=f"{settings.PUBLIC_URL}/me/entries/{entry.public_id}/",
        link_words=letter.link_words,
    )
