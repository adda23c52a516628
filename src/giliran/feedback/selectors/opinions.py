"""What people think of the product itself (R114), for headquarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count

from giliran.core.types import Actor
from giliran.feedback import permissions
from giliran.feedback.models import Opinion

WORDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Opinions:
    """`counts` are how many gave each score; `mean` is of 1 to 4, to two decimals, None without answers."""

    counts: dict[int, int]
    n: int
    mean: Decimal | None
    words: list[Opinion]


def opinions(actor: Actor, *, first: date, last: date) -> Opinions | None:
    """Scores and some of the words of these months; None for those who may not see them."""
    if not permissions.may_see_all(actor):
        return None
    rows = Opinion.objects.filter(month__range=(first, last))
    counts = dict.fromkeys(range(1, 5), 0) | dict(rows.values_list("score").annotate(n=Count("id")))
    n = sum(counts.values())
    mean = Decimal(sum(score * count for score, count in counts.items())) / n if n else None
    words = list(rows.exclude(text="").order_by("-month", "id")[:WORDS_SHOWN])
    return Opinions(counts, n, mean.quantize(Decimal("0.01"), ROUND_HALF_UP) if mean else None, words)
