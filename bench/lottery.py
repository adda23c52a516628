"""A year of weekly draws: who is served, how long they wait, and what parties of five get beside singles.

    .venv/bin/python -m bench.lottery              the table of docs/draw.md
    .venv/bin/python -m bench.lottery --weeks 104

It draws and gives seats by the rules of the product (`opening/policy/`), without a database. Each run gives the same
figures.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import mean

from giliran.opening.policy import draw, seats
from giliran.opening.policy.draw import RollEntry
from giliran.opening.policy.seats import SlotRoom

DEMANDS = (0.8, 1.2, 2.0)
SIZES = {1: 50, 2: 22, 3: 14, 4: 9, 5: 5}
"""How many of a hundred parties have so many people."""

DAYS, WINDOWS, SEATS = 5, 2, 100
WALK_IN_DAYS = (1, 3)
ENTITLED_FROM = 3
COME_BACK = 0.9


@dataclass(frozen=True)
class Scheme:
    """A way to give places. `entitled_share` is of all seats; `days` those that may hold entitled seats."""

    name: str
    counts_losses: bool
    entitled_share: float
    days: tuple[int, ...] = WALK_IN_DAYS


SCHEMES = (
    Scheme("plain lottery", False, 0),
    Scheme("losses only", True, 0),
    Scheme("as built", True, 0.2),
)
UNLIMITED = Scheme("unlimited right", True, 1.0, tuple(range(DAYS)))


@dataclass
class Party:
    """One party from its first entry until it is served or gives up."""

    size: int
    since: int
    losses: int = 0
    served: int | None = None
    gave_up: bool = False


@dataclass
class Year:
    """What came of everybody. `tries` and `wins` count parties in draws, by size."""

    parties: list[Party] = field(default_factory=list)
    tries: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SIZES, 0))
    wins: dict[int, int] = field(default_factory=lambda: dict.fromkeys(SIZES, 0))
    given: int = 0
    entitled: int = 0


def live_through(scheme: Scheme, demand: float, weeks: int) -> Year:
    """`demand` is how many people come for the first time each week, as a multiple of the seats."""
    rng, year, waiting, people = Random(1), Year(), list[Party](), 0
    for week in range(weeks):
        while people < demand * DAYS * WINDOWS * SEATS * (week + 1):
            newcomer = Party(rng.choices(list(SIZES), list(SIZES.values()))[0], week)
            year.parties.append(newcomer)
            waiting.append(newcomer)
            people += newcomer.size
        _hold(scheme, week, waiting, year)
        waiting = [party for party in waiting if party.served is None and _comes_back(party, rng)]
    return year


def _hold(scheme: Scheme, week: int, waiting: list[Party], year: Year) -> None:
    """One draw: entitled seats first, then all others."""
    by_id = {f"{number:016x}": party for number, party in enumerate(waiting)}
    counted = {id_: party.losses if scheme.counts_losses else 0 for id_, party in by_id.items()}
    entries = [RollEntry(id_, 1, counted[id_], party.size, seats.ANY) for id_, party in by_id.items()]
    seed = hashlib.sha256(b"week %d" % week).digest()
    order = draw.draw(entries, seed, draw.digest_of(map(draw.roll_line, entries)), "")
    entitled, online = _rooms(scheme)
    first = seats.give_any(draw.entitled_order(order, ENTITLED_FROM), entitled) if scheme.entitled_share else []
    taken = {entry.id for entry, slot in first if slot is not None}
    for left, room in zip(entitled, online, strict=True):
        room.free += left.free
    rest = seats.give([entry for entry in order if entry.id not in taken], online)
    taken |= {entry.id for entry, slot in rest if slot is not None}
    year.entitled += sum(entry.party for entry, slot in first if slot is not None)
    for id_, party in by_id.items():
        _note(party, week, id_ in taken, year)


def _note(party: Party, week: int, won: bool, year: Year) -> None:
    year.tries[party.size] += 1
    if won:
        year.wins[party.size] += 1
        year.given += party.size
        party.served = week
    else:
        party.losses += 1


def _comes_back(party: Party, rng: Random) -> bool:
    party.gave_up = rng.random() >= COME_BACK
    return not party.gave_up


def _rooms(scheme: Scheme) -> tuple[list[SlotRoom], list[SlotRoom]]:
    """Entitled and online rooms of a week, window by window."""
    share = round(scheme.entitled_share * DAYS * SEATS / len(scheme.days))
    windows = [(day, window) for day in range(DAYS) for window in range(WINDOWS)]
    entitled = [SlotRoom(100 + at, key, share * (key[0] in scheme.days)) for at, key in enumerate(windows)]
    return entitled, [SlotRoom(at, key, SEATS - entitled[at].free) for at, key in enumerate(windows)]


def _rows(schemes: tuple[Scheme, ...], weeks: int) -> Iterator[tuple[str, ...]]:
    for demand in DEMANDS:
        for scheme in schemes:
            yield (f"{demand:g}", scheme.name, *_figures(live_through(scheme, demand, weeks), weeks))


def _figures(year: Year, weeks: int) -> tuple[str, ...]:
    waited = sorted(
        wait for party in year.parties if party.served is not None for wait in [party.served - party.since] * party.size
    )
    seats_there = weeks * DAYS * WINDOWS * SEATS
    return (
        f"{100 * year.given / seats_there:.1f} %",
        f"{100 * year.entitled / max(1, year.given):.0f} %",
        f"{100 * _share(year.parties, 'served'):.0f} %",
        f"{100 * _share(year.parties, 'gave_up'):.0f} %",
        f"{mean(waited):.1f}",
        f"{waited[len(waited) * 9 // 10]}",
        f"{waited[len(waited) * 99 // 100]}",
        f"{100 * _share([party for party in year.parties if party.size == 1], 'served'):.0f} %",
        f"{100 * _share([party for party in year.parties if party.size == 5], 'served'):.0f} %",
        f"{year.wins[5] / year.tries[5] / (year.wins[1] / year.tries[1]):.2f}",
    )


def _share(parties: list[Party], what: str) -> float:
    """Of the people of these parties, how many were served, or gave up."""
    has = (lambda party: party.served is not None) if what == "served" else (lambda party: party.gave_up)
    return sum(party.size for party in parties if has(party)) / sum(party.size for party in parties)


HEAD = (
    "newcomers / seats", "how", "seats given", "of them entitled", "people served", "gave up", "weeks waited: mean",
    "9 of 10", "99 of 100", "singles served", "fives served", "a five's chance / a single's",
)  # fmt: skip


def table(schemes: tuple[Scheme, ...] = SCHEMES, weeks: int = 52) -> list[str]:
    rows = [HEAD, tuple("---" for _ in HEAD), *_rows(schemes, weeks)]
    return ["| " + " | ".join(row) + " |" for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--unlimited", action="store_true", help="also what an unlimited right after three losses does")
    options = parser.parse_args()
    schemes = (*SCHEMES, UNLIMITED) if options.unlimited else SCHEMES
    print("\n".join(table(schemes, options.weeks)))


if __name__ == "__main__":
    main()
