"""Write, publish from a moment until another, withdraw. Every version stays, with who left it and when."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import permissions
from giliran.outreach.models import Writing, WritingMove, WritingVersion
from giliran.outreach.policy import writings as policy
from giliran.outreach.policy.writings import Fault, Text
from giliran.outreach.sentences.writings import refusal, said
from giliran.outreach.states import Topic, WritingKind, WritingState

NAME_SIGNS = 50
RESERVED = frozenset({"new", "in-vain"})
"""Pages beside those of writings have these names."""


def write(text: Text, *, kind: str, office: Office | None, by: Actor, now: datetime) -> Writing:
    """Keep something new as a draft. Raises `Refusal`; `data` holds all faults, as (field, sentence)."""
    _require(by, office.pk if office else None, kind)
    tidy = checked(text, kind)
    name = name_for(tidy.title_id)
    try:
        with transaction.atomic():
            writing = Writing.objects.create(
                kind=kind, office=office, name=name, topic=tidy.topic, latest=1, created_at=now
            )
            version_of(writing, 1, tidy, by.user_id, now).save()
            _record("writing.written", writing, by, now)
    except IntegrityError as taken:  # somebody has kept the same title at the same moment
        raise refusal("name_taken", field="title_id") from taken
    return writing


def rewrite(text: Text, *, writing: Writing, seen: int, by: Actor, now: datetime) -> None:
    """Keep a newer version; the public reads it once it is published. `seen` is the version that was changed.

    Raises `Refusal` as `write`, and `writing_moved` if there is a newer one meanwhile.
    """
    _require(by, writing.office_id, writing.kind)
    tidy = checked(text, writing.kind)
    with transaction.atomic():
        before = WritingVersion.objects.get(writing=writing, number=writing.latest)
        if writing.latest == seen and text_of(before, writing.topic) == tidy:
            raise refusal("nothing_new")
        mine = Writing.objects.filter(pk=writing.pk, latest=seen)
        if not db.claim(mine, latest=seen + 1, topic=tidy.topic, is_shipped=False):
            raise refusal("writing_moved")
        version_of(writing, seen + 1, tidy, by.user_id, now).save()
        _record("writing.changed", writing, by, now, number=seen + 1)


def publish(
    *, writing: Writing, seen: int, shown_from: datetime | None, shown_until: datetime | None, by: Actor, now: datetime
) -> None:
    """Let the public read version `seen`, from now or from a moment on, for good or until another.

    Raises `Refusal` (`until_past`, `until_before_from`, `writing_moved`).
    """
    _require(by, writing.office_id, writing.kind)
    begins = shown_from or now
    if wrong := policy.times_fault(begins, shown_until, now):
        raise refusal(wrong, field="shown_until")
    with transaction.atomic():
        mine = Writing.objects.filter(pk=writing.pk, latest=seen, state=writing.state)
        span = {"shown_from": begins, "shown_until": shown_until}
        if not db.claim(mine, state=WritingState.PUBLISHED, shown=seen, is_shipped=False, **span):
            raise refusal("writing_moved")
        _note(writing, WritingState.PUBLISHED, seen, by, now, **span)
        _record("writing.published", writing, by, now, number=seen)


def withdraw(*, writing: Writing, by: Actor, now: datetime) -> None:
    """Take it out of sight at once; it can be published again. Raises `Refusal` (`writing_not_shown`)."""
    _require(by, writing.office_id, writing.kind)
    with transaction.atomic():
        mine = Writing.objects.filter(pk=writing.pk, state=WritingState.PUBLISHED)
        if not db.claim(mine, state=WritingState.WITHDRAWN, is_shipped=False):
            raise refusal("writing_not_shown")
        _note(writing, WritingState.WITHDRAWN, Writing.objects.get(pk=writing.pk).shown, by, now)
        _record("writing.withdrawn", writing, by, now)


def checked(text: Text, kind: str) -> Text:
    """The text as it is kept; raises `Refusal` for what is wrong."""
    is_question = kind == WritingKind.QUESTION
    tidy = text.tidied()
    wrong = policy.faults(tidy, is_question=is_question, topics=frozenset(Topic.values))
    if wrong:
        raise _refusal_of(wrong)
    return tidy if is_question else Text(**{**asdict(tidy), "words": "", "topic": ""})


def text_of(version: WritingVersion, topic: str) -> Text:
    return Text(version.title_id, version.title_en, version.body_id, version.body_en, version.words, topic)


def version_of(writing: Writing, number: int, text: Text, made_by: int | None, now: datetime) -> WritingVersion:
    """One more version, not saved yet."""
    values = {name: value for name, value in asdict(text).items() if name != "topic"}
    return WritingVersion(writing=writing, number=number, made_by_id=made_by, made_at=now, **values)


def name_for(title: str) -> str:
    """A name for addresses that nothing else has."""
    name = slugify(title)[:NAME_SIGNS].strip("-") or "tulisan"
    is_taken = name in RESERVED or Writing.objects.filter(name=name).exists()
    return f"{name}-{secrets.token_hex(2)}" if is_taken else name


def _refusal_of(wrong: list[Fault]) -> Refusal:
    told = [(one.field, said(one.code, one.part)) for one in wrong]
    return Refusal(wrong[0].code, told[0][1], field=wrong[0].field, data={"faults": told})


def _require(by: Actor, office_id: int | None, kind: str) -> None:
    if not permissions.may_write(by, office_id) or (office_id and kind != WritingKind.ANNOUNCEMENT):
        raise PermissionDenied


def _note(
    writing: Writing, state: WritingState, number: int, by: Actor, now: datetime, **span: datetime | None
) -> None:
    WritingMove.objects.create(writing=writing, state=state, number=number, made_by_id=by.user_id, made_at=now, **span)


def _record(event: str, writing: Writing, by: Actor, now: datetime, **data: object) -> None:
    about = f"writing:{writing.pk}"
    told = {"kind": writing.kind, "name": writing.name, **data}
    audit.record(event=event, by=by, about=about, at=now, office_id=writing.office_id, data=told)
