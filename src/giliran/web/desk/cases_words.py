"""A passport on its way, in the words of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giliran.issuance import policy
from giliran.issuance.selectors import DONE, LATE, UNCLAIMED, WORK
from giliran.issuance.states import AT_WORK, CaseState

if TYPE_CHECKING:
    from giliran.issuance.models import Case

STATE_KINDS: Mapping[str, tuple[str, str]] = {
    CaseState.VISIT: ("neutral", "users"),
    CaseState.ADJUDICATION: ("info", "list-check"),
    CaseState.HEADQUARTERS: ("soon", "building"),
    CaseState.TO_PRINT: ("info", "printer"),
    CaseState.TO_TEST: ("info", "search"),
    CaseState.TO_LAMINATE: ("info", "id"),
    CaseState.READY: ("free", "circle-check"),
    CaseState.HANDED_OVER: ("neutral", "check"),
    CaseState.REFUSED: ("no", "circle-x"),
    CaseState.CANCELLED: ("no", "ban"),
}
"""State to the kind and icon of its chip."""

PARTS: tuple[tuple[str, Any], ...] = (
    (WORK, gettext_lazy("At work")),
    (LATE, gettext_lazy("Late")),
    *((state, state.label) for state in (CaseState.VISIT, *AT_WORK, CaseState.READY)),
    (UNCLAIMED, gettext_lazy("Unclaimed")),
    (DONE, gettext_lazy("Finished")),
)
"""The tabs of the board."""

STEPS: Mapping[str, tuple[Any, Any, Any]] = {
    CaseState.TO_PRINT: (
        gettext_lazy("Printed: on to the quality test"),
        gettext_lazy("Mark those ticked as printed"),
        gettext_lazy("Scan what comes out of the printer"),
    ),
    CaseState.TO_TEST: (
        gettext_lazy("Test passed: on to lamination"),
        gettext_lazy("Mark those ticked as passed"),
        gettext_lazy("Scan what has passed the test"),
    ),
    CaseState.TO_LAMINATE: (
        gettext_lazy("Laminated: ready to be collected"),
        gettext_lazy("Mark those ticked as laminated and ready"),
        gettext_lazy("Scan what is laminated"),
    ),
}
"""State to the press that takes one case on, the one for many, and what is scanned."""

WAITS_FOR: Mapping[str, Any] = {
    CaseState.ADJUDICATION: gettext_lazy("It waits for the adjudicator."),
    CaseState.TO_PRINT: gettext_lazy("It waits for printing."),
    CaseState.TO_TEST: gettext_lazy("It waits for the quality test."),
    CaseState.TO_LAMINATE: gettext_lazy("It waits for lamination."),
    CaseState.READY: gettext_lazy("It waits for its person at the handover counter."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the board shows it. `clock` is kind and words of how the promise stands; empty when it is kept."""

    case: Case
    state: tuple[str, str, str]
    clock: tuple[str, str]
    is_late: bool


def lines(cases: Iterable[Case], today: date) -> list[Line]:
    return [Line(one, state_of(one), clock_of(one, today), _is_late(one, today)) for one in cases]


def state_of(case: Case) -> tuple[str, str, str]:
    """Kind, icon and word."""
    return *STATE_KINDS[case.state], str(CaseState(case.state).label)


def clock_of(case: Case, today: date) -> tuple[str, str]:
    """How the promise stands while it runs; nothing once the passport is ready, or will never be."""
    if case.state not in AT_WORK:
        return ("", "")
    left, over = (case.due_date - today).days, policy.days_over(case.due_date, today)
    if over:
        return "no", ngettext("%(days)d day late", "%(days)d days late", over) % {"days": over}
    if left == 0:
        return "soon", _("Promised for today")
    return "neutral", ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}


def _is_late(case: Case, today: date) -> bool:
    return case.state in AT_WORK and policy.days_over(case.due_date, today) > 0


def tabs(counts: Mapping[str, int], here: str) -> list[dict[str, Any]]:
    """The parts of the board with how many stand there; what is over is not counted."""
    return [
        {"part": part, "name": name, "count": counts.get(str(part)), "here": part == here, "is_late": part == LATE}
        for part, name in PARTS
    ]
