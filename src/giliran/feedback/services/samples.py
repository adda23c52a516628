"""Made-up answers, so that the pages of the demo show life."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from giliran.accounts.states import Sex
from giliran.core.months import months_to
from giliran.feedback.models import Answer, Comment, Opinion
from giliran.feedback.states import AgeGroup, Asked, CommentState
from giliran.offices.models import Office

WEIGHTS = {4: (1, 2, 12, 25), 3: (2, 6, 22, 12), 2: (5, 12, 14, 5)}
"""How readily each of the four answers is given where people are very content, content, or not."""


def make_up(office: Office, *, today: date, months: int, a_month: int, mood: int, comments: Sequence[str]) -> int:
    """About `a_month` answers in each of the last `months`, of a mood of 2 to 4, and some comments; those of
    the month before are published.

    Refuses outside the demo. Returns how many answers.
    """
    if not settings.DEMO:
        raise RuntimeError("Made-up answers are for the demo only (GILIRAN_DEMO=1).")
    lot = random.Random(office.pk)  # noqa: S311 - the same demo every time
    span = months_to(today, months)
    made = [_answer(office, month, mood, lot) for month in span for _ in range(a_month + lot.randrange(-3, 4))]
    with transaction.atomic():
        Answer.objects.bulk_create(made)
        Comment.objects.bulk_create(
            [_comment(office, span[-1 - place % min(2, months)], span[-1], text) for place, text in enumerate(comments)]
        )
    return len(made)


def _comment(office: Office, month: date, current: date, text: str) -> Comment:
    state = CommentState.WAITING if month == current else CommentState.PUBLISHED
    return Comment(office=office, month=month, text=text, state=state)


def make_up_opinions(*, today: date, words: Sequence[tuple[int, str]]) -> int:
    """What people think of the product, in the demo."""
    if not settings.DEMO:
        raise RuntimeError("Made-up answers are for the demo only (GILIRAN_DEMO=1).")
    month = today.replace(day=1)
    made = [Opinion(month=month, score=score, text=text, asked=Asked.BOOKED) for score, text in words]
    return len(Opinion.objects.bulk_create(made))


def _answer(office: Office, month: date, mood: int, lot: random.Random) -> Answer:
    scores = {f"u{number}": _score(lot, mood if number not in (3, 9) else max(2, mood - 1)) for number in range(1, 10)}
    age, sex = lot.choice(["", *AgeGroup.values]), lot.choice(["", *Sex.values, *Sex.values])
    return Answer(office=office, month=month, service=lot.choice(["", "new", "renewal", "renewal"]), age_group=age,
                  sex=sex, **scores)  # fmt: skip


def _score(lot: random.Random, mood: int) -> int:
    return lot.choices((1, 2, 3, 4), WEIGHTS[mood])[0]
