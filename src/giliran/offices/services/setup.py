"""Writes of places: one change by the head of an office, checked and stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from giliran.audit import services as audit
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors
from giliran.offices.models import Closure, Office, PolicyValue, QuotaRule, Window, WorkingDay
from giliran.offices.policy import Fault, Proposal, RulePlan, Setup, WindowPlan
from giliran.offices.sentences import sentence

HEADS_SOURCE = "set by the office"


class ProposalRefused(Refusal):
    """Why a change cannot be made: `faults`, the first of which gives the refusal its code and field."""

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        super().__init__(first.code, sentence(first), field=first.field or None)
        self.faults = faults


def check(office: Office, proposal: Proposal, *, now: datetime) -> tuple[Setup, Setup]:
    """The office as it is and as it would be. Raises `ProposalRefused`."""
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    setup = selectors.setup_of(office, today)
    faults = proposal.faults(setup, today)
    if faults:
        raise ProposalRefused(faults)
    return setup, proposal.on(setup)


def change_setup(office: Office, proposal: Proposal, *, by: Actor, now: datetime) -> None:
    """Store a change and put it on record. Slots follow by `slots.services.apply_rules`. Raises `ProposalRefused`."""
    with transaction.atomic():
        selectors.lock(office)
        before, after = check(office, proposal, now=now)
        _write(office, before, after, by=by, now=now)
        about = f"office:{office.code}"
        audit.record(event=proposal.event, by=by, about=about, at=now, office_id=office.id, data=_told(proposal))


def _write(office: Office, before: Setup, after: Setup, *, by: Actor, now: datetime) -> None:
    """Bring the rows from one setup to the other."""
    made = _write_windows(office, set(after.windows) - set(before.windows))
    _write_rules(office, set(before.rules), {_placed(rule, made) for rule in after.rules})
    _write_weekdays(office, set(before.calendar.weekdays), set(after.calendar.weekdays))
    _write_closures(office, before, after, by=by, now=now)
    for key, value in after.figures.items():
        if before.figures[key] != value:
            PolicyValue.objects.update_or_create(office=office, key=key, defaults={"value": str(value)})


def _write_windows(office: Office, changed: Iterable[WindowPlan]) -> dict[int, int]:
    """Ids of plans that were new to the ids they got."""
    made: dict[int, int] = {}
    for plan in changed:
        values = {name: value for name, value in asdict(plan).items() if name != "id"}
        if plan.id:
            Window.objects.filter(id=plan.id, office=office).update(**values)
        else:
            made[plan.id] = Window.objects.create(office=office, source=HEADS_SOURCE, **values).id
    return made


def _placed(rule: RulePlan, made: dict[int, int]) -> RulePlan:
    window = made.get(rule.window_id, rule.window_id)
    return RulePlan(window, rule.weekday, rule.pool, rule.capacity, rule.valid_from)


def _write_rules(office: Office, before: set[RulePlan], after: set[RulePlan]) -> None:
    ours = QuotaRule.objects.filter(office=office)
    for gone in before - after:
        window, weekday, pool, valid_from = gone.place
        ours.filter(window_id=window, weekday=weekday, pool=pool, valid_from=valid_from).delete()
    QuotaRule.objects.bulk_create(
        [QuotaRule(office=office, source=HEADS_SOURCE, **asdict(fresh)) for fresh in after - before]
    )


def _write_weekdays(office: Office, before: set[int], after: set[int]) -> None:
    WorkingDay.objects.filter(office=office, weekday__in=before - after).delete()
    WorkingDay.objects.bulk_create([WorkingDay(office=office, weekday=weekday) for weekday in after - before])


def _write_closures(office: Office, before: Setup, after: Setup, *, by: Actor, now: datetime) -> None:
    was, is_ = before.calendar.closures, after.calendar.closures
    Closure.objects.filter(office=office, date__in=[day for day in was if day not in is_]).delete()
    Closure.objects.bulk_create(
        [
            Closure(office=office, date=day, reason=reason, created_at=now, created_by_id=by.user_id)
            for day, reason in is_.items()
            if day not in was
        ]
    )


def _told(proposal: Proposal) -> dict[str, Any]:
    """The change as it stands in the log: plain JSON values."""
    return {name: _plain(value) for name, value in asdict(proposal).items()}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {" ".join(map(str, key)) if isinstance(key, tuple) else str(key): item for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(value)
    return value if isinstance(value, int | str | date) else str(value)
