"""What a sheet says about an office, in one language: where, when, how to get a seat, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from giliran.accounts.policy.ages import ELDERLY_FROM, YOUNG_UNTIL
from giliran.catalogue import selectors as catalogue
from giliran.core import clock, formats
from giliran.offices import selectors as offices
from giliran.opening.services.schedule import METHODS
from giliran.opening.states import Method

if TYPE_CHECKING:
    from giliran.catalogue.selectors import PaperText, Shelf
    from giliran.offices.models import Office, Window

TO_BRING = ("new", "renewal", "child")
"""The services whose papers stand on paper; the others are on the page."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`hours` are the sessions, a line each; `seats_at` is day and hour at which the seats of a week open;
    `entries_from` and `entries_until` are empty where nothing is drawn by lot; `express` is empty where the office has
    no such service; `papers` are what to bring and when, by name of the service; `page` is the address of
    the office's page."""

    language: str
    office: str
    town: str
    address: str
    phone: str
    days: str
    hours: tuple[str, ...]
    zone: str
    seats_at: str
    entries_from: str
    entries_until: str
    people_most: int
    elderly_from: int
    young_until: int
    companion: bool
    anybody: bool
    express: str
    prices: tuple[tuple[str, str], ...]
    papers: tuple[tuple[str, tuple[str, ...]], ...]
    issue_days: int
    early_minutes: int
    moves: int
    page: str

    @property
    def host(self) -> str:
        """As it is typed: without `https://`."""
        return urlsplit(self.page).netloc

    @property
    def short_page(self) -> str:
        return self.page.split("://", 1)[-1].rstrip("/")


def facts_of(office: Office, language: str) -> Facts:
    return facts_in(office, [language])[0]


def facts_in(office: Office, languages: Iterable[str]) -> list[Facts]:
    """In several languages; what depends on none is read once."""
    figures, weekdays, windows = offices.figures_of(office), offices.weekdays_of(office), offices.windows_of(office)
    return [_facts(office, language, figures, weekdays, windows) for language in languages]


def _facts(
    office: Office, language: str, figures: Mapping[str, int], weekdays: Sequence[int], windows: Sequence[Window]
) -> Facts:
    shelf = catalogue.shelf(clock.today(office.timezone), language)
    zone = formats.zone_name(office.timezone)
    is_drawn = METHODS[figures["opening_method"]] != Method.OPEN
    return Facts(
        language=language,
        office=office.name,
        town=f"{office.regency.name}, {office.regency.province.name}" if office.regency else "",
        address=office.address,
        phone=office.phone,
        days=formats.weekdays_words(weekdays, language),
        hours=tuple(f"{_span(one.starts_at, one.ends_at, language)} ({one.name(language)})" for one in windows),
        zone=zone,
        seats_at=f"{_weekly('release', figures, language)} {zone}",
        entries_from=_weekly("gather", figures, language) if is_drawn else "",
        entries_until=_weekly("freeze", figures, language) if is_drawn else "",
        people_most=figures["seats_per_account"],
        elderly_from=ELDERLY_FROM,
        young_until=YOUNG_UNTIL,
        companion=bool(figures["walk_in_companions"]),
        anybody=bool(figures["open_walk_in"]),
        express=_express(shelf, figures, language),
        prices=tuple((one.name, formats.rupiah(one.amount_idr)) for one in shelf.booklets),
        papers=_papers(shelf),
        issue_days=figures["issue_days"],
        early_minutes=figures["arrive_early_minutes"],
        moves=figures["moves_per_booking"],
        page=settings.PUBLIC_URL + reverse("office", args=[office.code]),
    )


def _papers(shelf: Shelf) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (shelf.services[code].name, tuple(_paper(one) for one in shelf.papers(code)))
        for code in TO_BRING
        if code in shelf.services
    )


def _paper(paper: PaperText) -> str:
    return f"{paper.name} ({paper.condition})" if paper.condition else paper.name


def _express(shelf: Shelf, figures: Mapping[str, int], language: str) -> str:
    if not any(one.kind == "express" for one in shelf.services.values()):
        return ""
    first, last = (_clock(figures[f"express_{end}_minute"]) for end in ("from", "until"))
    return _span(first, last, language)


def _weekly(step: str, figures: Mapping[str, int], language: str) -> str:
    """`Jumat 14.00`."""
    day = formats.weekday_name(figures[f"{step}_weekday"], language)
    return f"{day} {formats.clock_words(_clock(figures[f'{step}_minute']), language)}"


def _span(first: time, last: time, language: str) -> str:
    return f"{formats.clock_words(first, language)}\N{EN DASH}{formats.clock_words(last, language)}"


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
