"""Complaints as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from giliran.complaints import policy, selectors
from giliran.complaints.states import ReplyKind, Side, State
from giliran.core import formats

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint, Reply

STATE_KINDS = {
    State.SUBMITTED: "info",
    State.VERIFIED: "info",
    State.FORWARDED: "info",
    State.IN_PROGRESS: "info",
    State.REOPENED: "info",
    State.RESPONDED: "free",
    State.RESOLVED: "neutral",
    State.REJECTED: "no",
}
"""The look of each state."""

_SCORES = {4: _("Very good"), 3: _("Good"), 2: _("Not so good"), 1: _("Not good")}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, with who said it and when, in words."""

    who: str
    when: str
    text: str
    is_own: bool
    is_question: bool


def language() -> str:
    return get_language() or "id"


def score_choices() -> list[tuple[str, Any]]:
    return [(str(score), words) for score, words in _SCORES.items()]


def score_words(score: int | None) -> str:
    return str(_SCORES.get(score or 0, ""))


def who_works(complaint: Complaint) -> str:
    """Who has to act."""
    if complaint.at_headquarters or complaint.office is None:
        return gettext("Headquarters")
    return complaint.office.name


def day_words(due_at: datetime | None, complaint: Complaint) -> str:
    """The day with which a term ends; empty for none."""
    if due_at is None:
        return ""
    return formats.date_words(policy.last_day_of(due_at, selectors.zone_of(complaint.office)), language())


def moment_words(moment: datetime, complaint: Complaint) -> str:
    return formats.moment_words(moment, selectors.zone_of(complaint.office), language())


def said(complaint: Complaint, reply: Reply) -> Said:
    who = {
        Side.COMPLAINANT: gettext("You"),
        Side.OFFICE: complaint.office.name if complaint.office else gettext("The office"),
        Side.HEADQUARTERS: gettext("Headquarters"),
        Side.SYSTEM: "Giliran",
    }[Side(reply.side)]
    return Said(who, moment_words(reply.at, complaint), reply.text, reply.side == Side.COMPLAINANT,
                reply.kind == ReplyKind.QUESTION)  # fmt: skip


def meaning(complaint: Complaint, *, is_common: bool = False) -> str:
    """What its state means for the person, and what comes next, in a sentence; `is_common` where it stands for many, so
    that a question was meant for somebody else."""
    if complaint.asked_at is not None and not is_common:
        return gettext("We have asked you something. Please answer by %(date)s.") % {
            "date": day_words(complaint.closes_at, complaint)
        }
    by = {"who": who_works(complaint), "date": day_words(complaint.due_at, complaint)}
    told = {
        State.SUBMITTED: _("%(who)s checks it by %(date)s."),
        State.VERIFIED: _("%(who)s answers by %(date)s."),
        State.FORWARDED: _("It was handed to %(who)s, who works on it."),
        State.IN_PROGRESS: _("%(who)s is working on it."),
        State.REOPENED: _("%(who)s looks at it anew by %(date)s."),
        State.RESPONDED: _("There is an answer. If nothing more is said it is closed after %(closes)s."),
        State.RESOLVED: _("It is closed."),
        State.REJECTED: _("It was not accepted; the reason stands below."),
    }
    return str(told[State(complaint.state)]) % (by | {"closes": day_words(complaint.closes_at, complaint)})


def terms(complaint: Complaint) -> list[tuple[str, str, bool]]:
    """The three terms: what, until when, and whether it was met; those that are still to come are not met yet."""
    return [
        (gettext("Checked by"), day_words(complaint.verify_due_at, complaint), complaint.verified_at is not None),
        (gettext("First answer by"), day_words(complaint.first_answer_due_at, complaint),
         complaint.first_answered_at is not None),
        (gettext("Finished by"), day_words(complaint.close_due_at, complaint), complaint.answered_at is not None),
    ]  # fmt: skip
