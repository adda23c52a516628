"""Taking in an edition of questions and guides.

What headquarters has changed, published or withdrawn itself is never touched; the rest is brought to what the edition
says, as one more version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from giliran.outreach.models import Writing, WritingVersion
from giliran.outreach.policy.writings import Text
from giliran.outreach.services.writings import add_version, checked, text_of
from giliran.outreach.states import WritingKind, WritingState

Items = Sequence[Mapping[str, Any]]

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""What is shipped has always been in sight, whatever clock it was loaded by."""


@transaction.atomic
def load(*, questions: Items, guides: Items, now: datetime) -> dict[str, int]:
    """Bring the tables to what the edition says. May be run again without harm."""
    known = {one.name: one for one in Writing.objects.all()}
    newest = {(one.writing_id, one.number): one for one in WritingVersion.objects.filter(writing__is_shipped=True)}
    for kind, items in ((WritingKind.QUESTION, questions), (WritingKind.GUIDE, guides)):
        for place, item in enumerate(items, start=1):
            text = checked(_text(item), kind)
            writing = known.get(item["name"])
            if writing is None:
                _make(item["name"], kind, place, text, now)
            elif writing.is_shipped:
                _renew(writing, newest[writing.pk, writing.latest], place, text, now)
    return {"writings": Writing.objects.count()}


def _text(item: Mapping[str, Any]) -> Text:
    title, body = item["title"], item["body"]
    return Text(title["id"], title["en"], body["id"], body["en"], item.get("words", ""), item.get("topic", ""))


def _make(name: str, kind: str, place: int, text: Text, now: datetime) -> None:
    writing = Writing.objects.create(
        kind=kind, name=name, topic=text.topic, place=place, state=WritingState.PUBLISHED, latest=1, shown=1,
        shown_from=SINCE, is_shipped=True, created_at=now,
    )  # fmt: skip
    add_version(writing, 1, text, None, now)


def _renew(writing: Writing, version: WritingVersion, place: int, text: Text, now: datetime) -> None:
    if text_of(version, writing.topic) != text:
        add_version(writing, writing.latest + 1, text, None, now)
        writing.latest = writing.shown = writing.latest + 1
    writing.topic, writing.place = text.topic, place
    writing.save(update_fields=["latest", "shown", "topic", "place"])
