"""How alike two complaints are: what somebody sends twice, or a crowd sends in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping

NEARLY = 0.6
"""From here on two texts are offered as one matter."""

_WORD = re.compile(r"[^\W_]{3,}")
_SAYS_NOTHING = frozenset(
    ("yang", "dan", "dari", "untuk", "dengan", "saya", "kami", "anda", "tidak", "bisa", "ada", "ini", "itu", "pada",
     "sudah", "juga", "akan", "the", "and", "for", "that", "this", "not", "can", "you", "are", "was", "with", "have",
     "has", "from")
)  # fmt: skip


def words_of(text: str) -> frozenset[str]:
    """The words that say something, in lower case."""
    return frozenset(_WORD.findall(text.lower())) - _SAYS_NOTHING


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: the words in common among all words."""
    everything = one | other
    return len(one & other) / len(everything) if everything else 0.0


def nearest(text: str, others: Mapping[int, str], most: int = 20) -> list[tuple[int, float]]:
    """Of the others by their key, those in nearly the same words, the nearest first."""
    words = words_of(text)
    found = ((key, likeness(words, words_of(other))) for key, other in others.items())
    return sorted((one for one in found if one[1] >= NEARLY), key=lambda one: (-one[1], one[0]))[:most]
