"""What headquarters decides for the whole country: figures, the bounds within which offices choose, and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from giliran.offices.policy.places import MOST_LETTERS, RULES, TEXTS, Bounds, bounds_keys, bounds_of, figures_of
from giliran.offices.policy.setup import Fault


@dataclass(frozen=True, slots=True)
class National:
    """The country's figures, the bounds for offices, and its texts."""

    figures: Mapping[str, int]
    bounds: Mapping[str, Bounds]
    texts: Mapping[str, str]

    def faults(self, before: National) -> list[Fault]:
        """Why it cannot take the place of what holds; nothing when it can."""
        wrong = [*self._bad_bounds(), *self._bad_figures(), *self._bad_texts()]
        return wrong or ([] if self.rows() != before.rows() else [Fault("nothing_new")])

    def rows(self) -> dict[str, str]:
        """Key to value, as it is stored."""
        found = {key: str(value) for key, value in self.figures.items()} | dict(self.texts)
        for key, bounds in self.bounds.items():
            if RULES[key].by_office:
                found |= dict(zip(bounds_keys(key), map(str, bounds), strict=True))
        return found

    def _bad_bounds(self) -> list[Fault]:
        wrong = []
        for key, (least, most) in self.bounds.items():
            widest = Bounds(RULES[key].least, RULES[key].most)
            if not (widest.hold(least) and widest.hold(most)):
                wrong.append(Fault("outside_the_rule", f"{key}.least", widest._asdict()))
            elif least > most:
                wrong.append(Fault("bounds_crossed", f"{key}.most"))
        return wrong

    def _bad_figures(self) -> list[Fault]:
        wrong = []
        for key, value in self.figures.items():
            if not RULES[key].least <= value <= RULES[key].most:
                wrong.append(Fault("outside_the_rule", key, {"least": RULES[key].least, "most": RULES[key].most}))
            elif RULES[key].by_office and self._is_beside_own_bounds(key, value):
                wrong.append(Fault("outside_own_bounds", key))
        if self.figures["return_least_minutes"] > self.figures["return_most_minutes"]:
            wrong.append(Fault("wait_crossed", "return_most_minutes"))
        return wrong

    def _is_beside_own_bounds(self, key: str, value: int) -> bool:
        bounds = self.bounds[key]
        return bounds.least <= bounds.most and not bounds.hold(value)

    def _bad_texts(self) -> list[Fault]:
        wrong = [
            Fault("text_too_long", key, {"most": MOST_LETTERS})
            for key, text in self.texts.items()
            if len(text) > MOST_LETTERS
        ]
        if self.figures["beacon_demanded"] and not self.texts["beacon_name"]:
            wrong.append(Fault("beacon_unnamed", "beacon_name"))
        return wrong


def national_of(rows: Mapping[str, str]) -> National:
    """What the stored rows say, with the defaults of what is not stored."""
    return National(figures_of(rows, {}), bounds_of(rows), {key: rows.get(key, text) for key, text in TEXTS.items()})


def differences(before: National, after: National) -> dict[str, Any]:
    """Key to [before, after] of what changes, for the log."""
    was, is_ = before.rows(), after.rows()
    return {key: [was.get(key), value] for key, value in is_.items() if was.get(key) != value}
