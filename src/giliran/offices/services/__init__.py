"""Writes of places: who works where, and how an office is set up."""

from giliran.offices.services.national import check_policy, set_policy
from giliran.offices.services.setup import ProposalRefused, change_setup, check
from giliran.offices.services.staff import assign_staff, end_assignment

__all__ = ["ProposalRefused", "assign_staff", "change_setup", "check", "check_policy", "end_assignment", "set_policy"]
