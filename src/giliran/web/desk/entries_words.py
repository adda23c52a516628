"""What an officer tells somebody about their entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.opening import selectors as openings
from giliran.opening.policy import turns
from giliran.opening.sentences import sentence
from giliran.opening.states import LIVE, Method, Outcome, State

if TYPE_CHECKING:
    from giliran.opening.models import Entry, Opening


@dataclass(frozen=True, slots=True)
class Standing:
    """Kind, icon and word of a chip, and the sentences to tell."""

    kind: str
    icon: str
    word: str
    told: list[str] = field(default_factory=list)


def standing(entry: Entry, admitted: int, now: datetime, language: str) -> Standing:
    """Where an entry stands; `admitted` are the people of its opening who have been let in."""
    return _decided(entry, language) or _waiting(entry, admitted, now, language)


def may_choose(entry: Entry, admitted: int) -> bool:
    """Whether seats can be taken for those of the party who have none."""
    is_out = entry.outcome in (Outcome.WITHDRAWN, Outcome.VOID) or entry.ahead is None
    is_open = openings.phase_of(entry.opening) == State.RUNNING
    return is_open and not is_out and turns.has_come(entry.ahead or 0, admitted)


def _decided(entry: Entry, language: str) -> Standing | None:
    if entry.outcome == Outcome.WITHDRAWN:
        return Standing("neutral", "minus", _("Withdrawn"), [_("The entry was withdrawn and takes no seats.")])
    if entry.outcome == Outcome.VOID:
        return Standing("no", "ban", _("Not counted"), [str(sentence(entry.reason))])
    if entry.slot:
        return Standing("free", "ticket", _("Has a seat"), [_seat_words(entry, language)])
    if entry.opening.state == State.CANCELLED:
        return Standing("no", "circle-x", _("Opening cancelled"), [str(sentence("opening_cancelled"))])
    if entry.opening.state not in LIVE:
        return Standing("no", "circle-x", _("No seat"), _nothing(entry))
    return None


def _seat_words(entry: Entry, language: str) -> str:
    slot, zone = entry.slot, entry.opening.office.timezone
    assert slot is not None
    day, span = (
        formats.date_words(slot.date, language),
        formats.span_words(slot.starts_at, slot.ends_at, zone, language),
    )
    words = {
        Outcome.ENTITLED: _("An entitled seat was given at the draw: %(day)s, %(span)s. Print the ticket."),
        Outcome.BALLOT: _("The ballot gave a seat: %(day)s, %(span)s. Print the ticket."),
    }
    chosen = _("A seat was chosen: %(day)s, %(span)s. Print the ticket.")
    return words.get(Outcome(entry.outcome), chosen) % {"day": day, "span": span}


def _nothing(entry: Entry) -> list[str]:
    if any(person.lost_at for person in entry.people.all()):
        return [
            _("There were more people than seats, and the opening is over."),
            _("This counts: in the next opening the chance is better. It can be entered at this desk."),
        ]
    return [_("The opening is over and no seat was chosen. The next opening can be entered at this desk.")]


def _waiting(entry: Entry, admitted: int, now: datetime, language: str) -> Standing:
    opening = entry.opening
    if opening.state in (State.GATHERING, State.FROZEN):
        return _before_draw(entry, language)
    if opening.method == Method.BALLOT and not opening.balloted_at:
        return Standing("info", "hourglass", _("Drawn, seats not given yet"), [_ballot_words(entry, language)])
    if entry.ahead is None:
        return Standing("info", "hourglass", _("Being put in line"), [_("The place in line is known in a moment.")])
    if opening.state == State.RUNNING and turns.has_come(entry.ahead, admitted):
        return _come(opening, language)
    return _in_line(entry, admitted, now, language)


def _before_draw(entry: Entry, language: str) -> Standing:
    told = [_("The draw is on %(when)s.") % {"when": _when(entry.opening.draws_at, entry.opening, language)}]
    if not entry.in_roll:
        told = [_("This entry came after the close of entries and stands behind all that were drawn.")]
    return Standing("info", "hourglass", _("Waits for the draw"), told)


def _ballot_words(entry: Entry, language: str) -> str:
    when = _when(entry.opening.opens_at, entry.opening, language)
    if entry.rank is None:
        return _("The seats are given on %(when)s; this entry may then choose what is left.") % {"when": when}
    return _("Rank %(rank)s. On %(when)s the seats are given in this order, by the wishes.") % {
        "rank": entry.rank, "when": when,
    }  # fmt: skip


def _come(opening: Opening, language: str) -> Standing:
    if opening.paused_at:
        return Standing("soon", "clock", _("Paused"), [str(sentence("opening_paused"))])
    until = _("It stays open until %(when)s, as long as there are seats.") % {
        "when": _when(opening.closes_at, opening, language)
    }
    return Standing("soon", "star", _("May choose now"), [_("The turn has come: choose day and time."), until])


def _in_line(entry: Entry, admitted: int, now: datetime, language: str) -> Standing:
    ahead = max(0, (entry.ahead or 0) - admitted) if entry.opening.state == State.RUNNING else entry.ahead or 0
    words = ngettext("%(people)s person before", "%(people)s people before", ahead) % {"people": ahead}
    return Standing("info", "users", words, _turn_words(entry, ahead, now, language))


def _turn_words(entry: Entry, ahead: int, now: datetime, language: str) -> list[str]:
    opening = entry.opening
    if opening.state != State.RUNNING:
        about = turns.expected_at(ahead, opening.pace, opening.opens_at)
        return [
            _("The turn comes at about %(when)s. It may be a little earlier or later.")
            % {"when": _when(about, opening, language)}
        ]
    waits = turns.wait_range(ahead, 0 if opening.paused_at else opening.pace)
    if waits is None:
        return [str(sentence("opening_paused"))]
    return [_("The turn comes in about %(least)s to %(most)s minutes.") % {"least": waits[0], "most": waits[1]}]


def _when(moment: datetime, opening: Opening, language: str) -> str:
    return formats.moment_words(moment, opening.office.timezone, language)


def admitted_by_opening(entries: list[Any], now: datetime) -> dict[int, int]:
    """Opening id to the people it has let in, each asked once."""
    known = {one.opening_id: one.opening for one in entries}
    return {pk: openings.admitted_of(opening, now) for pk, opening in known.items()}
