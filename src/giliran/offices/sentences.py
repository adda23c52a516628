"""What is said when a change to an office cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices.policy import Fault

SENTENCES: Mapping[str, str] = {
    "no_letter_left": gettext_noop("All letters for windows are used. Take an old window into use again instead."),
    "unknown_window": gettext_noop("This window is not in use any more. Load the page again and choose another."),
    "end_before_start": gettext_noop("The end must come after the beginning."),
    "windows_overlap": gettext_noop("These hours overlap with %(window)s. A window may begin when another ends."),
    "no_working_day": gettext_noop(
        "Choose at least one working day. To stop for a while, close the days instead: closures have a reason."
    ),
    "date_past": gettext_noop("This date has passed. Choose today or a later day."),
    "date_too_far": gettext_noop("Choose a date within the next %(days)s days."),
    "closed_already": gettext_noop("%(day)s is closed already: %(reason)s."),
    "holiday_already": gettext_noop("%(day)s is a holiday (%(reason)s); the office does not work then anyway."),
    "holiday_known": gettext_noop("%(day)s is a holiday already (%(name)s)."),
    "no_work_already": gettext_noop("The office does not work on %(day)s anyway."),
    "nothing_to_close": gettext_noop("The office does not work on any of these days anyway."),
    "not_closed": gettext_noop("%(day)s is not closed any more."),
    "absurd_quota": gettext_noop("Enter a whole number of seats from 0 to %(most)s."),
    "extra_seats": gettext_noop("Add from 1 to %(most)s seats."),
    "no_more_today": gettext_noop("No seats can be added there today any more. Choose another window or pool."),
    "not_the_head": gettext_noop("The head of office decides about seats."),
    "rules_begun": gettext_noop("These figures hold already. Set new figures from a later date instead."),
    "out_of_bounds": gettext_noop("Headquarters allows %(least)s to %(most)s here."),
    "not_for_offices": gettext_noop("Headquarters alone chooses this figure."),
    "outside_the_rule": gettext_noop("Enter a value from %(least)s to %(most)s."),
    "bounds_crossed": gettext_noop("The upper bound must not lie below the lower one."),
    "outside_own_bounds": gettext_noop("The country's own value must lie within the bounds for offices."),
    "text_too_long": gettext_noop("Use at most %(most)s characters."),
    "wait_crossed": gettext_noop("The longest wait of a seat that was given back cannot be shorter than the shortest."),
    "beacon_unnamed": gettext_noop("Name the public value that every draw waits for."),
    "event_too_few": gettext_noop(
        "An event is for at least %(least)s people. Fewer are served at the office itself: each may book there."
    ),
    "event_too_many": gettext_noop("At most %(most)s people. For more, ask for several events."),
    "event_too_soon": gettext_noop("Choose a later day: an event takes preparation and cannot begin today."),
    "event_ends_before": gettext_noop("The last day must not come before the first."),
    "event_too_long": gettext_noop("An event lasts at most %(days)s days. Ask for another one for the days after."),
    "event_without_days": gettext_noop(
        "None of these days can be worked on: choose weekdays that lie between the first and the last day and are no"
        " holidays."
    ),
    "event_without_windows": gettext_noop("Enter at least one window with its hours and seats."),
    "event_seats": gettext_noop("Enter a whole number of seats from 1 to %(most)s."),
    "event_windows_overlap": gettext_noop(
        "These hours overlap with another window. A window may begin when another ends."
    ),
    "event_enough_asked": gettext_noop(
        "%(most)s requests from this e-mail address wait for an answer already. Withdraw one, or wait."
    ),
    "event_decided": gettext_noop("This request has been answered or withdrawn meanwhile. Load the page again."),
    "event_reason_missing": gettext_noop("Say why, so that the organisation knows what to change."),
    "unknown_office": gettext_noop("Choose the office that shall come."),
    "unknown_regency": gettext_noop("Choose the city or regency in which the place lies."),
    "letter_missing": gettext_noop("Add the letter of your organisation as PDF, JPEG or PNG."),
    "letter_too_big": gettext_noop("This file is too big. The letter may have up to %(megabytes)s MB."),
    "letter_unreadable": gettext_noop(
        "This file is neither PDF nor JPEG nor PNG, whatever its name says. Save or scan the letter as one of these."
    ),
    "nothing_new": gettext_noop("This changes nothing: it is so already."),
}


def sentence(fault: Fault) -> str:
    """The sentence of a fault, in the language of the request."""
    words = dict(pair for key, value in fault.data.items() for pair in _words(key, value))
    return _(SENTENCES[fault.code]) % words


def _words(key: str, value: Any) -> list[tuple[str, Any]]:
    language = get_language() or "id"
    if key == "day":
        return [("day", formats.date_words(value, language))]
    if key == "off":
        return [("reason", value.name(language))]
    if key == "window":
        start, end = (at.strftime("%H:%M" if language.startswith("en") else "%H.%M") for at in value.hours)
        name = value.name_en if language.startswith("en") else value.name_id
        return [("window", f"{value.letter} {name} ({start}\N{EN DASH}{end})")]
    return [(key, value)]
