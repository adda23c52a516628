"""How an opening gives its places, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.opening.models import Opening
from giliran.opening.states import Method


def week_words(opening: Opening, language: str) -> str:
    """For visits from which day to which."""
    first, last = (
        f"{day.day} {formats.month_name(day.month, language)} {day.year}"
        for day in (opening.first_date, opening.last_date)
    )
    return _("For a visit from %(first)s to %(last)s") % {"first": first, "last": last}


def how_given(opening: Opening) -> tuple[str, str]:
    """In two sentences, for whoever has never heard of it."""
    if opening.method == Method.BALLOT:
        return (
            _("Places are given by lot: being early gains nothing, and who got none before has a better chance."),
            _("After the draw every party gets, in drawn order, the first of its wishes that still has room."),
        )
    if opening.method == Method.OPEN:
        return (
            _("From the opening on, places are given in the order in which people choose."),
            _("An officer chooses day and time together with you, as long as there are seats."),
        )
    return (
        _("The order is drawn by lot: being early gains nothing, and who got no place before has a better chance."),
        _("When your turn comes you choose day and time at the desk or by telephone, as long as there are seats."),
    )
