"""What is read on the radio (R118): half a minute and a minute, with the office's own facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.web.printed.facts import Facts, facts_in
from giliran.web.printed.sheets import LANGUAGES

if TYPE_CHECKING:
    from giliran.offices.models import Office

A_MINUTE = 150
"""Words that a calm voice reads in a minute."""

_SPOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|(?<=\w)[./](?=\w)")


@dataclass(frozen=True, slots=True)
class Script:
    """A text of so many `seconds` at most; `words` as they are spoken."""

    language: str
    seconds: int
    text: str
    words: int


def scripts_of(office: Office) -> list[Script]:
    """In each language the short one and the long one."""
    return [
        Script(facts.language, seconds, text, spoken_words(text))
        for facts in facts_in(office, LANGUAGES)
        for seconds, text in texts(facts)
    ]


def texts(facts: Facts) -> list[tuple[int, str]]:
    with translation.override(facts.language):
        return [(30, _short(facts)), (60, _long(facts))]


def spoken_words(text: str) -> int:
    """A number counts as two words (an hour, an age), a dot or stroke inside an address as one."""
    return sum(2 if found[0].isdigit() else 1 for found in _SPOKEN.findall(text))


def _short(facts: Facts) -> str:
    return " ".join(
        (
            _("A passport from %(office)s?") % {"office": facts.office},
            _("Nobody has to queue before dawn. Book a day and an hour, free of charge, at %(host)s.")
            % {"host": facts.host},
            _places(facts),
            _("No smartphone? Bring your identity card to our office: an officer books with you."),
        )
    )


def _long(facts: Facts) -> str:
    told = {"elderly": facts.elderly_from, "young": facts.young_until, "days": facts.days, "office": facts.office}
    return " ".join(
        (
            _short(facts),
            _("People of %(elderly)d and over, children of %(young)d and under, pregnant women and people with "
              "disabilities come without a booking, on any working day.") % told,
            _("What a passport costs stands on the page, and it is paid to the state alone. Booking costs nothing, and "
              "you need no broker.") % told,
            _("%(office)s is there for you: %(days)s.") % told,
        )
    )  # fmt: skip


def _places(facts: Facts) -> str:
    if not facts.entries_from:
        return _("Places for the next week open every %(moment)s.") % {"moment": facts.seats_at}
    entries = {"first": facts.entries_from, "last": facts.entries_until}
    return _("Places for the next week are drawn by lot: enter from %(first)s to %(last)s.") % entries
