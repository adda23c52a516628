from giliran.slots.services.events import set_up_event
from giliran.slots.services.extra import add_seats
from giliran.slots.services.hold import carve, give_free, hold, join_back, move_release, release_held
from giliran.slots.services.plan import (
    apply_rules,
    change_policy,
    close_begun,
    close_day,
    extend_horizon,
    plan_slots,
    release_due,
    release_week,
)
from giliran.slots.services.returning import (
    free_due_returns,
    give_back,
    hand_on,
    keep_for_waiting,
    open_to_all,
    slots_for_waiting,
    slots_with_due_returns,
)

__all__ = [
    "add_seats",
    "apply_rules",
    "carve",
    "change_policy",
    "close_begun",
    "close_day",
    "extend_horizon",
    "free_due_returns",
    "give_back",
    "give_free",
    "hand_on",
    "hold",
    "join_back",
    "keep_for_waiting",
    "move_release",
    "open_to_all",
    "plan_slots",
    "release_due",
    "release_held",
    "release_week",
    "set_up_event",
    "slots_for_waiting",
    "slots_with_due_returns",
]
