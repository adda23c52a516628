"""Texts as pages show them: filled in, and as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from giliran.core import clock
from giliran.outreach.policy import markdown
from giliran.outreach.policy.pictures import PICTURES
from giliran.outreach.selectors import fills
from giliran.outreach.states import WritingKind
from giliran.web.seats.days import language

if TYPE_CHECKING:
    from giliran.outreach.models import WritingVersion

COUNTRY = "Asia/Jakarta"
"""By whose clock what concerns the country is told."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text in the language of the page. `office_name` is empty for the country, `tz` the zone of its moments."""

    name: str
    kind: str
    topic: str
    title: str
    html: SafeString
    since: datetime | None
    office_name: str
    office_code: str
    tz: str

    @property
    def is_maintenance(self) -> bool:
        return self.kind == WritingKind.MAINTENANCE


def drawn(versions: Iterable[WritingVersion], *, with_body: bool = True) -> list[Drawn]:
    """Each with its body, or without where only titles are shown."""
    found = list(versions)
    bodies = html_of([one.body(language()) for one in found]) if with_body else [mark_safe("")] * len(found)
    return [_drawn(*pair) for pair in zip(found, bodies, strict=True)]


def html_of(texts: Sequence[str], spoken: str = "") -> list[SafeString]:
    """Markdown with everything filled in, as HTML that has been let through by a list of tags."""
    said = spoken or language()
    known = fills.values_for(texts, said, clock.today(COUNTRY))
    safe = [markdown.render(markdown.fill(text, known), lambda name: _picture(name, said)) for text in texts]
    return [mark_safe(one) for one in safe]  # noqa: S308 - nh3 has been through it


def _picture(name: str, said: str) -> markdown.Picture | None:
    size = PICTURES.get(name)
    if size is None:
        return None
    return markdown.Picture(static(f"guides/{name}-{'en' if said.startswith('en') else 'id'}.webp"), *size)


def _drawn(one: WritingVersion, html: SafeString) -> Drawn:
    writing, office = one.writing, one.writing.office
    return Drawn(
        writing.name, writing.kind, writing.topic, one.title(language()), html, writing.shown_from,
        office.name if office else "", office.code if office else "", office.timezone if office else COUNTRY,
    )  # fmt: skip


def at_clock(local: datetime | None, tz: str) -> datetime | None:
    """A moment as it was typed, by the clock of the place."""
    return local.replace(tzinfo=ZoneInfo(tz)) if local else None
