"""Finding the right answer by the words people use: stems, the same thing by another word, and typing errors.

One function for both engines: a few hundred answers are weighed in less time than a query to the database takes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from giliran.outreach.policy.stems import stem, words

TITLE, WORDS, BODY = 3.0, 2.6, 1.0
"""What a word counts by where it stands."""

LEAST_COVERED = 0.25
"""Of what was asked for, by weight; less is no answer."""

UNKNOWN = 2.0
"""What a word weighs that stands nowhere: about as much as one that stands in few places."""

LEAST_OF_BEST = 0.25
MOST_WORDS = 12
"""Of a question that are looked at."""


class Entry(NamedTuple):
    """Something that can be found, in all its languages."""

    name: str
    title: str
    words: str
    body: str


@dataclass(frozen=True)
class Index:
    """Stem -> entry -> weight; how rare each stem is; and every word as it was written -> its stem."""

    postings: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    written: Mapping[str, str]


@lru_cache(maxsize=8)
def index_of(entries: tuple[Entry, ...]) -> Index:
    postings: dict[str, dict[str, float]] = {}
    written: dict[str, str] = {}
    for entry in entries:
        for text, weight in ((entry.body, BODY), (entry.words, WORDS), (entry.title, TITLE)):
            for word in words(text):
                root = written.setdefault(word, stem(word))
                postings.setdefault(root, {})[entry.name] = weight
    rarity = {root: math.log(1 + len(entries) / len(found)) for root, found in postings.items()}
    return Index(postings, rarity, written | {root: root for root in postings})


def search(asked: str, entries: tuple[Entry, ...]) -> list[str]:
    """Names of entries, the best first; nothing if none answers a fair part of what was asked."""
    index = index_of(entries)
    wanted = list(dict.fromkeys(words(asked)))[:MOST_WORDS]
    scores: defaultdict[str, float] = defaultdict(float)
    covered: defaultdict[str, float] = defaultdict(float)
    total = 0.0
    for word in wanted:
        found = _roots(word, index)
        most = max((index.rarity[root] * sure for root, sure in found.items()), default=0.0)
        total += max((index.rarity[root] for root in found), default=UNKNOWN)
        best: dict[str, float] = {}
        for root, sure in found.items():
            for name, weight in index.postings[root].items():
                best[name] = max(best.get(name, 0.0), weight * sure * index.rarity[root])
        for name, weight in best.items():
            scores[name] += weight
            covered[name] += most
    fair = {name: score * (0.4 + 0.6 * covered[name] / total) for name, score in scores.items()
            if covered[name] >= LEAST_COVERED * total}  # fmt: skip
    top = max(fair.values(), default=0.0)
    kept = [name for name, score in fair.items() if score >= LEAST_OF_BEST * top]
    return sorted(kept, key=lambda name: (-fair[name], name))


def _roots(word: str, index: Index) -> dict[str, float]:
    """Stems that may be meant by a word, and how sure that is; those that are near if it is not known itself."""
    root = stem(word)
    if root in index.postings:
        return {root: 1.0}
    near: dict[str, float] = {}
    for other, of in index.written.items():
        sure = max(likeness(word, other), likeness(root, other))
        if sure > near.get(of, 0.0):
            near[of] = sure
    top = max(near.values(), default=0.0)
    return {of: sure * 0.9 for of, sure in near.items() if sure >= top - 0.05}


def likeness(one: str, other: str) -> float:
    """0 to 1: what part of the signs is right; 0 for more errors than a word of this length may have."""
    longest = max(len(one), len(other))
    allowed = 0 if longest < 4 else 1 if longest < 6 else 2 if longest < 11 else 3
    if not allowed or abs(len(one) - len(other)) > allowed or not _shares_a_start(one, other):
        return 0.0
    errors = distance(one, other, allowed)
    return 1 - errors / longest if errors <= allowed else 0.0


def distance(one: str, other: str, most: int) -> int:
    """Signs that are wrong, missing, too many, or two that are exchanged; anything over `most` may be told as more."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, sought in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != sought))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == sought:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _shares_a_start(one: str, other: str) -> bool:
    """One of the first two signs is rarely wrong; it spares most of the work."""
    return bool(set(one[:2]) & set(other[:2]))


def entries_of(rows: Iterable[tuple[str, str, str, str]]) -> tuple[Entry, ...]:
    return tuple(Entry(*row) for row in rows)
