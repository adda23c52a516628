"""Words as they are compared: without accents, affixes and inflection, Indonesian first, English besides.

It is no dictionary. `memperpanjang`, `diperpanjang` and `perpanjangan` become the same, and that is all a search needs;
what is cut too short is cut too short on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from giliran.outreach.policy.words import IDLE, SAME

LEAST = 4
"""Signs that must be left of a word."""

_WORD = re.compile(r"[a-z0-9]+")
_CANON = {word: name for name, others in SAME.items() for word in others.split()}
_PARTICLE = re.compile(r"(?:lah|kah|pun)$")
_OWNER = re.compile(r"(?:ku|mu|nya)$")
_SUFFIX = re.compile(r"(?:kan|an|in|i)$")
_PREFIXES = (
    (re.compile(r"^(?:me|pe)ny(?=[aeiou])"), "s"),
    (re.compile(r"^(?:me|pe)ng(?=[aeioughk])"), ""),
    (re.compile(r"^(?:me|pe)m(?=[aeiou])"), "p"),
    (re.compile(r"^(?:me|pe)m(?=[bfpv])"), ""),
    (re.compile(r"^(?:me|pe)n(?=[aeiou])"), "t"),
    (re.compile(r"^(?:me|pe)n(?=[cdjtz])"), ""),
    (re.compile(r"^(?:per|ber|ter|be|te|di|ke)(?=[a-z])"), ""),
    (re.compile(r"^(?:me|pe)(?=[lrwy])"), ""),
)
_ENGLISH = re.compile(r"(?:ing|ed|es|s)$")


def words(text: str) -> list[str]:
    """The words of a text that say something, without accents and case; those alone that say nothing if there are no
    others."""
    flat = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    found = _WORD.findall(flat.replace("e-", "e"))
    return [word for word in found if len(word) > 1 and not {word, _cut(_OWNER, word)} & IDLE] or found


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What a word is compared by."""
    if word in _CANON or word in SAME:
        return _CANON.get(word, word)
    bare = _without_affixes(word)
    if bare == word:
        bare = _cut(_ENGLISH, word)
    return _CANON.get(bare, bare)


def _without_affixes(word: str) -> str:
    word = _cut(_OWNER, _cut(_PARTICLE, word))
    for _ in range(2):  # mem-per-panjang
        word = _without_prefix(word)
        if word in _CANON or word in SAME:
            return word
    return _cut(_SUFFIX, word)


def _without_prefix(word: str) -> str:
    for prefix, instead in _PREFIXES:
        bare, count = prefix.subn(instead, word)
        if count and len(bare) >= LEAST:
            return bare
    return word


def _cut(ending: re.Pattern[str], word: str) -> str:
    bare = ending.sub("", word)
    return bare if len(bare) >= LEAST else word
