"""What the door says, in words; the floor's words stand in `sentences.floor`."""

from giliran.onsite.sentences.door import (
    REFUSALS,
    WORDS,
    conflict,
    duration_words,
    printed,
    queue_waits,
    reason,
    refusal,
)

__all__ = ["REFUSALS", "WORDS", "conflict", "duration_words", "printed", "queue_waits", "reason", "refusal"]
