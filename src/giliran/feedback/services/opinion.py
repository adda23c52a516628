"""What somebody thinks of the product itself (R114). No account is needed, and none is noted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from giliran.core.months import month_of
from giliran.feedback.models import Opinion
from giliran.feedback.sentences import refusal
from giliran.feedback.services.answer import comment_of
from giliran.feedback.states import Asked


def give_opinion(*, score: int | None, comment: str, asked: Asked, now: datetime) -> None:
    """Keep a score of 1 to 4 and the words. Raises `Refusal` (`score_missing`, `comment_too_long`)."""
    if score is None or score not in range(1, 5):
        raise refusal("score_missing", field="score")
    month = month_of(now.astimezone(ZoneInfo("Asia/Jakarta")).date())
    Opinion.objects.create(month=month, score=score, text=comment_of(comment), asked=asked)
