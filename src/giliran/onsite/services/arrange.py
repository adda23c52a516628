"""How an office names and orders the stages of its visits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite import permissions
from giliran.onsite.models import Stage
from giliran.onsite.sentences import arrange as sentences
from giliran.onsite.services.stages import set_up_stages
from giliran.onsite.states import StageKind

MOST_STAGES = 9
_NAME = 40
_ASIDE = 1000
"""A position that no stage has, while two of them change places."""


def name_stage(*, stage: Stage, name_id: str, name_en: str, by: Actor, now: datetime) -> None:
    """Call a stage otherwise, on board, card and page from now on. Raises `Refusal` (`not_allowed`, `stage_name`)."""
    _need_floor(by, stage.office_id)
    names = _names(name_id, name_en)
    with transaction.atomic():
        if Stage.objects.filter(pk=stage.pk).exclude(**names).update(**names):
            _record("stage.named", stage, by, now, before=stage.name_id, after=names["name_id"])


def add_stage(*, office: Office, kind: str, name_id: str, name_en: str, by: Actor, now: datetime) -> Stage:
    """One more stage, after the others. It is closed until it is opened, so that nobody is sent where no counter is.

    Raises `Refusal` (`not_allowed`, `stage_kind`, `stage_name`, `too_many_stages`).
    """
    _need_floor(by, office.pk)
    if kind not in StageKind.values:
        raise Refusal("stage_kind", sentences.refusal("stage_kind"), field="kind")
    names = _names(name_id, name_en)
    with transaction.atomic():
        offices.lock(office)
        before = set_up_stages(office)
        if len(before) >= MOST_STAGES:
            raise Refusal("too_many_stages", sentences.refusal("too_many_stages"))
        place = max(one.position for one in before) + 1
        stage = Stage.objects.create(office=office, kind=kind, position=place, closed_at=now, **names)
        _record("stage.added", stage, by, now, kind=kind, name=names["name_id"])
    return stage


def shift_stage(*, stage: Stage, earlier: bool, by: Actor, now: datetime) -> None:
    """Let a stage change places with its neighbour. Whoever waits stays at their stage, and goes on by the new order.

    Raises `Refusal` (`not_allowed`, `no_further`).
    """
    _need_floor(by, stage.office_id)
    with transaction.atomic():
        offices.lock(stage.office)
        stage = Stage.objects.get(pk=stage.pk)
        beside = Stage.objects.filter(office=stage.office_id)
        beside = beside.filter(position__lt=stage.position) if earlier else beside.filter(position__gt=stage.position)
        other = beside.order_by("-position" if earlier else "position").first()
        if other is None:
            raise Refusal("no_further", sentences.refusal("no_further"))
        Stage.objects.filter(pk=other.pk).update(position=F("position") + _ASIDE)
        Stage.objects.filter(pk=stage.pk).update(position=other.position)
        Stage.objects.filter(pk=other.pk).update(position=stage.position)
        _record("stage.shifted", stage, by, now, before=stage.position, after=other.position)


def _names(name_id: str, name_en: str) -> dict[str, str]:
    names = {"name_id": " ".join(name_id.split())[:_NAME], "name_en": " ".join(name_en.split())[:_NAME]}
    missing = next((field for field, text in names.items() if not text), None)
    if missing:
        raise Refusal("stage_name", sentences.refusal("stage_name"), field=missing)
    return names


def _need_floor(by: Actor, office_id: int) -> None:
    if not permissions.may_run_floor(by, office_id):
        raise Refusal("not_allowed", sentences.refusal("not_the_floor"))


def _record(event: str, stage: Stage, by: Actor, now: datetime, **data: object) -> None:
    audit.record(event=event, by=by, about=f"stage:{stage.pk}", at=now, office_id=stage.office_id, data=data)
