"""One thing behind many accounts: a telephone number, an address, a device, a payer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from giliran.reports.policy.findings import Finding, largest_first

LEAST_ACCOUNTS: Mapping[str, int] = {"phone": 6, "device": 6, "payer": 6, "address": 10}
"""From how many accounts on it is told. A house holds more families than a telephone does."""


class Use(NamedTuple):
    """An account that has it, and when the account first did something in the time looked at.

    `assisted`: an officer made the account for somebody without a device, at the desk or from an organisation's list.
    """

    mark: str
    account: int
    at: datetime
    assisted: bool = False


def shared(uses: Iterable[Use], *, least: int) -> list[Finding]:
    """What stands behind at least so many accounts of people's own; each account counts once."""
    behind: dict[str, dict[int, Use]] = {}
    for use in uses:
        accounts = behind.setdefault(use.mark, {})
        accounts[use.account] = min(use, accounts.get(use.account, use), key=lambda one: one.at)
    found = (_finding(mark, accounts.values()) for mark, accounts in behind.items())
    return largest_first(one for one in found if one.size >= least)


def _finding(mark: str, uses: Iterable[Use]) -> Finding:
    own = [use for use in uses if not use.assisted]
    moments = tuple(sorted(use.at for use in own))
    return Finding(mark, tuple(sorted(use.account for use in own)), moments, apart=sum(use.assisted for use in uses))
