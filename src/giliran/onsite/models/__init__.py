"""The tables of the visit."""

from giliran.onsite.models.door import CheckIn, GateConflict, GateDevice, OfflinePress
from giliran.onsite.models.floor import Call, Counter, Duty, Stage, Visit, VisitMove, VisitNote

__all__ = [
    "Call",
    "CheckIn",
    "Counter",
    "Duty",
    "GateConflict",
    "GateDevice",
    "OfflinePress",
    "Stage",
    "Visit",
    "VisitMove",
    "VisitNote",
]
