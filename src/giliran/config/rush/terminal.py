"""What the terminal shows: how far the play is, and the verdict in words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TextIO

from giliran.config.rush.judge import Verdict

BAR = 28
EVERY_SECONDS = 5.0
"""Between two lines where the output is no terminal."""


class Progress:
    """A bar that stays in its line on a terminal, and a line every few seconds elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_terminal = out.isatty()
        self._told_at = float("-inf")

    def tell(self, part: float, words: str) -> None:
        line = f"[{bar(part)}] {words}"
        if self._is_terminal:
            self._out.write(f"\r\x1b[K{line}")
        elif time.monotonic() - self._told_at < EVERY_SECONDS:
            return
        else:
            self._out.write(line + "\n")
        self._told_at = time.monotonic()
        self._out.flush()

    def end(self) -> None:
        if self._is_terminal:
            self._out.write("\n")


def bar(part: float) -> str:
    full = round(BAR * min(1.0, max(0.0, part)))
    return "#" * full + "." * (BAR - full)


def summary(facts: Mapping[str, str], verdict: Verdict, refusals: Mapping[str, int]) -> str:
    lines = ["", *(f"{name:24}{value}" for name, value in facts.items()), ""]
    lines.append("Refusals: " + (", ".join(f"{reason} {number:,}" for reason, number in refusals.items()) or "none"))
    for name, side in (("bots", verdict.bots), ("ordinary people", verdict.others)):
        middle = "" if side.seconds is None else f", {side.seconds:.1f} s after their turn in the middle"
        lines.append(f"Of {side.parties:,} {name}: {side.booked:,} booked ({side.share:.1%}){middle}")
    lines.append("")
    for name, found in verdict.findings.items():
        lines.append(f"{name:12}{len(found)}")
        lines += [f"    {one}" for one in found[:10]]
    lines.append("Every promise was kept." if verdict.is_clean else "A promise was broken.")
    return "\n".join(lines)
