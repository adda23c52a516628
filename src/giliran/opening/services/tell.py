"""Tell people what became of their entry."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from giliran.core import db
from giliran.notifications import services as notifications
from giliran.notifications.events import OpeningNews
from giliran.opening.models import Entry
from giliran.opening.sentences import news

BATCH = 200


def tell_due(now: datetime) -> int:
    """Tick step: hand the news that are due to the outbox. Returns how many."""
    waiting = Entry.objects.exclude(news="").select_related("opening__office", "account").prefetch_related("people")
    return sum(_tell(entry, now) for entry in waiting.order_by("pk")[:BATCH])


def _tell(entry: Entry, now: datetime) -> bool:
    """The message and the end of the mark, in one transaction; an account without e-mail gets none."""
    with transaction.atomic():
        mine = db.claim(Entry.objects.filter(pk=entry.pk, news=entry.news), news="")
        if mine and entry.account.email:
            notifications.enqueue(
                event="opening_news",
                address=entry.account.email,
                language=entry.account.language,
                data=dict(_told(entry)),
                key=f"entry:{entry.public_id}:{entry.news}:{'after' if entry.opening.balloted_at else 'before'}",
                now=now,
            )
    return mine


def _told(entry: Entry) -> OpeningNews:
    with translation.override(entry.account.language):
        letter = news.letter(entry, entry.news, entry.account.language)
    return OpeningNews(
        subject=letter.subject,
        paragraphs=letter.paragraphs,
        entry=entry.public_id,
        url=f"{settings.PUBLIC_URL}/me/entries/{entry.public_id}/",
        link_words=letter.link_words,
    )
