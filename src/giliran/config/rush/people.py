"""Who plays: what each party brings, and how it behaves."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Temper:
    """How a party behaves. In seconds: when it `arrives`, counted from the opening and perhaps before it, how long it
    `thinks` before it chooses, and for how long its device `sleeps` when the turn is near."""

    arrives: float = 0.0
    thinks: float = 1.0
    sleeps: float = 0.0
    double_clicks: bool = False
    loses_answers: bool = False
    is_absent: bool = False
    hammers: bool = False


@dataclass(slots=True)
class Player:
    """A party as its own device knows it. `ahead` is None until it stands in line, `entry` empty until it entered."""

    number: int
    office: str
    opening: int
    account: int
    people: list[dict[str, Any]]
    entry: str = ""
    ahead: int | None = None
    token: str = ""
    is_late: bool = False
    is_bot: bool = False
    temper: Temper = field(default_factory=Temper)
    arrived_at: float | None = None
    fate: str = "waiting"
    keys: int = 0

    @property
    def size(self) -> int:
        return len(self.people)

    def fresh_key(self) -> str:
        """A name for the next request: the same until its answer is known."""
        self.keys += 1
        return f"rush-{self.number}-{self.keys}"


def temper(rng: random.Random, *, is_late: bool, rush: float, lead: float) -> Temper:
    """One of many: most are there before the hour or right after it, some think long, lose answers, fall asleep.

    `rush` is about how long, in seconds, the seats last; `lead` how long before the hour the first come.
    """
    early = not is_late and rng.random() < 0.6
    return Temper(
        arrives=rng.uniform(-lead, 0) if early else min(rng.expovariate(4 / rush), rush),
        thinks=rng.uniform(0.3, 4),
        sleeps=rng.uniform(3, rush / 2) if rng.random() < 0.05 else 0.0,
        double_clicks=rng.random() < 0.10,
        loses_answers=rng.random() < 0.08,
        is_absent=not is_late and rng.random() < 0.04,
    )
