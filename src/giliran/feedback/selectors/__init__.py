"""Reads of surveys."""

from giliran.feedback.selectors.comments import comment_of, comments_at, counts_at, published_at
from giliran.feedback.selectors.links import Found, found
from giliran.feedback.selectors.opinions import Opinions, opinions
from giliran.feedback.selectors.results import (
    MONTHS,
    Country,
    OfficeResults,
    Profile,
    country,
    least_answers,
    profile_of,
    results_of,
)  # fmt: skip
from giliran.feedback.selectors.standard import standard

__all__ = [
    "MONTHS",
    "Country",
    "Found",
    "OfficeResults",
    "Opinions",
    "Profile",
    "comment_of",
    "comments_at",
    "country",
    "counts_at",
    "found",
    "least_answers",
    "opinions",
    "profile_of",
    "published_at",
    "results_of",
    "standard",
]
