"""Headquarters answers what an office could not decide alone (R79, R103)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.issuance import permissions
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, hold, move, record, refusal, require
from giliran.issuance.states import CaseState, Finding


def answer_from_headquarters(*, question: CentralQuestion, finding: str, answer: str, by: Actor, now: datetime) -> Case:
    """Give the case back to its office with what was found (one of `Finding`); the person is told. Where the visit is
    not finished yet, it is the counter that goes on. Raises `Refusal`."""
    require(permissions.may_answer(by))
    if finding not in Finding.values:
        raise refusal("finding_missing", field="finding")
    words = asked(answer, "reason_missing", field="answer")
    case = question.case
    with transaction.atomic():
        hold(case)
        open_ = CentralQuestion.objects.filter(pk=question.pk, answered_at=None)
        if not db.claim(open_, finding=finding, answer=words, answered_at=now, answered_by_id=by.user_id):
            raise refusal("answered_already")
        told: dict[str, Any] = {"by": by, "now": now, "reason": words, "data": {"finding": finding}}
        if case.state == CaseState.VISIT:
            record("case.answered", case, **told)
            letters.tell_come_back(case, question, Finding(finding), now=now)
        else:
            made = move(case, CaseState.ADJUDICATION, event="case.answered", **told)
            letters.tell_back(case, made, Finding(finding), now=now)
    return case
