"""A complaint in the words of those who work on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from giliran.complaints import policy, selectors
from giliran.complaints.selectors import worklist
from giliran.complaints.states import OPEN, Category, Channel, Mode, Side, State

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint, ComplaintMove, Reply

STATE_KINDS: Mapping[str, tuple[str, str]] = {
    State.SUBMITTED: ("soon", "mail"),
    State.VERIFIED: ("info", "list-check"),
    State.REJECTED: ("no", "ban"),
    State.FORWARDED: ("soon", "arrow-forward-up"),
    State.IN_PROGRESS: ("info", "refresh"),
    State.RESPONDED: ("free", "circle-check"),
    State.RESOLVED: ("neutral", "check"),
    State.REOPENED: ("soon", "refresh"),
}
"""State to the kind and icon of its chip."""

MODE_ICONS = {Mode.NAMED: "user", Mode.CONFIDENTIAL: "lock", Mode.ANONYMOUS: "eye-off"}

_EVENTS: Mapping[str, Any] = {
    "complaint.filed": gettext_lazy("Came in"),
    "complaint.verified": gettext_lazy("Checked"),
    "complaint.taken": gettext_lazy("Taken"),
    "complaint.assigned": gettext_lazy("Given to somebody"),
    "complaint.answered": gettext_lazy("Answered"),
    "complaint.replied": gettext_lazy("First answer"),
    "complaint.asked": gettext_lazy("Person asked"),
    "complaint.message": gettext_lazy("The person wrote"),
    "complaint.accepted": gettext_lazy("The person says that it is settled"),
    "complaint.reopened": gettext_lazy("Reopened"),
    "complaint.rejected": gettext_lazy("Not accepted"),
    "complaint.resolved": gettext_lazy("Settled"),
    "complaint.closed_by_silence": gettext_lazy("Closed, since nobody said anything"),
    "complaint.escalated": gettext_lazy("Handed to headquarters"),
    "complaint.handed_back": gettext_lazy("Handed to the office"),
    "complaint.overdue": gettext_lazy("A term passed: to headquarters by itself"),
    "complaint.merged": gettext_lazy("Joined with another"),
    "complaint.linked": gettext_lazy("Tied to a booking or an incident"),
    "complaint.restored": gettext_lazy("Answered, since the incident is over"),
}
"""Event to what it is called in the history."""

TERMS: Mapping[str, Any] = {
    "verify": gettext_lazy("not checked in time"),
    "first_answer": gettext_lazy("no first answer in time"),
    "finish": gettext_lazy("not finished in time"),
}

EXCERPT = 140


@dataclass(frozen=True, slots=True)
class Line:
    """A complaint as the list shows it. `due` is kind and words of how its term stands; empty while nobody waits."""

    complaint: Complaint
    number: str
    category: str
    channel: str
    excerpt: str
    state: tuple[str, str, str]
    due: tuple[str, str]
    is_open: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. `who` is the person, or an officer by name; `is_own` where the person said it."""

    reply: Reply
    who: str
    kind: str
    is_own: bool
    is_internal: bool


def lines(found: Iterable[Complaint], now: datetime) -> list[Line]:
    return [line_of(one, now) for one in found]


def line_of(one: Complaint, now: datetime) -> Line:
    text = " ".join(one.text.split())
    return Line(
        one,
        selectors.show_number(one.number),
        str(Category(one.category).label),
        str(Channel(one.channel).label),
        text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}...",
        state_of(one),
        due_of(one, now),
        one.state in OPEN,
        one.due_at is not None and one.due_at <= now,
    )


def state_of(one: Complaint) -> tuple[str, str, str]:
    """Kind, icon and word."""
    return *STATE_KINDS[one.state], str(State(one.state).label)


def due_of(one: Complaint, now: datetime) -> tuple[str, str]:
    """How the term stands that runs now."""
    if one.due_at is None:
        return ("", "")
    zone = selectors.zone_of(one.office)
    last, today = policy.last_day_of(one.due_at, zone), policy.last_day_of(now, zone)
    left = (last - today).days
    if one.due_at <= now:
        over = max(1, -left)
        return "no", ngettext("%(days)d day late", "%(days)d days late", over) % {"days": over}
    if left <= 0:
        return "soon", _("Due today")
    return "neutral", ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}


def said(replies: Iterable[Reply]) -> list[Said]:
    return [
        Said(one, _who(one), str(one.get_kind_display()), one.side == Side.COMPLAINANT, one.is_internal)
        for one in replies
    ]


def _who(one: Reply) -> str:
    return str(one.by) if one.by and one.side != Side.COMPLAINANT else str(Side(one.side).label)


def moves(found: Iterable[ComplaintMove]) -> list[dict[str, Any]]:
    """The history, the newest first."""
    return [_move(one) for one in reversed(list(found))]


def _move(one: ComplaintMove) -> dict[str, Any]:
    reason = str(TERMS.get(one.reason, one.reason)) if one.what == "complaint.overdue" else one.reason
    if one.what == "complaint.merged":
        reason = selectors.show_number(one.reason)
    who = str(one.by) if one.by and one.side != Side.COMPLAINANT else str(Side(one.side).label)
    kind, icon = STATE_KINDS[one.to_state]
    what = _EVENTS.get(one.what, one.what)
    return {"at": one.at, "kind": kind, "icon": icon, "what": what, "who": who, "reason": reason}


def parts(counts: Mapping[str, int], here: str, *, at_headquarters: bool) -> list[dict[str, Any]]:
    """The tabs, with how many stand in those that ask for work."""
    named = (
        (worklist.WORK, _("To be done")),
        (worklist.LATE, _("Late")),
        (worklist.MINE, _("Mine")),
        (worklist.ELSEWHERE, _("At the offices") if at_headquarters else _("At headquarters")),
        (worklist.ANSWERED, _("Answered")),
        (worklist.OVER_PART, _("Settled")),
        (worklist.ALL, _("All")),
    )
    late = worklist.LATE
    return [
        {"part": part, "name": name, "count": _counted(counts.get(part)), "here": part == here, "is_late": part == late}
        for part, name in named
    ]


def _counted(n: int | None) -> str:
    if n is None:
        return ""
    return f"{worklist.MOST_COUNTED}+" if n > worklist.MOST_COUNTED else str(n)
