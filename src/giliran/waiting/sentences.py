"""What the waiting list says to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.opening import sentences as openings

SENTENCES: Mapping[str, Any] = {
    "needs_no_waiting": _(
        "This person has a visit already, so there is nothing to wait for. For another day, move or cancel that visit."
    ),
    "in_an_opening": _("This person is in an opening. Withdraw that entry first, or wait for its result."),
    "already_waiting": _("This person is on the waiting list already. Everybody can wait at one office at a time."),
    "office_unknown": _("There is no such office."),
    "office_shut": _("This office takes nobody at the moment, so nobody can wait for it."),
    "days_missing": _("Choose at least one day."),
    "day_unfit": _("One of these days cannot be waited for. Choose among the days that are shown."),
    "window_unfit": _("One of these times of day does not exist at this office. Choose again."),
    "notice_unfit": _("Choose a notice of 0 to 14 days."),
    "days_too_soon": _("With this notice none of the days can be reached any more. Choose later days or less notice."),
    "wait_over": _("This party is not on the waiting list any more."),
    "nothing_found": _("No place has been found for this party, so there is nothing to decline."),
    "declined_already": _("This place has been declined already. You can join the waiting list again."),
    "decline_too_late": _(
        "A found place can be declined until the day before. You can still cancel the booking until the visit begins."
    ),
}

ENDINGS: Mapping[str, Any] = {
    "booked": _("Somebody in your party has a booking now, so there is nothing left to wait for."),
    "entered": _("Somebody in your party is in an opening now. Whoever is in an opening does not wait here too."),
    "over": _("No place came free for your party on the days you chose, and they are over now."),
}

HAPPENED: Mapping[str, Any] = {
    "too_soon": _("sooner than the notice you asked for"),
    "too_few": _("too few seats for your party"),
    "others": _("others stood before you"),
    "already_booked": _("somebody in your party held a booking at that moment"),
    "in_an_opening": _("somebody in your party was in an opening at that moment"),
    "too_many": _("your account would have held more places than one account may"),
    "cooling": _("somebody in your party had missed a visit lately"),
}


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or openings.sentence(code)


def happened(code: str) -> Any:
    """Why a place that came free did not go to a party, as the end of a sentence."""
    return HAPPENED.get(code) or sentence(code)
