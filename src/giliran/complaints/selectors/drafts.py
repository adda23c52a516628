"""Answers that are written beforehand, in the language of whoever complains, with the facts of their booking filled in.

An officer reads and changes them before anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.complaints.models import Complaint
from giliran.complaints.selectors.cases import show_number
from giliran.core import formats, ids


class Draft(NamedTuple):
    """`title` in the language of the page, `text` in that of the complaint."""

    key: str
    title: str
    text: str


_TITLES = {
    "looking": gettext_lazy("We are looking into it"),
    "down": gettext_lazy("The app cannot be reached: other ways"),
    "booking": gettext_lazy("How the booking stands"),
    "full": gettext_lazy("No seats: how they are given"),
    "question": gettext_lazy("We need to know more"),
    "sorry": gettext_lazy("An apology, and what we have done"),
}


def drafts(complaint: Complaint) -> Sequence[Draft]:
    """Those that fit: what is about a booking only where one is linked."""
    with translation.override(complaint.language):
        texts = _texts(complaint)
    return [Draft(key, str(title), texts[key]) for key, title in _TITLES.items() if key in texts]


def _texts(complaint: Complaint) -> dict[str, str]:
    """In the language that is active."""
    facts = {"number": show_number(complaint.number), "site": settings.PUBLIC_URL, "office": _office(complaint)}
    bodies = {
        "looking": _(
            "Thank you for writing to us. We are looking into complaint %(number)s and come back to you here as soon "
            "as we know more."
        ),
        "down": _(
            "We are sorry that the app or the website could not be reached. Your place does not depend on the second "
            "in which you press: whoever enters during the week takes part in the draw. If it still does not work, "
            "come to customer service at %(office)s with your identity card, and an officer does it for you. What is "
            "going on stands at %(site)s/status/."
        ),
        "full": _(
            "The seats of a week are drawn by lot among all who have entered, and anybody can check the draw. Whoever "
            "missed out before has a better chance next time, and comes first after the third time. Seats that are "
            "given back go to the waiting list, which you can join at %(site)s/offices/."
        ),
        "question": _(
            "To help you with complaint %(number)s we need to know more: on which day and at what hour did it happen, "
            "and what did the screen say, or whom did you speak to?"
        ),
        "sorry": _(
            "We are sorry for what you have met with at %(office)s. We have looked into it and have done the following:"
        ),
    }
    if complaint.booking is not None:
        bodies["booking"] = _(
            "Booking %(code)s at %(where)s is for %(date)s, %(span)s. Ticket and what to bring stand at "
            "%(site)s/me/bookings/."
        )
        facts |= _booking_facts(complaint)
    return {key: f"{_greeting()}\n\n{body % facts}\n\n{_close(complaint)}" for key, body in bodies.items()}


def _booking_facts(complaint: Complaint) -> dict[str, str]:
    """Nobody's name: who complains need not be who booked."""
    booking = complaint.booking
    assert booking is not None
    slot, language = booking.slot, complaint.language
    return {
        "code": ids.show_code(booking.code),
        "where": slot.office.name,
        "date": formats.date_words(slot.date, language),
        "span": formats.span_words(slot.starts_at, slot.ends_at, slot.office.timezone, language),
    }


def _greeting() -> str:
    return _("Dear Sir or Madam,")


def _close(complaint: Complaint) -> str:
    return _("Yours faithfully,\nCustomer service, %(office)s") % {"office": _office(complaint)}


def _office(complaint: Complaint) -> str:
    return complaint.office.name if complaint.office else _("Directorate General of Immigration")
