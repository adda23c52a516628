"""What a walk-in is told, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from giliran.core import formats

SENTENCES: Mapping[str, Any] = {
    "not_allowed": _("You do not let people in at this office."),
    "not_the_counter": _("Only the counters of this office write down who somebody is."),
    "unknown_reason": _("Choose why this person comes without a booking."),
    "unknown_service": _("Choose what this person needs."),
    "open_closed": _(
        "This office receives only people with a booking, and those with a reason to come without one. Customer "
        "service books a time."
    ),
    "service_not_elderly": _("Choose another service for this person."),
    "service_not_child": _("A child of five and under needs a child's passport. Choose that service."),
    "service_not_pregnant": _("Choose another service for this person."),
    "service_not_disabled": _("Choose another service for this person."),
    "service_not_express": _(
        "A lost or damaged passport is examined first and cannot be express. Choose the reason “Passport lost or "
        "damaged”."
    ),
    "service_not_examined": _("Choose lost, damaged or force majeure."),
    "service_not_open": _("A lost or damaged passport has a reason of its own. Choose it."),
    "child_alone": _("A small child comes with an adult. Ask who accompanies the child."),
    "companion_unasked": _("Nobody comes along here. Choose “alone”."),
    "not_elderly": _("By the birth date this person is not 60 yet."),
    "not_small_child": _("By the birth date this child is older than five."),
    "nothing_pressed": _("This press did not say which one it is. Begin again."),
    "kiosk_pauses": _("Many cards were taken here a moment ago. Please wait for a minute, or go to an officer."),
    "taken_back": _("This admission was taken back. Begin again."),
    "identified_already": _("Another officer has written this person down a moment ago. Open the list again."),
    "no_purpose": _("Choose what the passport is for."),
    "service_age": _("By the birth date this service is not for this person. Choose another one."),
    "booklet_age": _("A passport for ten years is for people of 17 and over. Choose one for five years."),
    "unknown_booklet": _("Choose the kind of passport."),
    "bill_stands": _(
        "A bill stands for what was chosen at the door. Have a supervisor void it before the service or the passport "
        "is changed."
    ),
    "walked_in_already": _(
        "The person with this NIK has come in without a booking today already. Ask them for their first card, and "
        "see this one out."
    ),
    "attended_today": _(
        "The person with this NIK has been let in with a booking today already. Ask them for that card, and see this "
        "one out."
    ),
    "priority_only": _("Only people with priority are given a seat of another day here."),
    "slot_gone": _("This time has just been filled, or is not open any more. Look for the next one."),
}


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or lazystr(code)


def express_hours(code: str, figures: Mapping[str, int]) -> str:
    """Outside the hours of express: when it is."""
    first, last = (_clock(figures[key]) for key in ("express_from_minute", "express_until_minute"))
    if code == "express_early":
        return gettext("Express begins at %(first)s and ends at %(last)s.") % {"first": first, "last": last}
    return gettext("Express ended at %(last)s today. Come on a working day between %(first)s and %(last)s.") % {
        "first": first,
        "last": last,
    }


def _clock(minute: int) -> str:
    return formats.clock_words(time(minute // 60, minute % 60), get_language() or "id")


_FULL: Mapping[str, tuple[Any, Any]] = {
    "priority": (_("The priority quota of today is used up."), _("This office has no priority seats today.")),
    "express": (_("The express quota of today is used up."), _("This office has no express seats today.")),
    "walk_in": (
        _("The quota of today for people without a booking is used up."),
        _("This office has no seats for people without a booking today."),
    ),
}


def full(pool: str, *, had_seats: bool, next_at: datetime | None, tz: str) -> str:
    """That a pool gives nothing today, and when it gives something next (`next_at`)."""
    today = str(_FULL[pool][0 if had_seats else 1])
    if next_at is None:
        return gettext("%(today)s No further time is open yet.") % {"today": today}
    when = formats.moment_words(next_at, tz, get_language() or "id")
    return gettext("%(today)s Next: %(when)s") % {"today": today, "when": when}


def nik_held(office_name: str, when: datetime, tz: str) -> str:
    """The NIK has a live ticket."""
    return gettext(
        "This NIK has a place already: %(when)s, %(office)s. If it is for today, let the person in with that ticket "
        "and see this card out. If not, give that place back first, with the card, under “People on record”."
    ) % {"when": formats.moment_words(when, tz, get_language() or "id"), "office": office_name}
