"""The rules of the visit: what the door says, who is next at a counter, and how long it takes."""

from giliran.onsite.policy.door import (
    ATTENTION,
    REFUSED,
    UNDO_WITHIN,
    VALID,
    Admitted,
    Gate,
    MovedTo,
    TicketFacts,
    Verdict,
    is_too_old,
    may_undo,
    party_verdicts,
    refuse_differing,
    turn_key,
    use_of,
    verdict,
)

__all__ = [
    "ATTENTION",
    "REFUSED",
    "UNDO_WITHIN",
    "VALID",
    "Admitted",
    "Gate",
    "MovedTo",
    "TicketFacts",
    "Verdict",
    "is_too_old",
    "may_undo",
    "party_verdicts",
    "refuse_differing",
    "turn_key",
    "use_of",
    "verdict",
]
