"""Say what became of a pattern: it was set aside, or handed on. Nobody is blocked by either."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.reports.models import Decision
from giliran.reports.permissions import may_see_patterns
from giliran.reports.selectors import Pattern
from giliran.reports.sentences import sentence
from giliran.reports.services.look import about
from giliran.reports.states import Settled

MOST_REASON, MOST_NAME = 500, 120


def decide_pattern(
    *, pattern: Pattern, seen: int, what: str, reason: str, by: Actor, now: datetime, handed_to: str = ""
) -> Decision:
    """Put a decision on record. It covers the pattern until that has grown.

    `seen` is how many decisions the person had read before this one. The same press again gives the same decision.
    Raises `Refusal`.
    """
    if not may_see_patterns(by):
        raise PermissionDenied
    reason, handed_to = reason.strip(), handed_to.strip() if what == Settled.HANDED_ON else ""
    _refuse(what, reason, handed_to)
    wanted = Decision(
        kind=pattern.kind, mark=pattern.name, number=seen + 1, what=what, size=pattern.finding.size, reason=reason,
        handed_to=handed_to, by=by.account_id, by_label=by.label, at=now,
    )  # fmt: skip
    if seen != len(pattern.decisions):
        return _same_or_refuse(wanted)
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            audit.record(
                event=f"pattern.{what}", by=by, about=about(pattern.kind, pattern.name), at=now, data=_told(wanted)
            )
    except IntegrityError:
        return _same_or_refuse(wanted)
    return wanted


def _refuse(what: str, reason: str, handed_to: str) -> None:
    checks = (
        ("unknown_decision", "what", what not in Settled.values),
        ("reason_missing", "reason", not reason),
        ("reason_long", "reason", len(reason) > MOST_REASON),
        ("nobody_named", "handed_to", what == Settled.HANDED_ON and not handed_to),
        ("name_long", "handed_to", len(handed_to) > MOST_NAME),
    )
    for code, field, is_wrong in checks:
        if is_wrong:
            raise Refusal(code, sentence(code), field=field)


def _same_or_refuse(wanted: Decision) -> Decision:
    """The decision of this number, if it says the same and was made by the same person."""
    there = Decision.objects.filter(kind=wanted.kind, mark=wanted.mark, number=wanted.number).first()
    if there and _said(there) == _said(wanted):
        return there
    raise Refusal("decided_meanwhile", sentence("decided_meanwhile"))


def _said(one: Decision) -> tuple[str, str, str, int]:
    return one.what, one.reason, one.handed_to, one.by


def _told(one: Decision) -> dict[str, object]:
    return {"size": one.size, "reason": one.reason} | ({"handed_to": one.handed_to} if one.handed_to else {})
