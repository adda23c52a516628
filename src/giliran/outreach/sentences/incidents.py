"""What is said of incidents: why something cannot be done, and what stands there until an officer writes it better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal
from giliran.outreach.policy.incidents import FURTHEST, MOST_OFFICES, InTwo
from giliran.outreach.states import IncidentKind

SENTENCES: Mapping[str, Any] = {
    "incident_known": _("An incident of this kind is open there already. Say there what is new."),
    "incident_moved": _("Somebody else has just changed this incident. See how it stands now."),
    "kind_unknown": _("Choose what is down."),
    "what_missing": _("Say what is down, in both languages."),
    "ways_missing": _("Say how people get a number meanwhile, in both languages."),
    "words_missing": _("Say what people shall read, in both languages."),
    "reason_missing": _("Say why this is no incident. The reason stays on record."),
    "text_too_long": _("Use at most %(most)s characters."),
    "moment_past": _("Choose a moment that is still to come."),
    "moment_too_far": _("Choose a moment within the next %(days)s days."),
    "next_update_missing": _("Say when people hear more: whoever waits needs an hour to look again."),
    "since_ahead": _("This has not come yet. What is planned is announced ahead instead."),
    "since_too_old": _("Choose a moment of the last 30 days."),
    "too_many_offices": _("For more than %(most)s offices, choose none: then it concerns the country."),
}

_WHAT: Mapping[str, Any] = {
    IncidentKind.ACCESS: _("This site cannot always be reached"),
    IncidentKind.BOOKING: _("Booking fails again and again"),
    IncidentKind.MESSAGES: _("E-mails and codes come late"),
    IncidentKind.PAYMENT: _("Payments are not taken everywhere"),
    IncidentKind.OFFICE: _("An office cannot serve at this moment"),
    IncidentKind.OTHER: _("A service is disturbed"),
}

_WAYS = _(
    "With your identity card alone, the desk of every immigration office books for you. Where an office has walk-in "
    "seats, they are given at its door, and other offices may have seats left. Bookings that are made stand."
)


def refusal(code: str, *, field: str | None = None, **data: Any) -> Refusal:
    words = {"days": FURTHEST.days, "most": MOST_OFFICES, **data}
    return Refusal(code, SENTENCES[code] % words, field=field, data=data)


def usual_what(kind: str) -> InTwo:
    """What is down, until somebody says it better."""
    return _in_two(_WHAT[kind])


def usual_ways() -> InTwo:
    """How people get a number meanwhile."""
    return _in_two(_WAYS)


def usual_words() -> InTwo:
    """What is said while nobody knows more."""
    return _in_two(_("We know of it and are looking for the cause."))


def usual_over() -> InTwo:
    """What is said when it is over."""
    return _in_two(_("It is over: everything works again. We are sorry for the trouble."))


def _in_two(words: Any) -> InTwo:
    spoken = {}
    for language in ("id", "en"):
        with translation.override(language):
            spoken[language] = str(words)
    return InTwo(**spoken)
