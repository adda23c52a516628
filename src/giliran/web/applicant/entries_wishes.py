"""The wishes of a ballot: any time will do, or a mark for each time that suits. Plain selects, no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.core import formats
from giliran.opening.policy.seats import ANY, wishes_of
from giliran.slots.policy import SlotFacts
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.opening.models import Opening
    from giliran.web.applicant.drafts import EntryDraft

RANKS = (
    (1, gettext_lazy("First wish")),
    (2, gettext_lazy("Second wish")),
    (3, gettext_lazy("Third wish")),
    (4, gettext_lazy("If nothing else")),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One window and the mark it bears; 0: not wanted."""

    id: int
    words: str
    name: str
    rank: int


class WishesForm:
    """`wish` is `any` or `some`; `w<slot>` the mark of a slot. Of equal marks the earlier time comes first."""

    def __init__(
        self, windows: Sequence[SlotFacts], opening: Opening, draft: EntryDraft, data: Mapping[str, Any] | None
    ) -> None:
        self._windows = [one for one in windows if one.state != "closed"]
        self._opening = opening
        self._data = data
        self.error: str = ""
        self.wish = data.get("wish", "") if data is not None else ANY if draft.wishes in ("", ANY) else "some"
        self.marks = self._sent(data) if data is not None else draft.marks
        self.wishes = ANY if self.wish == ANY else ",".join(map(str, self._ordered()))

    @property
    def needed(self) -> int:
        """How many windows the wishes must cover to count as an attempt."""
        return -(-len(self._windows) // 2)

    @property
    def total(self) -> int:
        return len(self._windows)

    @property
    def ranks(self) -> tuple[tuple[int, Any], ...]:
        return RANKS

    @property
    def days(self) -> list[tuple[date, list[Wish]]]:
        return [
            (day, [self._wish(one) for one in of_day]) for day, of_day in groupby(self._windows, lambda one: one.date)
        ]

    @property
    def is_wrong(self) -> bool:
        return bool(self.error)

    def is_valid(self) -> bool:
        if self.wish not in (ANY, "some"):
            self.error = _("Choose whether any time will do, or only some.")
        elif not self.wishes:
            self.error = _("Give at least one time a wish, or say that any time will do.")
        return not self.error

    def _wish(self, one: SlotFacts) -> Wish:
        words = formats.span_words(one.starts_at, one.ends_at, self._opening.office.timezone, language())
        return Wish(one.id, words, one.window_name(language()), self.marks.get(str(one.id), 0))

    def _ordered(self) -> list[int]:
        wanted = [one for one in self._windows if self.marks.get(str(one.id))]
        return [one.id for one in sorted(wanted, key=lambda one: (self.marks[str(one.id)], one.starts_at, one.id))]

    def _sent(self, data: Mapping[str, Any]) -> dict[str, int]:
        known = {str(rank) for rank, _words in RANKS}
        return {str(one.id): int(mark) for one in self._windows if (mark := data.get(f"w{one.id}", "")) in known}


def wishes_words(wishes: str, windows: Sequence[SlotFacts], opening: Opening) -> list[str]:
    """Wishes as a list to read, best first."""
    if wishes == ANY:
        return [_("Any time will do")]
    known = {one.id: one for one in windows}
    return [_words(known[slot], opening) for slot in wishes_of(wishes) if slot in known]


def _words(one: SlotFacts, opening: Opening) -> str:
    span = formats.span_words(one.starts_at, one.ends_at, opening.office.timezone, language())
    return f"{formats.date_words(one.date, language())}, {span}"
