"""A passport on its way, in the words of its person: where it stands, what comes next, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.issuance.sentences import TAKERS, WORDS
from giliran.issuance.states import CaseState
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.issuance.selectors import Progress

_TRACK = (
    CaseState.ADJUDICATION,
    CaseState.TO_PRINT,
    CaseState.TO_TEST,
    CaseState.TO_LAMINATE,
    CaseState.READY,
    CaseState.HANDED_OVER,
)


@dataclass(frozen=True, slots=True)
class Passport:
    """`kind` of the notice; `step` of `total`, with its name (0 where there is no way on); `lines` what is to know;
    `bring` who may collect it, with what."""

    kind: str
    title: str
    lines: Sequence[str]
    step: int
    total: int
    name: str
    bring: Sequence[str]


def passport_of(progress: Progress) -> Passport:
    """How one passport stands, in the language of the page."""
    state = CaseState(progress.case.state)
    title, words = (str(one) for one in WORDS[state])
    at = CaseState.ADJUDICATION if state in (CaseState.HEADQUARTERS, CaseState.VISIT) else state
    step = _TRACK.index(at) + 1 if at in _TRACK else 0
    if state == CaseState.READY and progress.collect_until:
        title = _("Passport ready: collect it until %(date)s") % {
            "date": formats.date_words(progress.collect_until, language())
        }
    return Passport(
        kind=_kind(state, is_late=progress.is_late),
        title=title,
        lines=[*_before(progress), words, *_after(progress, state)],
        step=step,
        total=len(_TRACK),
        name=str(state.label),
        bring=[str(one) for one in TAKERS.values()] if state == CaseState.READY else [],
    )


def _kind(state: CaseState, *, is_late: bool) -> str:
    if state in (CaseState.READY, CaseState.HANDED_OVER):
        return "success"
    return "attention" if is_late or state in (CaseState.REFUSED, CaseState.CANCELLED) else "info"


def _before(progress: Progress) -> list[str]:
    """What comes first: why, if it ended badly; and that it is late, if it is."""
    if progress.reason:
        return [_("The office gives this reason: %(reason)s") % {"reason": progress.reason}]
    if progress.is_late:
        due = formats.date_words(progress.case.due_date, language())
        return [_("It was promised for %(date)s and is late. We are sorry.") % {"date": due}]
    return []


def _after(progress: Progress, state: CaseState) -> list[str]:
    """When: the answer of headquarters, or the promise; and who took it."""
    lines = []
    if progress.answer_by:
        lines.append(
            _("Headquarters answers by %(date)s.") % {"date": formats.date_words(progress.answer_by, language())}
        )
    if progress.case.state in _TRACK[:4] or state == CaseState.HEADQUARTERS:
        due = formats.date_words(progress.case.due_date, language())
        lines += [] if progress.is_late else [_("The passport is promised for %(date)s at the latest.") % {"date": due}]
    if progress.taken_by:
        lines.append(_("Taken by: %(name)s.") % {"name": progress.taken_by})
    return lines
