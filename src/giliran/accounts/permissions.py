"""Who may act for whom."""

from __future__ import annotations

from giliran.accounts.models import Applicant
from giliran.core.types import Actor


def acts_for(actor: Actor, applicant: Applicant) -> bool:
    """The holder of the account, for everyone on it."""
    return actor.user_id is not None and applicant.account_id == actor.user_id
