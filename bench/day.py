"""A day of 600 people, ten counters and four stages at one office, played by robots through the pages.

Nothing is timed but the whole: the verdict is whether everybody was seen out, the figures add up, and nobody starved.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import database
from bench.allocate import alone, prepare

MOST_IN_A_ROW = 2
WALK_INS = 20
"""For so many who are booked one comes without a booking."""
LONGEST = 180
"""Minutes at one stage; a regular person waits no longer, whoever comes with precedence."""


@dataclass
class Verdict:
    """What the day was like; `wrong` says what must not be."""

    wrong: list[str]
    ends: dict[str, int]
    longest: dict[str, float]
    deeds: dict[str, int]
    looks: int


def play(url: str, people: int, counters: int, seed: int) -> Verdict:
    """One day, in this process."""
    prepare(url)
    import time_machine  # noqa: PLC0415 - Django is set up by now
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from tests.floor_day import scenery  # noqa: PLC0415
    from tests.floor_day.reckoning import reckon  # noqa: PLC0415
    from tests.floor_day.robots import Day  # noqa: PLC0415

    setup_test_environment(debug=False)
    call_command("createcachetable", verbosity=0)
    with time_machine.travel(scenery.SUNDAY, tick=False) as traveller:
        day = Day(scenery.make(people, counters, seed, walk_ins=people // WALK_INS), traveller)
        told = day.play()
        found = reckon(told.looks, most_in_a_row=MOST_IN_A_ROW, now=day.now)
        handed_over = day.hand_over()
    wrong = [*told.refused, *found.faults]
    everybody = people + told.deeds["walked in"] - told.deeds["handed back"]
    if found.attended + found.missed != everybody:
        wrong.append(f"{everybody} were awaited, {found.attended} came and {found.missed} did not")
    if not handed_over:
        wrong.append("no passport was handed over")
    if found.longest.get("regular", 0) > LONGEST:
        wrong.append(f"somebody without precedence waited for {found.longest['regular']:.0f} minutes at one stage")
    return Verdict(wrong, dict(found.ends), found.longest, told.deeds, len(told.looks))


def report(engine: str, people: int, counters: int, seed: int) -> bool:
    began = time.perf_counter()
    with database.filled(engine, lambda url: None) as fresh:
        found = alone(play, fresh(), people, counters, seed)
    seconds = time.perf_counter() - began
    ends = ", ".join(f"{count} {state}" for state, count in sorted(found.ends.items()))
    waits = ", ".join(f"{of} {wait:.0f} min" for of, wait in sorted(found.longest.items()))
    presses = sum(found.deeds.values())
    print(f"{engine}: {people} booked, {counters} counters, {presses:,} presses, played in {seconds:.0f} s")
    print(f"{engine}: {ends}; {found.deeds.get('no-show', 0)} parties did not come")
    print(f"{engine}: longest wait at one stage: {waits}; the head looked {found.looks} times")
    for one in found.wrong[:20]:
        print(f"{engine}: WRONG: {one}")
    print(f"{engine}: {'the day adds up' if not found.wrong else f'{len(found.wrong)} faults'}", flush=True)
    return not found.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--counters", type=int, default=10, choices=(4, 10))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    engines = options.engine or ["sqlite", "postgres"]
    good = [report(engine, options.people, options.counters, options.seed) for engine in engines]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
