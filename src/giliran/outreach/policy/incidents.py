"""When something is noticed by itself, and what may be said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NATIONAL = "national"
MOST_OFFICES = 30
"""What concerns more offices concerns the country."""

FURTHEST = timedelta(days=30)
"""So far ahead an update or an end may be promised."""

_OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class InTwo:
    """The same in both languages."""

    id: str
    en: str

    def clean(self) -> InTwo:
        """Without spaces around it, lines kept."""
        return InTwo(_tidy(self.id), _tidy(self.en))

    @property
    def is_whole(self) -> bool:
        return bool(self.id and self.en)

    @property
    def length(self) -> int:
        return max(len(self.id), len(self.en))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def scope_of(office_ids: Collection[int]) -> str:
    """The offices as one word, in order; the country where there are none."""
    return ",".join(map(str, sorted(set(office_ids)))) or NATIONAL


def failures_in_a_row(faults: Sequence[str]) -> int:
    """How many of the newest probes failed one after the other; `faults` from the newest, empty for a success."""
    return next((number for number, fault in enumerate(faults) if not fault), len(faults))


def wrong_moments(
    *, now: datetime, since: datetime | None = None, next_update_at: datetime | None, expected_at: datetime | None
) -> Mapping[str, str]:
    """Field to the code of what is wrong with it."""
    wrong = {
        name: "moment_past" if moment <= now else "moment_too_far"
        for name, moment in (("next_update_at", next_update_at), ("expected_at", expected_at))
        if moment is not None and not now < moment <= now + FURTHEST
    }
    if since is not None and not now - _OLDEST <= since <= now:
        wrong["since"] = "since_ahead" if since > now else "since_too_old"
    return wrong
