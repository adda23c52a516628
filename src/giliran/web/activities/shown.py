"""The register as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.core import db
from giliran.outreach import selectors
from giliran.outreach.policy.activities import FEWER, LIKE_CHANCE, MORE, TOO_EARLY, TOO_FEW

if TYPE_CHECKING:
    from giliran.outreach.models import Activity
    from giliran.outreach.policy.activities import Effect

A_PAGE = 20
AT_ONCE = 100

VERDICTS = {
    TOO_EARLY: gettext_lazy("Wait until a week is over"),
    TOO_FEW: gettext_lazy("Too few new accounts to tell"),
    LIKE_CHANCE: gettext_lazy("No more than chance does"),
    MORE: gettext_lazy("More than chance does"),
    FEWER: gettext_lazy("Fewer, more than chance does"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An activity, the name of its region, and what new accounts say beside it."""

    activity: Activity
    area: str
    effect: Effect
    verdict: str


def lines(found: Sequence[Activity], now: datetime) -> list[Line]:
    names, effects = selectors.names_of_areas(found), selectors.effects_of(found, now)
    return [
        Line(one, names.get(one.area, one.area), effects[one.pk], str(VERDICTS[effects[one.pk].verdict]))
        for one in found
    ]


def head() -> list[str]:
    return [_("Office"), _("Day"), _("What was done"), _("Where it took place"), _("Region"), _("For whom"),
            _("People reached"), _("Counted or estimated"), _("Days looked at"), _("New accounts before"),
            _("New accounts after"), _("Other activities in these days"), _("What this says")]  # fmt: skip


def rows(found: Sequence[Activity], now: datetime) -> Iterator[list[Any]]:
    """Each with the numbers of the page, so many at once that a database takes the question."""
    for some in db.in_batches(found, AT_ONCE):
        yield from map(_row_of, lines(some, now))


def _row_of(line: Line) -> list[Any]:
    one, effect = line.activity, line.effect
    return [
        one.office.name if one.office else _("Headquarters"), one.held_on.isoformat(), str(one.get_kind_display()),
        one.place, line.area, one.whom, one.reached, _("counted") if one.is_counted else _("estimated"), effect.days,
        effect.before, effect.after, effect.others, line.verdict,
    ]  # fmt: skip
