"""Today in words: what wants attention, and how a figure is coloured - always with its word and sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.onsite.selectors.today import OVERDUE, CounterToday, StageToday, Today
from giliran.payments.selectors import DayTotals
from giliran.web.watching.lights import BAD, GOOD, QUIET, SOON, Light, minutes_since, span, wait_light

if TYPE_CHECKING:
    from giliran.offices.models import Office


@dataclass(frozen=True, slots=True)
class Problem:
    """What wants attention; `url` is the list behind it, and `same` the problem without figures that change by the
    minute."""

    light: Light
    url: str
    same: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage as a row of the table."""

    name: str
    waiting: int
    wait: str
    counters: int
    light: Light
    url: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CounterLine:
    """A counter as a row of the table."""

    number: int
    officer: str
    stages: str
    labels: str
    light: Light
    since: str
    duty_id: int | None
    officer_id: int | None


def list_url(office: Office, which: str, stage_id: int | None = None) -> str:
    asked = {"which": which} | ({"stage": str(stage_id)} if stage_id else {})
    return f"{reverse('office_people', args=[office.code])}?{urlencode(asked)}"


def stage_lines(today: Today, office: Office, now: datetime, limit: int, language: str) -> list[StageLine]:
    return [_stage_line(one, office, now, limit, language) for one in today.stages]


def _stage_line(one: StageToday, office: Office, now: datetime, limit: int, language: str) -> StageLine:
    return StageLine(
        one.stage.name(language),
        one.waiting,
        span(minutes_since(one.oldest_at, now)) if one.oldest_at else "",
        one.counters,
        wait_light(one.oldest_at, one.counters, now, limit),
        list_url(office, "waiting", one.stage.pk),
        one.stage.closed_at is not None,
    )


def counter_lines(today: Today, tz: str, language: str) -> list[CounterLine]:
    return [_counter_line(one, tz, language) for one in today.counters]


def _counter_line(one: CounterToday, tz: str, language: str) -> CounterLine:
    duty = one.duty
    since = (duty.break_since or duty.began_at) if duty else None
    return CounterLine(
        one.counter.number,
        str(duty.officer) if duty else "",
        ", ".join(stage.name(language) for stage in one.stages),
        ", ".join(one.labels),
        _counter_light(one),
        formats.time_words(since, tz, language) if since else "",
        duty.pk if duty else None,
        duty.officer_id if duty else None,
    )


def _counter_light(one: CounterToday) -> Light:
    if one.duty is None:
        return Light(QUIET, _("Nobody is here"))
    if one.duty.break_since:
        return Light(SOON, _("Break: %(reason)s") % {"reason": one.duty.break_reason})
    return Light(GOOD, _("Open"))


def problems(
    today: Today, office: Office, now: datetime, limit: int, late: int, language: str, *, money: DayTotals
) -> list[Problem]:
    """What wants attention, the worst first."""
    found = [
        *_of_stages(today.stages, office, now, limit, language),
        *_of_people(today, office, late),
        *_of_money(office, money),
    ]
    return sorted(found, key=lambda one: one.light.kind != BAD)


def _of_stages(
    stages: Iterable[StageToday], office: Office, now: datetime, limit: int, language: str
) -> Iterator[Problem]:
    for one in stages:
        light, url = (
            wait_light(one.oldest_at, one.counters, now, limit),
            list_url(office, "waiting", one.stage.pk),
        )
        if light.kind in (QUIET, GOOD) or one.oldest_at is None:
            continue
        told = {"stage": one.stage.name(language), "people": one.waiting}
        if not one.counters:
            text = ngettext(
                "%(stage)s: %(people)d person waits, and no counter is open.",
                "%(stage)s: %(people)d people wait, and no counter is open.",
                one.waiting,
            )
        else:
            told["wait"] = span(minutes_since(one.oldest_at, now))
            text = _("%(stage)s: somebody has waited for %(wait)s.")
        yield Problem(Light(light.kind, text % told), url, f"{one.stage.pk} {light.text}")


def _of_people(today: Today, office: Office, late: int) -> Iterator[Problem]:
    if today.overdue:
        text = ngettext(
            "%(people)d person who fetches something should be back by now.",
            "%(people)d people who fetch something should be back by now.",
            today.overdue,
        )
        same = f"overdue {today.overdue}"
        yield Problem(Light(SOON, text % {"people": today.overdue}), list_url(office, OVERDUE), same)
    if late:
        text = ngettext(
            "%(cases)d passport is later than promised.", "%(cases)d passports are later than promised.", late
        )
        yield Problem(Light(SOON, text % {"cases": late}), f"{reverse('desk_cases', args=[office.code])}?part=late", "")


def _of_money(office: Office, money: DayTotals) -> Iterator[Problem]:
    bills = reverse("desk_bills", args=[office.code])
    if late := money.to_decide:
        text = ngettext("%(n)d late payment waits for a decision.", "%(n)d late payments wait for a decision.", late)
        yield Problem(Light(SOON, text % {"n": late}), f"{bills}?show=late", "late money")
    if refunds := money.to_refund:
        text = ngettext("%(n)d payment is to be given back.", "%(n)d payments are to be given back.", refunds)
        yield Problem(Light(SOON, text % {"n": refunds}), f"{bills}?show=refund", "refunds")
