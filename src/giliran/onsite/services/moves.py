"""One move of one visit: a conditional update, a row that says who and why, and a line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite.models import Counter, Stage, Visit, VisitMove
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.states import INSIDE, MOVES, Deed, VisitState

REMEMBERED = (
    "state", "since", "stage_id", "counter_id", "queued_at", "callable_from", "calls", "called_at", "parked_until",
    "reason",
)  # fmt: skip
"""What a deed may change, and what taking it back restores."""


def move(
    visit: Visit,
    deed: Deed,
    to: VisitState,
    *,
    by: Actor,
    now: datetime,
    stage: Stage | None = None,
    counter: Counter | None = None,
    why: str = "",
    reason: str = "",
    **changes: Any,
) -> Visit:
    """Bring a visit from the state in which we saw it to another; in the caller's transaction.

    `stage` is where it goes (where it is, if left out), `counter` whose it is from now on. A `reason` is remembered
    until the visit leaves the stage, so that whoever serves next reads why they are here again. Raises `Refusal`
    (`not_now`: the visit does not allow this; `changed_meanwhile`: somebody else was faster, and where it is now).
    """
    if to != visit.state and to not in MOVES[VisitState(visit.state)] and deed != Deed.UNDONE:
        raise Refusal("not_now", sentences.not_now(visit))
    left = visit.stage
    before = {name: getattr(visit, name) for name in REMEMBERED}
    stays = deed != Deed.UNDONE and to in INSIDE and (stage is None or stage.pk == visit.stage_id)
    kept = reason or (visit.reason if stays else "")
    values = {"state": to, "since": now, "counter": counter, "reason": kept, **changes}
    if stage is not None:
        values["stage"] = stage
    seen = Visit.objects.filter(pk=visit.pk, version=visit.version)
    if not db.claim(seen, version=visit.version + 1, **values):
        raise Refusal("changed_meanwhile", sentences.changed_meanwhile(_as_it_is(visit)))
    _note(visit, deed, to, by, now, why=why, reason=reason, at_counter=counter or visit.counter, left=left, undo=before)
    for name, value in values.items():
        setattr(visit, name, value)
    visit.version += 1
    return visit


def open_moves(visits: Sequence[Visit], *, by: Actor, now: datetime) -> None:
    """The first row of each visit."""
    VisitMove.objects.bulk_create(
        VisitMove(visit=one, deed=Deed.ARRIVED, at=now, by=by.user_id, to_state=one.state, stage=one.stage)
        for one in visits
    )


def _as_it_is(visit: Visit) -> Visit:
    return Visit.objects.select_related("counter", "ticket").get(pk=visit.pk)


def _note(
    visit: Visit,
    deed: Deed,
    to: VisitState,
    by: Actor,
    now: datetime,
    *,
    why: str,
    reason: str,
    at_counter: Counter | None,
    left: Stage | None,
    undo: dict[str, Any],
) -> None:
    VisitMove.objects.create(
        visit=visit,
        deed=deed,
        at=now,
        by=by.user_id,
        from_state=undo["state"],
        to_state=to,
        stage=left,
        counter=at_counter,
        seconds=max(0, int((now - undo["since"]).total_seconds())),
        why=why,
        reason=reason,
        undo={name: value.isoformat() if isinstance(value, datetime) else value for name, value in undo.items()},
    )
    audit.record(
        event=f"visit.{deed}",
        by=by,
        about=f"visit:{visit.ticket.label}@{visit.date}",
        at=now,
        office_id=visit.office_id,
        data={"stage": left.name_id if left else "", "counter": at_counter.number if at_counter else 0, "why": why}
        | ({"reason": reason} if reason else {}),
    )
