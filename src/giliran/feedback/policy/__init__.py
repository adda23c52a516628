"""Rules of surveys: the official index, months, and what is taken out of a comment."""

from giliran.feedback.policy.index import Band, Element, Result, Standard, Step, Tally, result, score_of, unanswered
from giliran.feedback.policy.masks import mask_personal
from giliran.feedback.policy.months import month_of, months_to

__all__ = [
    "Band",
    "Element",
    "Result",
    "Standard",
    "Step",
    "Tally",
    "mask_personal",
    "month_of",
    "months_to",
    "result",
    "score_of",
    "unanswered",
]
