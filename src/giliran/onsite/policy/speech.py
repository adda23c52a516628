"""What the board says when somebody is called, as a list of clips. `js/board/spoken.js` says the same; both keep to
`tests/vectors/spoken/calls.json`.

A clip is the name of a sound: a letter (`a`), a number word (`17`, `200`), or a phrase (`number`, `and`, `counter`).
A comma is a short pause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

INDONESIAN, ENGLISH = "id", "en"
CHIME = "chime"
PAUSE = ","
NUMBERS = (*range(21), *range(30, 100, 10), *range(100, 1000, 100), *range(1000, 10_000, 1000))
"""The numbers that have a clip of their own; all others up to 9,999 are put together from them."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PHRASES = ("number", "and", "counter")


def clip_names() -> tuple[str, ...]:
    """Every clip that a language needs."""
    return (*PHRASES, *LETTERS, *map(str, NUMBERS))


def announcement(labels: Sequence[str], counter: int, language: str) -> list[str]:
    """`["A-017"]` to counter 3: number, a, pause, 17, pause, counter, 3. Those of a party one after the other."""
    said = ["number"]
    for place, label in enumerate(labels):
        if place and place == len(labels) - 1:
            said.append("and")
        said += [*_label(label, language), PAUSE]
    return [*said, "counter", *number_clips(counter, language)]


def number_clips(number: int, language: str) -> list[str]:
    """1-9,999 in words; nought and what is larger digit by digit."""
    if not 0 < number < 10_000:
        return list(str(number))
    large = [number // 1000 * 1000, number % 1000 // 100 * 100]
    rest = number % 100
    small = [rest] if rest <= 20 else [rest // 10 * 10, rest % 10]
    front, back = ([str(part) for part in parts if part] for parts in (large, small))
    joint = ["and"] if language == ENGLISH and front and back else []
    return [*front, *joint, *back]


def _label(label: str, language: str) -> Iterable[str]:
    letter, _, number = label.partition("-")
    return [letter.lower(), PAUSE, *number_clips(int(number), language)]
