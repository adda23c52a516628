"""Odd patterns of the last 90 days, for headquarters, each with what was decided about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from giliran.accounts.models import Flag
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.reports import policy
from giliran.reports.models import Decision
from giliran.reports.permissions import may_see_patterns
from giliran.reports.policy import Finding
from giliran.reports.selectors import again, shared, staff
from giliran.reports.selectors import swaps as seats
from giliran.reports.states import Kind

LOOKED_BACK = timedelta(days=90)

LEAST: Mapping[str, int] = {
    **policy.LEAST_ACCOUNTS,
    Kind.SWAPS: policy.LEAST_SWAPS,
    Kind.NO_SHOWS: policy.LEAST_VISITS,
    Kind.LATE: policy.LEAST_LATE,
    Kind.FLAGS: 1,
    Kind.STAFF: policy.LEAST_ACTS,
}
"""How much makes a pattern of a kind."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A finding with a name that may stand in an address, and the decisions about it, the newest first."""

    kind: Kind
    name: str
    finding: Finding
    decisions: tuple[Decision, ...] = ()

    @property
    def is_settled(self) -> bool:
        if not self.decisions:
            return False
        last = self.decisions[0]
        return policy.is_settled(self.finding.moments, size=last.size, at=last.at, least=LEAST[self.kind])


def patterns(actor: Actor, now: datetime) -> dict[Kind, list[Pattern]]:
    """All kinds, in their order. Nothing for those who may not see any."""
    if not may_see_patterns(actor):
        return {}
    found = _findings(tuple(Kind), now)
    decided = _decisions()
    return {kind: _named(kind, some, decided) for kind, some in found.items()}


def pattern_of(kind: Kind, name: str, actor: Actor, now: datetime) -> Pattern | None:
    """The pattern of this kind and name as it stands now; None if there is none any more."""
    if not may_see_patterns(actor):
        return None
    named = _named(kind, _findings([kind], now)[kind], _decisions(kind=kind, mark=name))
    return next((one for one in named if one.name == name), None)


def name_of(kind: str, mark: str) -> str:
    """What stands in addresses, in the log and beside decisions: equal for the same thing, and tells nothing of it."""
    return secrets.keyring().blind(mark, f"pattern:{kind}").hex()[:24]


def _findings(kinds: Collection[Kind], now: datetime) -> dict[Kind, list[Finding]]:
    since = now - LOOKED_BACK
    common = {kind for kind in kinds if kind in shared.KINDS} | (_HANDS if Kind.SWAPS in kinds else set())
    alike = {
        kind: policy.shared(shared.uses(kind, since), least=policy.LEAST_ACCOUNTS[kind]) for kind in sorted(common)
    }
    found: dict[Kind, list[Finding]] = {}
    for kind in kinds:
        if kind in alike:
            found[kind] = alike[kind]
        elif kind == Kind.SWAPS:
            found[kind] = policy.swaps(seats.passed(since), _hands(alike))
        else:
            found[kind] = _FINDERS[kind](since)
    return found


def _hands(alike: Mapping[Kind, list[Finding]]) -> dict[int, str]:
    """Accounts with one telephone or device count as one hand; where both tie them, the larger group does."""
    groups = sorted((one for kind in _HANDS for one in alike[kind]), key=lambda one: (one.size, one.mark))
    return {account: one.mark for one in groups for account in one.accounts}


def _decisions(**only: str) -> dict[tuple[str, str], list[Decision]]:
    found: dict[tuple[str, str], list[Decision]] = {}
    for one in Decision.objects.filter(**only).order_by("-number"):
        found.setdefault((one.kind, one.mark), []).append(one)
    return found


def _named(kind: Kind, findings: list[Finding], decided: Mapping[tuple[str, str], list[Decision]]) -> list[Pattern]:
    named = [(name_of(kind, one.mark), one) for one in findings]
    return [Pattern(kind, name, one, tuple(decided.get((kind, name), ()))) for name, one in named]


def _flags(since: datetime) -> list[Finding]:
    """What officers noted about an account, with the identity card before them."""
    found: dict[int, list[datetime]] = {}
    for account, at in Flag.objects.filter(at__gte=since).order_by("at", "pk").values_list("account_id", "at"):
        found.setdefault(account, []).append(at)
    return policy.largest_first(Finding(str(one), (one,), tuple(moments)) for one, moments in found.items())


def _staff(since: datetime) -> list[Finding]:
    busy = policy.far_more(staff.counts(since))
    return policy.busy_officers(staff.acts(busy, since)) if busy else []


_HANDS = {Kind.PHONE, Kind.DEVICE}
_FINDERS: Mapping[Kind, Callable[[datetime], list[Finding]]] = {
    Kind.NO_SHOWS: lambda since: policy.no_shows(again.visits(since)),
    Kind.LATE: lambda since: policy.late_returns(again.late_cases(since)),
    Kind.FLAGS: _flags,
    Kind.STAFF: _staff,
}
"""How the kinds are found that stand by themselves."""
