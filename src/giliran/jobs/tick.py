"""What happens by itself, and how often.

Each step is a use case of its package: `(now) -> how many`. It claims its rows by conditional updates, may be killed at
any instant, may run in two workers at once, and finds nothing to do when it is run again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import structlog
from django.conf import settings

from giliran.accounts import services as accounts
from giliran.accounts.services import ways
from giliran.audit import services as audit
from giliran.booking.services import clear_day, guests, miss, remind
from giliran.complaints import services as complaints
from giliran.core import db, heartbeat
from giliran.feedback.services import forget, invite
from giliran.issuance.services import follow, late, unclaimed
from giliran.issuance.services import open as cases
from giliran.jobs import housekeeping
from giliran.offices import services as offices
from giliran.onsite.services import visits
from giliran.opening.services import crowd, draw, followers, give, restored, run, schedule, tell
from giliran.outreach.services import asking, watching
from giliran.payments.services import expire as payments
from giliran.payments.services import remind as payments_remind
from giliran.slots import services as slots
from giliran.waiting.services import expire, pass_on

log = structlog.get_logger(__name__)


class Step(NamedTuple):
    """`every` is in seconds."""

    name: str
    run: Callable[[datetime], int]
    every: float


STEPS: list[Step] = [
    Step("opening.schedule", schedule.schedule_due, 60),
    Step("opening.gather", schedule.gather_due, 1),
    Step("opening.freeze", schedule.freeze_due, 1),
    Step("opening.draw", draw.draw_due, 1),
    Step("opening.give_entitled", give.entitled_due, 1),
    Step("opening.open", run.open_due, 0.5),
    Step("opening.ballot", give.ballot_due, 1),
    Step("opening.line_up", run.line_up_due, 0.5),
    Step("opening.admit", run.admit_due, 0.5),
    Step("opening.close", run.close_due, 1),
    Step("opening.settle", run.settle_due, 1),
    Step("opening.tell", tell.tell_due, 1),
    Step("opening.tell_followers", followers.tell_followers_due, 5),
    Step("slots.release", slots.release_due, 1),
    Step("waiting.pass_on", pass_on.pass_on_due, 1),
    Step("booking.clear", clear_day.clear_due, 0.5),
    Step("waiting.expire", expire.expire_due, 30),
    Step("booking.seat_guests", guests.seat_guests, 1),
    Step("booking.remind", remind.remind_due, 30),
    Step("booking.miss", miss.mark_missed, 60),
    Step("payments.expire", payments.expire_due, 10),
    Step("payments.remind", payments_remind.remind_due, 60),
    Step("issuance.open", cases.open_due, 30),
    Step("issuance.follow", follow.follow_visits, 5),
    Step("issuance.tell_late", late.tell_late, 300),
    Step("issuance.remind", unclaimed.remind_due, 600),
    Step("outreach.propose_from_probes", watching.propose_from_probes, 15),
    Step("outreach.propose_from_faults", watching.propose_from_faults, 15),
    Step("outreach.forget_signs", watching.forget_signs, 3600),
    Step("complaints.propose", complaints.propose_incident_due, 15),
    Step("complaints.link_to_incident", complaints.link_new_to_incidents, 5),
    Step("opening.tell_restored", restored.tell_restored, 2),
    Step("feedback.invite", invite.invite_due, 60),
    Step("feedback.expire", forget.expire_due, 600),
    Step("feedback.forget", forget.forget_old, 3600),
    Step("complaints.escalate", complaints.escalate_overdue, 60),
    Step("complaints.close", complaints.close_answered, 60),
    Step("complaints.answer_restored", complaints.answer_restored, 5),
    Step("complaints.tell_joined", complaints.tell_joined, 5),
    Step("outreach.forget", asking.forget_old, 3600),
    Step("onsite.end_day", visits.end_day, 300),
    Step("offices.end_events", offices.end_events, 600),
    Step("accounts.forget_gone", ways.forget_gone, 300),
    Step("slots.extend_horizon", slots.extend_horizon, 600),
    Step("audit.seal", audit.seal, 5),
    Step("audit.sweep", audit.sweep, 3600),
    Step("accounts.forget_devices", accounts.forget_devices, 3600),
    Step("workers.forget_the_dead", heartbeat.forget_the_dead, 3600),
    Step("sessions.clear", housekeeping.clear_sessions, 6 * 3600),
]
if settings.DEMO:  # made-up people go first: whoever plays along waits for them
    STEPS[:0] = [
        Step("demo.bring_people", crowd.bring_due, 1),
        Step("demo.spare_letters", crowd.spare_letters_due, 1),
        Step("demo.take_turns", crowd.take_turns_due, 1),
    ]


class DatabaseGone(Exception):
    """No step can do anything until the database is back."""


class Ticker:
    """Runs the steps that are due. Their rhythm is this process's own; the rows say what is left to do."""

    def __init__(self, steps: Sequence[Step] = STEPS, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self._steps = steps
        self._is_stopping = is_stopping
        self._ran: dict[str, float] = {}

    def run(self, now: datetime, monotonic: float) -> dict[str, int]:
        """What the steps that are due at `monotonic` (seconds) did: their names and counts, failed ones left out.

        A step that fails is logged and leaves the others alone; the round ends early only when the worker is
        stopping or the database is gone.
        """
        done: dict[str, int] = {}
        for step in self._steps:
            if self._is_stopping():
                break
            if monotonic - self._ran.get(step.name, float("-inf")) < step.every:
                continue
            count = _attempt(step, now)
            self._ran[step.name] = monotonic
            if count is not None:
                done[step.name] = count
        return done


def _attempt(step: Step, now: datetime) -> int | None:
    try:
        count = step.run(now)
    except Exception as fault:
        if not db.is_there():
            raise DatabaseGone(step.name) from fault
        log.exception("step failed", step=step.name)
        return None
    if count:
        log.info("step done", step=step.name, count=count)
    return count
