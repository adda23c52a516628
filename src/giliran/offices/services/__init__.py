"""Writes of places: who works where, how an office is set up, and where it goes for some days."""

from giliran.offices.services.events import (
    Letter,
    ask_for_event,
    end_events,
    faults_of_ask,
    open_event,
    refuse_event,
    tell_list_done,
    withdraw_event,
)
from giliran.offices.services.national import check_policy, set_policy
from giliran.offices.services.setup import ProposalRefused, change_setup, check
from giliran.offices.services.staff import assign_staff, end_assignment

__all__ = [
    "Letter",
    "ProposalRefused",
    "ask_for_event",
    "assign_staff",
    "change_setup",
    "check",
    "check_policy",
    "end_assignment",
    "end_events",
    "faults_of_ask",
    "open_event",
    "refuse_event",
    "set_policy",
    "tell_list_done",
    "withdraw_event",
]
