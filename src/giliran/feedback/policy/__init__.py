"""Rules of surveys: the official index, and what is taken out of a comment."""

from giliran.feedback.policy.index import Band, Element, Result, Standard, Step, Tally, result, score_of, unanswered
from giliran.feedback.policy.masks import mask_personal

__all__ = [
    "Band",
    "Element",
    "Result",
    "Standard",
    "Step",
    "Tally",
    "mask_personal",
    "result",
    "score_of",
    "unanswered",
]
