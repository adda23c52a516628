"""The tables of the visit."""

from giliran.onsite.models.door import CardPrinter, CheckIn, GateConflict, GateDevice, OfflinePress
from giliran.onsite.models.floor import Call, Counter, Duty, Stage, Visit, VisitMove, VisitNote

__all__ = [
    "Call",
    "CardPrinter",
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
