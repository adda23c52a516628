"""What a party is told by mail when something about its entry has been decided, in the language that is active."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.opening.models import Entry
from giliran.opening.policy import turns
from giliran.opening.sentences.refusals import sentence
from giliran.opening.states import Method, News, Outcome


class Letter(NamedTuple):
    subject: str
    paragraphs: list[str]
    link_words: str


def letter(entry: Entry, news: str, language: str) -> Letter:
    """What `news` (see `states.News`) says about this entry."""
    if entry.outcome == Outcome.VOID and news != News.CANCELLED:
        return _void(entry)
    write = {News.RESULT: _result, News.TURN: _turn, News.OVER: _over, News.CANCELLED: _cancelled}[News(news)]
    return write(entry, language)


def _result(entry: Entry, language: str) -> Letter:
    if entry.opening.method == Method.BALLOT:
        return _ballot_result(entry, language)
    subject = _("The draw is done: your place in line is %(rank)s") % {"rank": entry.rank}
    expected = turns.expected_at(entry.ahead or 0, entry.opening.pace, entry.opening.opens_at)
    return Letter(
        subject,
        [
            _place_words(entry),
            _("The opening begins on %(when)s.") % {"when": _when(entry.opening.opens_at, entry, language)},
            _("Your turn comes at about %(when)s. It may be a little earlier or later.")
            % {"when": _when(expected, entry, language)},
            _("You need not wait in front of the screen: your place is kept, and we write again when your turn comes."),
        ],
        _("See your place"),
    )


def _place_words(entry: Entry) -> str:
    if not entry.ahead:
        return _("Nobody stands before you.")
    words = ngettext("%(people)s person stands before you.", "%(people)s people stand before you.", entry.ahead)
    return words % {"people": entry.ahead}


def _ballot_result(entry: Entry, language: str) -> Letter:
    if entry.opening.balloted_at is None:
        when = _when(entry.opening.opens_at, entry, language)
        return Letter(
            _("The draw is done: your rank is %(rank)s") % {"rank": entry.rank},
            [
                _("On %(when)s the seats are given in this order, by your wishes.") % {"when": when},
                _("You need not be online. We write to you as soon as it is done."),
            ],
            _("See your entry"),
        )
    return Letter(
        _("None of your wishes could be given"),
        [
            _("Your rank was %(rank)s, and when it was your turn no seat of your wishes held your whole party.")
            % {"rank": entry.rank},
            _("Seats that are left can be chosen by you until the opening closes."),
        ],
        _("See what is left"),
    )


def _turn(entry: Entry, language: str) -> Letter:
    closes = _when(entry.opening.closes_at, entry, language)
    return Letter(
        _("It is your turn: choose your day and time"),
        [
            _("You can choose a seat at %(office)s now.") % {"office": entry.opening.office.name},
            _("Your turn stays open until %(when)s, but the seats may be taken by others before.") % {"when": closes},
        ],
        _("Choose now"),
    )


def _over(entry: Entry, language: str) -> Letter:
    has_lost = any(person.lost_at for person in entry.people.all())
    return Letter(
        _("The opening is over: you have no seat this time"),
        [
            _("There were more people than seats at %(office)s.") % {"office": entry.opening.office.name}
            if has_lost
            else _("Your turn had come, and no seat was chosen."),
            *_next_chance(entry, has_lost=has_lost),
        ],
        _("See where seats are free and how the draw went"),
    )


def _next_chance(entry: Entry, *, has_lost: bool) -> list[str]:
    if not has_lost:
        return [_("You can enter the next opening.")]
    times = entry.opening.entitled_from
    return [
        _("This counts for you: in the next opening your chance is better."),
        _("After %(times)s times without a seat you come first for the seats that are kept on the walk-in days.")
        % {"times": times},
    ]


def _cancelled(entry: Entry, language: str) -> Letter:
    return Letter(
        _("The opening was cancelled"),
        [
            _("The opening at %(office)s was cancelled: %(reason)s")
            % {"office": entry.opening.office.name, "reason": entry.opening.cancel_reason},
            _("You have lost nothing by it and can enter another opening at once."),
        ],
        _("See what comes next"),
    )


def _void(entry: Entry) -> Letter:
    return Letter(
        _("Your entry could not be given a seat"),
        [str(sentence(entry.reason)), _("You can enter the next opening when this is settled.")],
        _("See your entry"),
    )


def _when(moment: datetime, entry: Entry, language: str) -> str:
    return formats.moment_words(moment, entry.opening.office.timezone, language)
