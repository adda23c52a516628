"""What the door says, in words: one sentence a verdict, for the officer who says it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from giliran.booking.ticket import codec
from giliran.core import formats, ids
from giliran.onsite.policy import Verdict

WORDS: Mapping[str, Any] = {
    "valid": gettext_lazy("Valid"),
    "attention": gettext_lazy("Attention"),
    "refused": gettext_lazy("Refused"),
}

REFUSALS: Mapping[str, Any] = {
    "not_allowed": gettext_lazy("You do not work at the door of this office."),
    "nobody_chosen": gettext_lazy("Choose who comes in."),
    "unknown_ticket": gettext_lazy("One of these tickets is not known. Scan it again."),
    "reason_needed": gettext_lazy("Say why this person is let in outside their time."),
    "supervisor_decides": gettext_lazy(
        "Card and ticket disagree, and somebody else with this name and birth date has a place this week. A supervisor "
        "decides."
    ),
    "decision_needs_reason": gettext_lazy("Say why this person is let in although card and ticket disagree."),
    "undo_reason_needed": gettext_lazy("Say why this admission is taken back."),
    "undone": gettext_lazy("This admission was taken back. Scan the ticket again."),
    "undo_called": gettext_lazy("A counter has called this person already. Ask the counter to see them out."),
    "card_is_named": gettext_lazy("It is known already who this is. A counter notes that they have left."),
    "undo_too_late": gettext_lazy("An admission can be taken back within one minute. Ask your supervisor."),
    "undo_elsewhere": gettext_lazy("This admission was made at another office, or is not there any more."),
    "device_name_needed": gettext_lazy("Give this device a name by which everybody knows it."),
    "device_name_taken": gettext_lazy("Another device of this office has this name. Choose another one."),
    "unknown_device": gettext_lazy("There is no such device at this office."),
    "device_revoked": gettext_lazy("This device was revoked. It gets no list any more."),
    "printer_not_an_address": gettext_lazy(
        "Enter the printer's address in numbers, such as 10.1.2.3 or 10.1.2.3:9100."
    ),
    "printer_not_a_port": gettext_lazy("After the colon stands a port from 1 to 65535, usually 9100."),
    "printer_not_allowed_there": gettext_lazy(
        "Printers may not stand in this network. Whoever runs the product sets which networks are allowed."
    ),
    "printer_no_networks": gettext_lazy(
        "Printers in the network are not set up here: whoever runs the product sets which networks are allowed. The "
        "browser prints."
    ),
    "unknown_conflict": gettext_lazy("There is no such case at this office."),
    "settled": gettext_lazy("Somebody has decided this already."),
    "settle_reason_needed": gettext_lazy("Say why you decide so. It goes on record."),
    "booked_elsewhere": gettext_lazy(
        "This person has made another booking in the meantime, so this ticket cannot be given back. They stay admitted."
    ),
}

PRINTED: Mapping[str, Any] = {
    "printed": gettext_lazy("The card is printed. Please take it."),
    "silent": gettext_lazy(
        "The printer does not answer. If no card comes out, write down your number %(label)s and tell an officer."
    ),
    "failed": gettext_lazy("The card was not printed: write down your number %(label)s and tell an officer."),
}
"""What became of a card, to whoever waits for it."""


def printed(state: str) -> str:
    return str(PRINTED[state])


CONFLICTS: Mapping[str, Any] = {
    "used": gettext_lazy("Two doors let this ticket in."),
    "cancelled": gettext_lazy("The booking had been cancelled."),
    "moved": gettext_lazy("The visit had been moved to another time."),
    "missed": gettext_lazy("The ticket had lapsed."),
    "other_office": gettext_lazy("The ticket is for another office."),
    "other_day": gettext_lazy("The ticket is for another day."),
    "reason_needed": gettext_lazy("Outside their time, and no reason was given."),
    "supervisor_decides": gettext_lazy("Card and ticket disagree, and there may be two of this person."),
    "decision_needs_reason": gettext_lazy("Card and ticket disagree, and no reason was given."),
    "unknown_ticket": gettext_lazy("The ticket is not in the books."),
    "unknown_key": gettext_lazy("The key that signed this ticket is not valid any more."),
    "forged": gettext_lazy("The signature of this ticket is wrong."),
    "device_revoked": gettext_lazy("The device had been revoked before this came in."),
    "unknown_officer": gettext_lazy("The device could not show which officer pressed this on that day."),
    "not_allowed": gettext_lazy("The officer does not work at this door any more."),
    "too_old": gettext_lazy("It came in more than three days later."),
    "undone": gettext_lazy("The admission had been taken back."),
    "undo_too_late": gettext_lazy("It was to be taken back, but more than a minute after the admission."),
    "undo_called": gettext_lazy("It was to be taken back, but a counter has called this person already."),
    "undo_reason_needed": gettext_lazy("It was to be taken back, and no reason was given."),
    "booked_elsewhere": gettext_lazy("It was to be taken back, but the person has booked anew in the meantime."),
    "undo_elsewhere": gettext_lazy("It was to be taken back, but there is no such admission."),
}
"""Why an admission without a network could not stand by itself."""


def conflict(code: str) -> Any:
    return CONFLICTS.get(code) or _PLAIN.get(code) or lazystr(code)


_PLAIN: Mapping[str, Any] = {
    "valid": gettext_lazy("Please come in."),
    **codec.SENTENCES,
    "unknown_ticket": gettext_lazy("The signature is right, but this ticket is not in the books. Call a supervisor."),
    "unknown_code": gettext_lazy("There is no booking with this code."),
    "mistyped_code": gettext_lazy("This code has a typing error. Compare it with the ticket, sign by sign."),
    "nobody_found": gettext_lazy("Nobody with this name or number is expected here today."),
    "nothing": gettext_lazy("Scan a ticket, or type a code or a name."),
}


def refusal(code: str) -> Any:
    return REFUSALS.get(code) or lazystr(code)


def reason(verdict: Verdict, tz: str) -> str:
    """The reason of a verdict in the language of the request; moments in the office's zone `tz`."""
    made = _MADE.get(verdict.code)
    return made(verdict.params, tz) if made else str(_PLAIN[verdict.code])


def duration_words(minutes: int) -> str:
    """`25 minutes`, `3 hours`, `1 hour 5 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


def _early(params: Mapping[str, Any], tz: str) -> str:
    return _("Too early by %(span)s.") % {"span": duration_words(params["minutes"])}


def _late(params: Mapping[str, Any], tz: str) -> str:
    return _("Too late by %(span)s.") % {"span": duration_words(params["minutes"])}


def _identity(params: Mapping[str, Any], tz: str) -> str:
    sentence = _("The identity registry knows %(name)s differently. Compare the identity card with the ticket.")
    return sentence % params


def _double(params: Mapping[str, Any], tz: str) -> str:
    sentence = _("Another %(name)s with the same birth date has a place this week. Compare the NIK on the card.")
    return sentence % params


def _part_in(params: Mapping[str, Any], tz: str) -> str:
    count, total = params["count"], params["total"]
    inside = ngettext("%(count)d of %(total)d is in already", "%(count)d of %(total)d are in already", count) % {
        "count": count,
        "total": total,
    }
    return f"{inside}: {params['name']}, {_use(params, tz)}."


def _used(params: Mapping[str, Any], tz: str) -> str:
    return _("Already used: %(use)s.") % {"use": _use(params, tz)}


def _use(params: Mapping[str, Any], tz: str) -> str:
    """`at 08.12 WIB by Rina`."""
    when = {"time": _time(params["at"], tz), "by": params["by"]}
    return _("at %(time)s by %(by)s") % when if params["by"] else _("at %(time)s") % when


def _other_office(params: Mapping[str, Any], tz: str) -> str:
    return _("This ticket is for %(office)s, on %(date)s.") % {
        "office": params["office"],
        "date": formats.date_words(params["date"], _language()),
    }


def _other_day(params: Mapping[str, Any], tz: str) -> str:
    sentence = _("This ticket was for %(date)s.") if params["is_past"] else _("This ticket is for %(date)s.")
    return sentence % {"date": formats.date_words(params["date"], _language())}


def _missed(params: Mapping[str, Any], tz: str) -> str:
    return _("Nobody came with this ticket on %(date)s, so it has lapsed. A new booking is needed.") % {
        "date": formats.date_words(params["date"], _language())
    }


def _cancelled(params: Mapping[str, Any], tz: str) -> str:
    return _("This booking was cancelled on %(moment)s.") % {"moment": _moment(params["at"], tz)}


def _moved(params: Mapping[str, Any], tz: str) -> str:
    moment, to = _moment(params["at"], tz), params.get("to")
    if to is None:
        return _("This booking was moved to another time on %(moment)s. Ask for the new ticket.") % {"moment": moment}
    return _("Moved on %(moment)s: the visit is now on %(date)s at %(time)s. The new booking is %(code)s.") % {
        "moment": moment,
        "date": formats.date_words(to.date, _language()),
        "time": _time(to.starts_at, tz),
        "code": ids.show_code(to.code),
    }


def _time(at: datetime, tz: str) -> str:
    return formats.time_words(at, tz, _language())


def _moment(at: datetime, tz: str) -> str:
    return formats.moment_words(at, tz, _language())


def _language() -> str:
    return get_language() or "id"


_MADE: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "early": _early,
    "late": _late,
    "identity": _identity,
    "double": _double,
    "part_in": _part_in,
    "used": _used,
    "other_office": _other_office,
    "other_day": _other_day,
    "missed": _missed,
    "cancelled": _cancelled,
    "moved": _moved,
}


def queue_waits(count: int) -> str:
    """Why a browser is not enrolled anew yet, and what to do first."""
    return ngettext(
        "%(count)d press of this browser has not been sent yet; enrolled anew it could never be read. Send it first: "
        "open the gate here with a network and wait until nothing is left.",
        "%(count)d presses of this browser have not been sent yet; enrolled anew they could never be read. Send them "
        "first: open the gate here with a network and wait until nothing is left.",
        count,
    ) % {"count": count}
