"""What the floor says: refusals at the counters, and why somebody goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.onsite.models import Visit
from giliran.onsite.states import VisitState

REFUSALS: Mapping[str, Any] = {
    "not_allowed": gettext_lazy("You do not work at the counters of this office."),
    "not_the_floor": gettext_lazy("A supervisor or the head of office decides about stages and counters."),
    "last_stage": gettext_lazy("This is the only stage. Open another one first."),
    "counter_number": gettext_lazy("A counter has a number from 1 to 60."),
    "no_stage_chosen": gettext_lazy("Choose at least one stage that this counter serves."),
    "counter_in_use": gettext_lazy("Somebody works at this counter. They sign out first."),
    "counter_closed": gettext_lazy("This counter is closed. Choose another one."),
    "serving_elsewhere": gettext_lazy("You are signed in at another counter, and somebody is still there."),
    "not_on_duty": gettext_lazy("You are not signed in at this counter any more. Sign in again."),
    "break_needs_reason": gettext_lazy("Say why this counter pauses; people waiting see it."),
    "still_serving": gettext_lazy("Somebody is still at your counter."),
    "on_break": gettext_lazy("Your counter pauses. End the break first."),
    "nobody_waits": gettext_lazy("Nobody waits at your stages."),
    "not_here": gettext_lazy("They are not at your counter any more."),
    "recall_too_soon": gettext_lazy("They have just been called. Wait for twenty seconds."),
    "called_often": gettext_lazy("They were called three times. Mark them as not there."),
    "stage_closed": gettext_lazy("This stage is closed. Choose another one."),
    "nobody_ticked": gettext_lazy("Tick whom you mean."),
    "not_the_waiver": gettext_lazy("Only a supervisor or the head of office lets somebody go on unpaid."),
    "first_stage": gettext_lazy("This is the first stage; there is none before it."),
    "visit_reason_needed": gettext_lazy("Say why; the person may ask."),
    "until_past": gettext_lazy("Choose a time that is still to come."),
    "until_far": gettext_lazy("A visit can wait for at most 30 days."),
    "nothing_to_undo": gettext_lazy("There is nothing to take back: only your own last press, within two minutes."),
    "not_identified": gettext_lazy(
        "Who this person is has not been entered yet. Enter it by the identity card on the list of visitors first."
    ),
    "note_empty": gettext_lazy("Write the note first."),
}


def refusal(code: str) -> Any:
    """What is said at a counter when something cannot be done."""
    return REFUSALS[code]


def not_now(visit: Visit) -> str:
    return _("%(label)s cannot go there from here: %(state)s.") % {
        "label": visit.ticket.label,
        "state": visit.get_state_display(),
    }


def changed_meanwhile(visit: Visit) -> str:
    """Where somebody is now, for the officer who was a moment later."""
    if visit.state == VisitState.CALLED and visit.counter:
        return _("%(label)s has been called by counter %(number)d already.") % {
            "label": visit.ticket.label,
            "number": visit.counter.number,
        }
    return _("Somebody else has just changed this: %(label)s, %(state)s.") % {
        "label": visit.ticket.label,
        "state": visit.get_state_display(),
    }


def not_paid(visit: Visit) -> str:
    return _("%(label)s has not paid yet. Enter the receipt number (NTPN), or ask a supervisor.") % {
        "label": visit.ticket.label
    }


def counter_taken(officer: str) -> str:
    return _("%(officer)s is signed in at this counter.") % {"officer": officer}


def serving_elsewhere(number: int) -> str:
    return _("Somebody is still at counter %(number)d, where you are signed in. Finish there first.") % {
        "number": number
    }


def still_serving(labels: Sequence[str]) -> str:
    return _("%(labels)s is still at your counter. Stay, or finish and call the next one.") % {
        "labels": ", ".join(labels)
    }


WHY: Mapping[str, Any] = {
    "turn": gettext_lazy("It is their turn: by the later of arrival and the time on the ticket, then by number."),
    "precedence": gettext_lazy("They have precedence."),
    "balance": gettext_lazy("Enough people with precedence were called in a row; now it is one of the others."),
    "party": gettext_lazy("They belong to the party that is called."),
    "skipped": gettext_lazy("They were called and not there, and nobody else waits."),
}
WHY_SHORT: Mapping[str, Any] = {
    "turn": gettext_lazy("in turn"),
    "precedence": gettext_lazy("goes first"),
    "balance": gettext_lazy("after several with precedence"),
    "party": gettext_lazy("together with the one before"),
    "skipped": gettext_lazy("was not there"),
}
"""Why somebody stands in this place, in a few words for a list."""
RIGHTS: Mapping[str, Any] = {"priority": gettext_lazy("Priority"), "express": gettext_lazy("Express")}
"""By what right somebody has precedence, in one word."""
WHY_BEFORE: Mapping[str, Any] = {
    "party": gettext_lazy("They have come together and are called together."),
    "skipped": gettext_lazy("The other was called and not there, and waits for some minutes."),
    "precedence": gettext_lazy("They have precedence, and not too many of those were called in a row."),
    "balance": gettext_lazy("Enough people with precedence were called in a row; now it is one of the others."),
    "arrived": gettext_lazy("They came earlier."),
    "due": gettext_lazy("Their ticket names an earlier time; coming before it gains nothing."),
    "label": gettext_lazy("Both have the same time; the smaller number goes first."),
}


def why_before(first: str, second: str, code: str) -> str:
    """Why the one label is called before the other, in a sentence or two."""
    return _("%(first)s is called before %(second)s. %(why)s") % {
        "first": first,
        "second": second,
        "why": WHY_BEFORE[code],
    }
