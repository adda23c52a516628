"""Taking in an edition of questions and guides.

What headquarters has changed, published or withdrawn itself is never touched; the rest is brought to what the edition
says, as one more version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from giliran.outreach.models import Writing, WritingVersion
from giliran.outreach.policy.writings import Text
from giliran.outreach.services.writings import checked, text_of, version_of
from giliran.outreach.states import WritingKind, WritingState

Items = Sequence[Mapping[str, Any]]

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""What is shipped has always been in sight, whatever clock it was loaded by."""


@transaction.atomic
def load(*, questions: Items, guides: Items, now: datetime) -> dict[str, int]:
    """Bring the tables to what the edition says. May be run again without harm."""
    latest = WritingVersion.objects.filter(number=F("writing__latest")).select_related("writing")
    known = {one.writing.name: one for one in latest}
    made, renewed, versions = [], [], []
    for kind, place, item in _in_place(questions, guides):
        text = checked(_text(item), kind)
        newest = known.get(item["name"])
        if newest is None:
            made.append(_new(item["name"], kind, place, text, now))
            versions.append(version_of(made[-1], 1, text, None, now))
        elif newest.writing.is_shipped:
            writing = newest.writing
            if text_of(newest, writing.topic) != text:
                writing.latest = writing.shown = writing.latest + 1
                versions.append(version_of(writing, writing.latest, text, None, now))
            writing.topic, writing.place = text.topic, place
            renewed.append(writing)
    Writing.objects.bulk_create(made)
    Writing.objects.bulk_update(renewed, ["latest", "shown", "topic", "place"])
    WritingVersion.objects.bulk_create(versions)
    return {"writings": len(known) + len(made)}


def _in_place(questions: Items, guides: Items) -> Iterator[tuple[WritingKind, int, Mapping[str, Any]]]:
    for kind, items in ((WritingKind.QUESTION, questions), (WritingKind.GUIDE, guides)):
        for place, item in enumerate(items, start=1):
            yield kind, place, item


def _text(item: Mapping[str, Any]) -> Text:
    title, body = item["title"], item["body"]
    return Text(title["id"], title["en"], body["id"], body["en"], item.get("words", ""), item.get("topic", ""))


def _new(name: str, kind: str, place: int, text: Text, now: datetime) -> Writing:
    return Writing(
        kind=kind, name=name, topic=text.topic, place=place, state=WritingState.PUBLISHED, latest=1, shown=1,
        shown_from=SINCE, is_shipped=True, created_at=now,
    )  # fmt: skip
