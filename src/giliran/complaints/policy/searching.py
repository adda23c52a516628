"""What is looked for, out of what somebody typed."""

from __future__ import annotations

import re

MOST_WORDS = 8
_WORD = re.compile(r"\w+")


def words_wanted(text: str) -> list[str]:
    """Its words in lower case, letters and digits only."""
    return [word.lower() for word in _WORD.findall(text.replace("_", " "))][:MOST_WORDS]
