"""Headquarters answers what an office could not decide alone (R79, R103)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.core import db
from giliran.core.types import Actor
from giliran.issuance import permissions
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import letters
from giliran.issuance.services.move import asked, move, refusal, require
from giliran.issuance.states import CaseState, Finding


def answer_from_headquarters(*, question: CentralQuestion, finding: str, answer: str, by: Actor, now: datetime) -> Case:
    """Give the case back to its office with what was found (one of `Finding`); the person is told. Raises `Refusal`."""
    require(permissions.may_answer(by))
    if finding not in Finding.values:
        raise refusal("finding_missing", field="finding")
    words = asked(answer, "reason_missing", field="answer")
    case = question.case
    with transaction.atomic():
        open_ = CentralQuestion.objects.filter(pk=question.pk, answered_at=None)
        if not db.claim(open_, finding=finding, answer=words, answered_at=now, answered_by_id=by.user_id):
            raise refusal("answered_already")
        made = move(
            case,
            CaseState.ADJUDICATION,
            by=by,
            now=now,
            event="case.answered",
            reason=words,
            data={"finding": finding},
        )
        letters.tell_back(case, made, Finding(finding), now=now)
    return case
