"""What an officer reads when a corrected birth date no longer suits what was promised."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import formats


class Unfit(NamedTuple):
    """What does not suit: `service_age`, `booklet_age` or `minor_alone`, on which day, at which age; `is_entry` where
    no seat has been given yet."""

    code: str
    date: date
    age: int
    service: str
    is_entry: bool


def words_of(unfit: Unfit) -> str:
    """What is wrong, and what to do; in the language that is active."""
    return f"{_what(unfit)} {_then(unfit)}"


def _what(unfit: Unfit) -> str:
    words = {
        "date": formats.date_words(unfit.date, get_language() or "id"),
        "age": unfit.age,
        "service": unfit.service,
    }
    if unfit.code == "booklet_age":
        return (
            _("On %(date)s this person is %(age)d, and a passport for ten years is for people of 17 and over.") % words
        )
    if unfit.code == "minor_alone":
        return _("On %(date)s this person is %(age)d, and then everybody in the party is under 17.") % words
    return _('On %(date)s this person is %(age)d, and "%(service)s" is not for that age.') % words


def _then(unfit: Unfit) -> str:
    if unfit.code == "minor_alone":
        return _("If the card is right, say that a parent or guardian must come along, and tick the box below.")
    if unfit.is_entry:
        return _(
            "If the card is right, tick the box below; then withdraw the entry and enter again with what suits, since "
            "no seat can be given for this one."
        )
    return _(
        "If the card is right, tick the box below: the visit stands. Then choose a service and a passport that suit on "
        "the page of the booking, at the office of the visit; without that it cannot be moved."
    )
