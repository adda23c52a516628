"""An entry in words: how places are given, how it stands, what comes next and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core import formats
from giliran.opening import selectors as openings
from giliran.opening.policy import turns
from giliran.opening.policy.draw import MOST_LOSSES
from giliran.opening.sentences import sentence
from giliran.opening.states import LIVE, Method, Outcome, State
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.opening.models import Entry, Opening
    from giliran.opening.selectors import Chance

MOST_NUMBERS = MOST_LOSSES + 1
"""How many numbers a party has in the draw at most."""

FORMS = frozenset({"turn"})
"""Phases in which something is filled in: these pages do not refresh themselves."""

OVER = frozenset({"nothing", "withdrawn", "void", "cancelled"})
"""Phases after which nothing comes any more."""


@dataclass(frozen=True, slots=True)
class Phase:
    """How it stands with an entry: a stable name, the kind and word of a state, and what it means in sentences."""

    name: str
    kind: str
    word: str
    means: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.name in OVER

    @property
    def refreshes(self) -> bool:
        return self.name not in OVER | FORMS | {"seated"}


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of the course of an opening. `kind`: done, now, coming."""

    name: str
    when: datetime | None
    kind: str
    about: bool = False


def phase_of(entry: Entry, let_in: int | None = None) -> Phase:
    """`let_in`: how many people have been let in; without it, what the worker has noted down counts."""
    name = _name(entry, let_in)
    kind, word = _WORDS[name]()
    return Phase(name, kind, word, tuple(_meaning(name, entry)))


def _name(entry: Entry, let_in: int | None) -> str:
    opening = entry.opening
    if entry.outcome in (Outcome.WITHDRAWN, Outcome.VOID):
        return str(entry.outcome)
    if entry.booking_id:
        return "seated"
    if opening.state == State.CANCELLED:
        return "cancelled"
    if entry.outcome == Outcome.NONE:
        return "nothing"
    if opening.state == State.CLOSED:
        return "closing"
    phase = openings.phase_of(opening)
    if phase != State.RUNNING:
        return "gathering" if phase == State.SCHEDULED else phase
    return "turn" if _has_come(entry, let_in) else "waiting"


def _has_come(entry: Entry, let_in: int | None) -> bool:
    if entry.ahead is None:
        return False
    if let_in is not None:
        return turns.has_come(entry.ahead, let_in)
    return entry.admitted_at is not None or entry.opening.method != Method.TURNS


_WORDS: dict[str, Any] = {
    "gathering": lambda: ("info", _("Entered")),
    "frozen": lambda: ("info", _("Entries are closed, the draw comes next")),
    "drawn": lambda: ("info", _("The draw is done")),
    "waiting": lambda: ("soon", _("Waiting for your turn")),
    "paused": lambda: ("soon", _("Paused for a moment")),
    "balloting": lambda: ("soon", _("Seats are being given")),
    "turn": lambda: ("free", _("It is your turn")),
    "seated": lambda: ("free", _("You have a seat")),
    "closing": lambda: ("neutral", _("The opening has just closed")),
    "nothing": lambda: ("no", _("No seat this time")),
    "cancelled": lambda: ("no", _("The opening was cancelled")),
    "withdrawn": lambda: ("neutral", _("Withdrawn")),
    "void": lambda: ("no", _("Not counted")),
}


def _meaning(name: str, entry: Entry) -> list[str]:
    opening = entry.opening
    if name in ("gathering", "frozen", "drawn") and opening.paused_at:
        return [_("Headquarters holds this opening up for the moment. It does not begin before it goes on; your place "
                  "is kept, and nobody comes before you because of it.")]  # fmt: skip
    write = {
        "gathering": _gathering, "frozen": _frozen, "drawn": _drawn, "waiting": _waiting, "paused": _paused,
        "balloting": _balloting, "turn": _turn, "seated": _seated, "closing": _closing, "nothing": _nothing,
        "cancelled": _cancelled, "withdrawn": _withdrawn, "void": _void,
    }[name]  # fmt: skip
    return write(entry)


def _gathering(entry: Entry) -> list[str]:
    return [
        _("You need to do nothing until the draw. Whether you entered early or late makes no difference."),
        _("We write to you when the draw is done."),
    ]


def _frozen(entry: Entry) -> list[str]:
    said = [_("The list of entries is published and cannot be changed by anybody.")]
    if not entry.in_roll:
        said = [_late_words()]
    elif entry.opening.beacon_name and not entry.opening.beacon:
        said.append(
            _("The draw waits for a public value that nobody can know beforehand: %(name)s.")
            % {"name": entry.opening.beacon_name}
        )
    return [*said, _("We write to you when the draw is done.")]


def _late_words() -> str:
    return _("You entered after the list was closed, so you stand behind all who entered in time, in order of coming.")


def _drawn(entry: Entry) -> list[str]:
    if entry.opening.method == Method.BALLOT:
        return [
            _("On %(when)s the seats are given in drawn order, by everybody's wishes.")
            % {"when": moment(entry.opening.opens_at, entry.opening)},
            _("You need not be online. We write to you as soon as it is done."),
        ]
    late = [] if entry.in_roll else [_late_words()]
    return [
        *late,
        _("You need not wait in front of the screen: your place is kept, and we write when your turn comes."),
    ]


def _waiting(entry: Entry) -> list[str]:
    return [
        _("You may close this page: your place is kept, and we write to you when your turn comes."),
        _("Your turn stays open from then on until %(when)s.")
        % {"when": moment(entry.opening.closes_at, entry.opening)},
    ]


def _paused(entry: Entry) -> list[str]:
    return [_("Nobody is let in and nothing can be booked until it goes on. Your place is kept; it goes on by itself.")]


def _balloting(entry: Entry) -> list[str]:
    return [_("This takes a few minutes. We write to you as soon as it is done.")]


def _turn(entry: Entry) -> list[str]:
    return [
        _("Choose a day and a time. Your turn stays open until %(when)s, but others choose as well.")
        % {"when": moment(entry.opening.closes_at, entry.opening)}
    ]


def _seated(entry: Entry) -> list[str]:
    why = {
        Outcome.ENTITLED: _(
            "Because you came away without a seat several times, you came first for the seats that are kept."
        ),
        Outcome.BALLOT: _("The seat was given by lot, by your wishes."),
    }.get(Outcome(entry.outcome))
    return [*([why] if why else []), _("There is nothing more to do until the day of the visit.")]


def _closing(entry: Entry) -> list[str]:
    return [_("What became of every entry is being written down. Look again in a minute.")]


def _nothing(entry: Entry) -> list[str]:
    """Why: there is a reason of one of four kinds."""
    has_lost = any(person.lost_at for person in entry.people.all())
    office = {"office": entry.opening.office.name}
    if entry.opening.method == Method.BALLOT:
        return [
            _("When it was your turn in the drawn order, no seat of your wishes at %(office)s held your party.")
            % office,
            *(
                []
                if has_lost
                else [_("Your wishes covered less than half of the times, so it does not count as a loss.")]
            ),
        ]
    if entry.admitted_at is None:
        return [
            _("Your turn had not come when the opening at %(office)s closed: too many had been drawn before you.")
            % office
        ]
    if entry.could_hold:
        return [_("Your turn had come, and no seat was chosen before the opening closed.")]
    return [_("When your turn came, no time at %(office)s had room for your whole party any more.") % office]


def _cancelled(entry: Entry) -> list[str]:
    reason = entry.opening.cancel_reason
    return [
        *([_("Headquarters says why: %(reason)s") % {"reason": reason}] if reason else []),
        _("Nobody got a seat in it, and you have lost nothing by it. You can enter another opening at once."),
    ]


def _withdrawn(entry: Entry) -> list[str]:
    if entry.in_roll and entry.opening.state not in (State.CLOSED, State.CANCELLED):
        return [
            _("The people of this entry can enter another opening when this one has closed, on %(when)s.")
            % {"when": moment(entry.opening.closes_at, entry.opening)}
        ]
    return [_("The people of this entry can enter an opening again.")]


def _void(entry: Entry) -> list[str]:
    return [str(sentence(entry.reason)), _("You can enter the next opening when this is settled.")]


def course(entry: Entry, now: datetime) -> list[Step]:
    """The moments of the opening in their order, and the entry's own among them."""
    opening = entry.opening
    moments: list[tuple[str, datetime | None, bool]] = [(_("Seats open"), opening.opened_at or opening.opens_at, False)]
    if opening.method != Method.OPEN:
        drawn = opening.drawn_at or opening.draws_at
        moments = [
            (_("Entries close"), opening.frozen_at or opening.freezes_at, False),
            (_("Draw"), drawn, False),
            *moments,
        ]
    if opening.method == Method.TURNS and entry.ahead is not None:
        came = entry.admitted_at or turns.expected_at(entry.ahead, opening.pace, opening.opened_at or opening.opens_at)
        moments.append((_("Your turn"), came, entry.admitted_at is None))
    moments.append((_("The opening closes"), opening.closed_at or opening.closes_at, False))
    return [Step(name, when, "done" if when and when <= now and not about else "coming", about)
            for name, when, about in moments]  # fmt: skip


def wait_words(people_ahead: int, pace: int) -> str:
    """`about 5 to 12 minutes`; empty while nobody is let in."""
    found = turns.wait_range(people_ahead, pace)
    if found is None:
        return ""
    if found[1] < 90:
        return _("about %(least)d to %(most)d minutes") % {"least": found[0], "most": found[1]}
    least, most = found[0] / 60, found[1] / 60
    return _("about %(least)s to %(most)s hours") % {"least": _hours(least), "most": _hours(most)}


def _hours(hours: float) -> str:
    text = f"{hours:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language() == "id" else text


def how_places_are_given(opening: Opening) -> list[str]:
    """What to know before entering, in the order in which it happens."""
    when = {
        "freezes": moment(opening.freezes_at, opening),
        "draws": moment(opening.draws_at, opening),
        "opens": moment(opening.opens_at, opening),
        "closes": moment(opening.closes_at, opening),
        "pace": opening.pace,
    }
    if opening.method == Method.OPEN:
        return [_("There is no draw here: from %(opens)s on, whoever comes first is served first.") % when]
    late = opening.state not in (State.SCHEDULED, State.GATHERING)
    said = [
        _late_words()
        if late
        else _("Entries are taken until %(freezes)s. Entering early or late makes no difference.") % when,
        _("On %(draws)s the order is drawn by lot. Anybody can check the draw afterwards.") % when,
    ]
    if opening.method == Method.BALLOT:
        return [*said, _("On %(opens)s the seats are given in this order, by everybody's wishes. "
                         "You need not be online.") % when]  # fmt: skip
    return [
        *said,
        _("From %(opens)s on people are let in by this order, about %(pace)d a minute, and choose day and time "
          "themselves. You need not wait for it: your place is kept, and we write when your turn comes.") % when,
        _("A turn that has come stays open until %(closes)s or until the seats are taken.") % when,
    ]  # fmt: skip


def if_it_is_not_enough(opening: Opening) -> list[str]:
    """What happens to whoever gets nothing."""
    if opening.method == Method.OPEN:
        return [_("When the seats are taken, you can enter the next opening.")]
    said = [
        _("With each time that you get nothing you have one more number in the next draw, up to %(most)d; the best of "
          "them counts.") % {"most": MOST_NUMBERS}
    ]  # fmt: skip
    if opening.entitled_share:
        said.append(
            _("After %(times)d times without a seat you come first for the %(share)d%% of the seats that are kept on "
              "the walk-in days, with a ticket that names day and hour.")
            % {"times": opening.entitled_from, "share": opening.entitled_share}
        )  # fmt: skip
    return said


def chance_words(chances: Sequence[Chance]) -> list[str]:
    """How many of those who entered lately got a seat."""
    if not chances:
        return [_("This office has had no draw yet, so nobody can say what the chance is.")]
    people, seated = sum(one.people for one in chances), sum(one.seated for one in chances)
    words = ngettext(
        "In the last week %(seated)s of %(people)s people who entered got a seat (%(percent)s%%).",
        "In the last %(weeks)s weeks %(seated)s of %(people)s people who entered got a seat (%(percent)s%%).",
        len(chances),
    )
    numbers = {"seated": _number(seated), "people": _number(people), "weeks": len(chances)}
    return [words % {**numbers, "percent": round(100 * seated / people) if people else 100}]


def next_chance(losses: Sequence[int], opening: Opening) -> list[str]:
    """What the losses of a party are worth the next time."""
    least = min(losses, default=0)
    if not least:
        return [_("You can enter the next opening.")]
    numbers = min(least + 1, MOST_NUMBERS)
    said = [
        _("In the next draw you have %(numbers)d numbers instead of one, and the best of them counts.")
        % {"numbers": numbers}
    ]
    missing = opening.entitled_from - least
    if not opening.entitled_share:
        return said
    if missing <= 0:
        return [*said, _("And you now come first for the seats that are kept on the walk-in days.")]
    more = ngettext(
        "After one more time without a seat you come first for the seats that are kept on the walk-in days.",
        "After %(missing)s more times without a seat you come first for the seats that are kept on the walk-in days.",
        missing,
    )
    return [*said, more % {"missing": missing}]


def may_be_withdrawn(entry: Entry) -> bool:
    return not entry.outcome and not entry.booking_id and entry.opening.state in LIVE


def what_withdrawing_means(entry: Entry) -> list[str]:
    """Before the freeze and after it."""
    if entry.in_roll and entry.opening.state == State.GATHERING:
        return [
            _("The entry is taken off the list before the draw."),
            _("Its people can enter again at once, here or at another office."),
        ]
    said = [
        _("The entry stays in the published list, marked as withdrawn, and those behind it move up."),
        _("It does not count as a loss: your chance in the next draw stays as it is."),
    ]
    if not entry.in_roll and entry.opening.state != State.FROZEN:
        said = said[1:]
    closes = {"when": moment(entry.opening.closes_at, entry.opening)}
    return [*said, _("Its people can enter another opening only when this one has closed, on %(when)s.") % closes]


def losses_words(losses: int) -> str:
    if not losses:
        return _("never without a seat lately")
    return ngettext("%(times)s time without a seat", "%(times)s times without a seat", losses) % {"times": losses}


def week_words(opening: Opening) -> str:
    """`14-18 Desember 2026`, with an en dash."""
    first, last = opening.first_date, opening.last_date
    end = f"{last.day} {formats.month_name(last.month, language())} {last.year}"
    if first.month == last.month:
        return f"{first.day}\N{EN DASH}{end}"
    return f"{first.day} {formats.month_name(first.month, language())} \N{EN DASH} {end}"


def entry_number(public_id: str) -> str:
    """In groups of four, as it stands in the published list without the spaces."""
    return " ".join(public_id[at : at + 4] for at in range(0, len(public_id), 4))


def moment(when: datetime, opening: Opening) -> str:
    return formats.moment_words(when, opening.office.timezone, language())


def _number(number: int) -> str:
    text = f"{number:,}"
    return text.replace(",", ".") if language() == "id" else text


def soonest(now: datetime, pace: int, people: int) -> datetime:
    """About when so many people more will have been let in."""
    return now + timedelta(minutes=people / pace if pace else 0)
