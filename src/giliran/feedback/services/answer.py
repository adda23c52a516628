"""The link is used, once: for an answer that nobody can be found behind, or to be left in peace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from giliran.accounts.states import Sex
from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY
from giliran.feedback import selectors
from giliran.feedback.models import Answer, Comment, Invitation
from giliran.feedback.policy import mask_personal, unanswered
from giliran.feedback.selectors.links import OPEN, digest_of
from giliran.feedback.sentences import refusal
from giliran.feedback.states import AgeGroup, InvitationState

MOST_SIGNS = 1000
"""Of a comment."""


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What was chosen: a score of 1 to 4 for each element in order; the rest only if the person likes."""

    scores: Sequence[int | None]
    comment: str = ""
    service: str = ""
    age_group: str = ""
    sex: str = ""


def answer_survey(*, token: str, draft: AnswerDraft, now: datetime) -> None:
    """Keep the answer and spend the link. Whoever is signed in is not asked and not noted.

    Raises `Refusal`: `score_missing` (field `u1` to `u9`), `comment_too_long`, or why the link is good for nothing
    (`survey_unknown`, `survey_answered`, `survey_closed`, `survey_expired`). Of two tabs that answer at once, one hears
    `survey_answered`.
    """
    text = comment_of(draft.comment)
    missing = unanswered(draft.scores, selectors.standard())
    if missing:
        raise refusal("score_missing", field=f"u{missing[0] + 1}")
    with transaction.atomic():
        invitation = _spend(token, InvitationState.ANSWERED, now)
        scores = {f"u{number}": score for number, score in enumerate(draft.scores, start=1)}
        Answer.objects.create(
            office_id=invitation.office_id,
            month=invitation.month,
            service=draft.service if draft.service in invitation.services else "",
            age_group=draft.age_group if draft.age_group in AgeGroup.values else "",
            sex=draft.sex if draft.sex in Sex.values else "",
            **scores,
        )
        if text:
            Comment.objects.create(office_id=invitation.office_id, month=invitation.month, text=text)
        _note("survey.answered", invitation, now)


def close_survey(*, token: str, now: datetime) -> None:
    """The person wants to be asked no more about this visit. Raises `Refusal` as `answer_survey`."""
    with transaction.atomic():
        _note("survey.closed", _spend(token, InvitationState.CLOSED, now), now)


def comment_of(typed: str) -> str:
    """What was typed, without what names a person; else a `Refusal` (`comment_too_long`)."""
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > MOST_SIGNS:
        raise refusal("comment_too_long", field="comment")
    return mask_personal(text)[:MOST_SIGNS]


def _spend(token: str, to: InvitationState, now: datetime) -> Invitation:
    found = selectors.found(token, now=now)
    if found.state != OPEN:
        raise _why(found.state)
    live = Invitation.objects.filter(token_hash=digest_of(token), state=InvitationState.INVITED, expires_at__gt=now)
    if not db.claim(live, state=to):
        raise _why(selectors.found(token, now=now).state)
    return Invitation.objects.get(token_hash=digest_of(token))


def _why(state: str) -> Refusal:
    return refusal("survey_answered" if state == OPEN else state)


def _note(event: str, invitation: Invitation, now: datetime) -> None:
    """Neither who nor which visit: the line counts, it does not point."""
    office = f"office:{invitation.office_id}"
    audit.record(event=event, by=NOBODY, about=office, at=now, office_id=invitation.office_id)
