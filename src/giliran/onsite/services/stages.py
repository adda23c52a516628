"""Which stages and counters an office has. A head of office changes them while people wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions
from giliran.onsite.models import Counter, Stage, Visit
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import fees
from giliran.onsite.services.moves import move
from giliran.onsite.states import Deed, StageKind, VisitState

DEFAULTS = (
    (StageKind.DOCUMENTS, "Layanan pelanggan", "Customer service"),
    (StageKind.DATA, "Input data", "Data entry"),
    (StageKind.BIOMETRICS, "Wawancara dan biometrik", "Interview and biometrics"),
    (StageKind.PAYMENT, "Pembayaran", "Payment"),
)
"""R61-R67, in Indonesian and English."""
MOST_COUNTERS = 60


def set_up_stages(office: Office) -> list[Stage]:
    """The stages of an office; the usual ones are made if it has none. Doing it twice is harmless."""
    found = list(office.stages.order_by("position"))
    if found:
        return found
    usual = [
        Stage(office=office, kind=kind, name_id=name_id, name_en=name_en, position=position)
        for position, (kind, name_id, name_en) in enumerate(DEFAULTS, start=1)
    ]
    Stage.objects.bulk_create(usual, ignore_conflicts=True)
    return list(office.stages.order_by("position"))


def first_stage(office: Office) -> Stage | None:
    """Where everyone goes first."""
    return next((one for one in set_up_stages(office) if one.closed_at is None), None)


def stage_after(stage: Stage) -> Stage | None:
    """The next open stage; None after the last."""
    later = Stage.objects.filter(office=stage.office_id, position__gt=stage.position, closed_at=None)
    return later.order_by("position").first()


def stage_before(stage: Stage) -> Stage | None:
    earlier = Stage.objects.filter(office=stage.office_id, position__lt=stage.position, closed_at=None)
    return earlier.order_by("-position").first()


def close_stage(*, stage: Stage, by: Actor, now: datetime) -> int:
    """Do without a stage from now on; whoever waits there goes on to the next one. Returns how many.

    Those who are at a counter finish there. Raises `Refusal` (`not_allowed`, `last_stage`).
    """
    _need_floor(by, stage.office_id)
    with transaction.atomic():
        stage = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
        onward = stage_after(stage) or stage_before(stage)
        if onward is None:
            raise Refusal("last_stage", sentences.refusal("last_stage"))
        stage.closed_at = now
        stage.save(update_fields=["closed_at"])
        audit.record(event="stage.closed", by=by, about=f"stage:{stage.pk}", at=now, office_id=stage.office_id)
        waiting = Visit.objects.filter(stage=stage, state=VisitState.WAITING).order_by("id")
        people = list(waiting.select_related("ticket", "stage"))
        for visit in people:
            fees.ask(visit, onward, by=by, now=now)
            move(visit, Deed.TRANSFERRED, VisitState.WAITING, by=by, now=now, stage=onward, queued_at=now)
    return len(people)


def open_stage(*, stage: Stage, by: Actor, now: datetime) -> None:
    """Use a stage again. Raises `Refusal` (`not_allowed`)."""
    _need_floor(by, stage.office_id)
    with transaction.atomic():
        Stage.objects.filter(pk=stage.pk).update(closed_at=None)
        audit.record(event="stage.opened", by=by, about=f"stage:{stage.pk}", at=now, office_id=stage.office_id)


def set_counter(*, office: Office, number: int, stage_ids: Collection[int], by: Actor, now: datetime) -> Counter:
    """Have a counter of this number that serves these stages; made, opened again or changed.

    Raises `Refusal` (`not_allowed`, `counter_number`, `no_stage_chosen`).
    """
    _need_floor(by, office.id)
    if not 1 <= number <= MOST_COUNTERS:
        raise Refusal("counter_number", sentences.refusal("counter_number"), field="number")
    stages = list(Stage.objects.filter(office=office, id__in=stage_ids, closed_at=None))
    if not stages:
        raise Refusal("no_stage_chosen", sentences.refusal("no_stage_chosen"), field="stages")
    with transaction.atomic():
        counter, _made = Counter.objects.update_or_create(office=office, number=number, defaults={"closed_at": None})
        counter.stages.set(stages)
        data = {"number": number, "stages": [one.name_id for one in stages]}
        audit.record(event="counter.set", by=by, about=f"counter:{counter.pk}", at=now, office_id=office.id, data=data)
    return counter


def close_counter(*, counter: Counter, by: Actor, now: datetime) -> None:
    """Do without a counter. Raises `Refusal` (`not_allowed`, `counter_in_use`: somebody is signed in there)."""
    _need_floor(by, counter.office_id)
    with transaction.atomic():
        if counter.duties.filter(ended_at=None).exists():
            raise Refusal("counter_in_use", sentences.refusal("counter_in_use"))
        Counter.objects.filter(pk=counter.pk).update(closed_at=now)
        audit.record(event="counter.closed", by=by, about=f"counter:{counter.pk}", at=now, office_id=counter.office_id)


def _need_floor(by: Actor, office_id: int) -> None:
    if not permissions.may_run_floor(by, office_id):
        raise Refusal("not_allowed", sentences.refusal("not_the_floor"))
