"""What each refusal says to the citizen, one sentence that names what to do; and the rules about changes in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.functional import lazystr
from django.utils.translation import get_language, gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from giliran.booking.policy.guests import GuestFault, column_name
from giliran.core import formats
from giliran.core.errors import Refusal

SENTENCES: Mapping[str, Any] = {
    "unknown_slot": _("This time does not exist any more. Choose another one."),
    "party_size": _("A booking is for one to five people."),
    "unknown_person": _("One of the people is no longer on your list. Choose the people again."),
    "same_person_twice": _("The same person stands twice in this booking. Leave one of them out."),
    "unknown_service": _("Choose what this person needs."),
    "unknown_purpose": _("Choose what the passport is for."),
    "unknown_booklet": _("Choose the kind of passport."),
    "walk_in_service": _("This service needs no booking: come to the office on any working day."),
    "service_age": _("This service is not for somebody of this age on the day of the visit."),
    "booklet_age": _("A passport for ten years is for people of 17 and over. Choose one for five years."),
    "minor_alone": _("A child under 17 comes with a parent or guardian. Confirm that one of them will be there."),
    "past": _("This time has begun or is over. Choose a later one."),
    "closed": _("The office does not work at this time. Choose another day."),
    "not_open": _("These seats are not open yet."),
    "at_the_office": _("These seats are for people who come to the office without a booking."),
    "person_incomplete": _("Who this person is has not been entered yet. Enter name and NIK by the identity card."),
    "reserved": _("These seats are given in the opening of this office. Enter it to take part."),
    "already_booked": _("This person has a booking already."),
    "too_many": _("Your account would hold more places than one account may. Use or cancel a booking first."),
    "full": _("This time has just been filled. Nothing has been booked; your answers are kept."),
    "returning": _("A seat here comes back shortly. Choose another time or look again later."),
    "cooling": _(
        "This person missed a visit lately and can book again later. Explain it at the desk of any office: a "
        "supervisor can lift this."
    ),
    "not_missed": _("This visit was not missed, so there is nothing to lift."),
    "lifted_already": _("This has been lifted already."),
    "reason_missing": _("Say why. The reason stays on record and the person reads it."),
    "reason_too_long": _("Use at most 200 characters."),
    "nobody_chosen": _("Choose whose place is given back."),
    "visit_begun": _("The visit has begun or is over, so it cannot be changed here. Ask at the desk of the office."),
    "cancelled_already": _("This booking has been cancelled already."),
    "moved_already": _("This booking has been moved already. Open the new one."),
    "attended_already": _("This person has been let in already."),
    "missed": _("This visit is over, and nobody came. You can book again."),
    "move_too_late": _("A visit can be moved until the day before. You can still cancel it until it starts."),
    "moved_once": _("This booking has been moved as often as is possible. You can still cancel it."),
    "changes_used_up": _("Somebody in this party has used up this month's changes. You can still cancel."),
    "other_office": _("A visit can be moved at its own office only. For another office, cancel and book again."),
    "same_time": _("This is the time that you have. Choose another one."),
    "same_date": _("A visit can be moved to another day, not to another time of the same day. Choose another day."),
    "day_is_kept": _("The office works on this day, so nobody needs to be moved."),
    "nobody_to_clear": _("Nobody holds a seat on this day any more."),
    "clearing_begun": _("The bookings of this day are being moved or cancelled already."),
    "clearing_over": _("This is finished: every booking has its answer."),
    "clearing_stopped": _("This has been stopped already."),
    "not_moved_by_office": _("This time was chosen by you and not by the office. You can cancel it."),
    "clearing_running": _("This is running already."),
    "reason_needed": _("Say why this is done for somebody else. It goes on record."),
    "needs_unchanged": _("This is what stands on the ticket already. Choose what suits."),
    "cause_needed": _("Choose what the reason for the special move is."),
    "key_reused": _("This request was sent before with other content. Start the booking again."),
}


def sentence(code: str) -> Any:
    return SENTENCES.get(code) or lazystr(code)


def cooling_until(until: datetime, tz: str) -> str:
    """Until when somebody who missed a visit waits, and what can be done about it; in the language that is active."""
    return gettext(
        "This person missed a visit lately and can book again from %(until)s. Explain it at the desk of any office: a "
        "supervisor can lift this."
    ) % {"until": formats.moment_words(until, tz, translation.get_language() or "id")}


@dataclass(frozen=True, slots=True)
class Promise:
    """A visit as its rules need it: its day, when it starts, where clocks show what, and how often it was moved."""

    day: date
    starts_at: datetime
    tz: str
    moves: int = 0


def change_rules(figures: Mapping[str, int], language: str, visit: Promise | None = None) -> tuple[str, ...]:
    """What may be changed, until when and what it costs, by the country's figures (RS01-RS04, CN01, NS02); for one
    visit with its dates."""
    with translation.override(language):
        rules = (
            _moves_rule(figures, language, visit),
            _month_rule(figures),
            _cancel_rule(language, visit),
            _return_rule(figures),
            _missed_rule(figures["missed_cooling_days"]),
        )
        return tuple(rule for rule in rules if rule)


def move_rules(figures: Mapping[str, int], language: str, visit: Promise) -> tuple[str, ...]:
    """What moving a visit means: said before the press."""
    with translation.override(language):
        return (
            _moves_rule(figures, language, visit),
            gettext("The whole party moves together. Everybody gets a new queue number and a new QR code."),
            gettext("The old tickets are no longer valid from the moment of the move."),
            _month_rule(figures),
        )


def cancel_rules(figures: Mapping[str, int], language: str, visit: Promise) -> tuple[str, ...]:
    """What cancelling means: said before the press."""
    with translation.override(language):
        rules = (
            gettext("The tickets of those you choose are no longer valid at once. This cannot be taken back."),
            _cancel_rule(language, visit),
            _return_rule(figures),
            _month_rule(figures),
        )
        return tuple(rule for rule in rules if rule)


def may_move_at_all(figures: Mapping[str, int]) -> bool:
    return bool(figures["moves_per_booking"] and figures["changes_a_month"])


def _moves_rule(figures: Mapping[str, int], language: str, visit: Promise | None) -> str:
    if not may_move_at_all(figures):
        return gettext("A visit cannot be moved to another time. You can cancel it and book again.")
    left = figures["moves_per_booking"] - (visit.moves if visit else 0)
    if left <= 0:
        return gettext("This visit has been moved and cannot be moved again. You can still cancel it.")
    return ngettext(
        "You can move the visit once to %(target)s at the same office, until %(until)s. It costs nothing, and the "
        "old seat goes only when the new one is there.",
        "You can move the visit %(times)d times to %(target)s at the same office, until %(until)s. It costs nothing, "
        "and the old seat goes only when the new one is there.",
        left,
    ) % {"times": left, "until": _day_before(language, visit), "target": _target(figures)}


def _target(figures: Mapping[str, int]) -> str:
    """RS04, unless headquarters has chosen otherwise."""
    return gettext("another time") if figures["moves_same_day"] else gettext("another day")


def _day_before(language: str, visit: Promise | None) -> str:
    return formats.date_words(visit.day - timedelta(days=1), language) if visit else gettext("the day before")


def _month_rule(figures: Mapping[str, int]) -> str:
    if not may_move_at_all(figures):
        return ""
    most = figures["changes_a_month"]
    return ngettext(
        "After %(most)d change in a month, moves and cancellations counted together, a person cannot move a visit "
        "until the next month. Cancelling is never limited.",
        "After %(most)d changes in a month, moves and cancellations counted together, a person cannot move a visit "
        "until the next month. Cancelling is never limited.",
        most,
    ) % {"most": most}


def _cancel_rule(language: str, visit: Promise | None) -> str:
    if visit is None:
        return gettext("You can cancel for everybody or for some of you until the session starts. It costs nothing.")
    moment = formats.moment_words(visit.starts_at, visit.tz, language)
    return gettext("You can cancel for everybody or for some of you until %(moment)s. It costs nothing.") % {
        "moment": moment
    }


def _return_rule(figures: Mapping[str, int]) -> str:
    least, most = sorted((figures["return_least_minutes"], figures["return_most_minutes"]))
    if not most:
        return ""
    return gettext(
        "A seat given back waits %(least)d to %(most)d minutes and then goes to those who wait for one, so nobody can "
        "hand theirs to somebody."
    ) % {"least": least, "most": most}


def _missed_rule(days: int) -> str:
    if not days:
        return gettext("A missed visit costs nothing but the place: you may book again.")
    return ngettext(
        "Whoever misses a visit without cancelling can book again only after %(days)d day. A supervisor at "
        "the desk of any office can lift this.",
        "Whoever misses a visit without cancelling can book again only after %(days)d days. A supervisor at "
        "the desk of any office can lift this.",
        days,
    ) % {"days": days}


LISTS: Mapping[str, Any] = {
    "list_missing": gettext_noop("Choose the file with the list."),
    "list_empty": gettext_noop("There is nobody in this list. Fill in the template, one row a person."),
    "list_too_big": gettext_noop("This file is too big. A list may have up to %(megabytes)s MB; send it in parts."),
    "list_too_long": gettext_noop("This list is too long. Send at most %(most)s rows at a time."),
    "list_is_picture": gettext_noop(
        "This is a picture, whatever its name says. Type the people into the template and send that."
    ),
    "list_is_pdf": gettext_noop("This is a PDF. Type the people into the template and send that."),
    "list_locked_or_old": gettext_noop(
        "This file is locked with a password or of the old Excel kind. Save it without password as .xlsx or CSV."
    ),
    "list_bomb": gettext_noop(
        "This file would unpack to more than a list can be. Copy the people into the template and send that."
    ),
    "list_unreadable": gettext_noop("This file cannot be read as a list. Save it as .xlsx or CSV and send it again."),
    "list_wrong_encoding": gettext_noop(
        "The letters of this file cannot be read. Save it as CSV UTF-8, or as .xlsx, and send it again."
    ),
    "list_columns": gettext_noop(
        "These columns are missing: %(columns)s. Use the template and leave its first row as it is."
    ),
    "list_under_way": gettext_noop("The list before this one is still being worked on. Send this one afterwards."),
    "list_event_over": gettext_noop("The event is over; nobody can be added to it."),
    "list_for_everybody": gettext_noop("The seats of this event are for everybody: each books online."),
}
"""Why a list of people is not taken."""

ROWS: Mapping[str, Any] = {
    "missing": gettext_noop("This must be filled in."),
    "formula": gettext_noop("This begins with %(sign)s like a formula. Write it as plain text."),
    "number_cut": gettext_noop(
        "The spreadsheet keeps this as a number and loses its last digits. Set the format of the column to text, then"
        " type the number again."
    ),
    "date_unreadable": gettext_noop("This is no date. Write day, month and year, for example 27-03-1994."),
    "sex_unreadable": gettext_noop("Write L or P (M or F)."),
    "yes_or_no": gettext_noop("Write yes or no."),
    "email_unreadable": gettext_noop("This is no e-mail address. Correct it or leave it empty."),
    "unknown_service": gettext_noop("This service is not known, or not offered at events. Use a code of the template."),
    "unknown_booklet": gettext_noop("This kind of passport is not known. Use a code of the template."),
    "unknown_purpose": gettext_noop("This purpose is not known. Use a code of the template."),
    "unknown_window": gettext_noop("The event has no such session. Write its letter or leave it empty."),
    "duplicate": gettext_noop("The same NIK stands in row %(row)s of this list."),
    "known": gettext_noop("Has a seat at this event already: %(label)s."),
    "no_room": gettext_noop("No seat is left at this event. Ask the office for more seats, then send this row again."),
}
"""What is wrong with a row of a list; other codes are those of a booking."""


def list_refusal(code: str, **data: Any) -> Refusal:
    """Why a list is not taken, with a sentence in the language of the request."""
    words = dict(data)
    if "columns" in words:
        words["columns"] = ", ".join(column_name(one, get_language() or "id") for one in words["columns"])
    return Refusal(code, gettext(LISTS[code]) % words, field="file", data=data)


def row_faults(faults: Iterable[GuestFault]) -> list[dict[str, str]]:
    """What is wrong with a row, in both languages."""
    return [{"column": one.column, **_in_both(partial(_row_sentence, one))} for one in faults]


def person_faults(fields: Mapping[str, list[Any]]) -> list[dict[str, str]]:
    """What `accounts` says about a person of a list, in both languages."""
    return [
        {"column": name, **_in_both(partial(str, said))} for name, sentences in fields.items() for said in sentences
    ]


def _row_sentence(fault: GuestFault) -> str:
    known = gettext(ROWS[fault.code]) if fault.code in ROWS else str(sentence(fault.code))
    return known % fault.data if fault.data else known


def _in_both(say: Callable[[], str]) -> dict[str, str]:
    told = {}
    for language in ("id", "en"):
        with translation.override(language):
            told[language] = say()
    return told
