from giliran.slots.services.hold import carve, give_free, hold, join_back, move_release, release_held
from giliran.slots.services.plan import (
    apply_rules,
    change_policy,
    extend_horizon,
    plan_slots,
    release_due,
    release_week,
)

__all__ = [
    "apply_rules",
    "carve",
    "change_policy",
    "extend_horizon",
    "give_free",
    "hold",
    "join_back",
    "move_release",
    "plan_slots",
    "release_due",
    "release_held",
    "release_week",
]
