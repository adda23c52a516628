"""The list of offices: by province, city, name or distance, each with what is free there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from giliran.core import formats
from giliran.offices import selectors as offices
from giliran.offices.selectors import OfficeNear
from giliran.opening import selectors as openings
from giliran.opening.states import State
from giliran.regions import selectors as regions
from giliran.slots import selectors as slots
from giliran.slots.selectors import FreeAt
from giliran.web.events import words
from giliran.web.seats import days

if TYPE_CHECKING:
    from giliran.offices.models import Office


@dataclass(frozen=True, slots=True)
class Line:
    """One office in the list. `kind` is that of a state: free, soon, no, neutral."""

    office: Office
    kilometres: float | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: list[Line]


def found(asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What `q`, `province`, `lat` and `lon` find. Without a position the list goes by province."""
    near = position(asked.get("lat", ""), asked.get("lon", ""))
    text, province = plain(asked.get("q", "")), plain(asked.get("province", ""))
    places = offices.find_offices(text, province, near)
    lines = lines_of(places, now)
    return {
        "groups": [Group(_("Nearest first"), lines)] if near else by_province(lines),
        "total": len(lines),
        "events": event_lines(text, province, now),
        "q": text,
        "province": province,
        "near": near,
        "provinces": regions.provinces(),
    }


@dataclass(frozen=True, slots=True)
class EventLine:
    """A mobile event in the list: its office's name in words, its days, and what is free there."""

    office: Office
    dates: str
    kind: str
    text: str
    for_everybody: bool


def event_lines(text: str, province: str, now: datetime) -> list[EventLine]:
    """The events that have not ended and whose name or place holds every word, the nearest day first."""
    today = now.astimezone(ZoneInfo("Asia/Jakarta")).date()
    found = [one for one in offices.events_to_come(today) if _is_meant(one, text, province)]
    open_to_all = offices.for_everybody(found)
    free = slots.free_at(open_to_all, now=now)
    return [
        EventLine(one, words.dates_words(one.starts_on, one.ends_on), *_event_words(one, open_to_all, free))
        for one in found
    ]


def _is_meant(event: Office, text: str, province: str) -> bool:
    regency = event.regency
    if regency is None or (province and regency.province_id != province):
        return False
    told = f"{event.name} {event.address} {regency.name} {regency.province.name}".lower()
    return all(word in told for word in text.lower().split())


def _event_words(event: Office, open_to_all: set[int], free: Mapping[int, FreeAt]) -> tuple[str, str, bool]:
    if event.id not in open_to_all:
        return "neutral", _("For people on the list of an organisation"), False
    found = free.get(event.id)
    return ("free", free_words(found), True) if found else ("no", _("Full"), True)


def plain(text: str, most: int = 80) -> str:
    """What somebody typed into an address, short enough to look for."""
    return text.strip()[:most]


def position(lat: str, lon: str) -> tuple[float, float] | None:
    """Degrees as sent by the browser, or None for anything else."""
    try:
        here = float(lat), float(lon)
    except ValueError:
        return None
    return here if -90 <= here[0] <= 90 and -180 <= here[1] <= 180 else None


def lines_of(places: Sequence[OfficeNear], now: datetime) -> list[Line]:
    ids = [one.office.id for one in places]
    free = slots.free_at(ids, now=now)
    without = [id_ for id_ in ids if id_ not in free]
    next_at = slots.next_opening(without)
    running = {one.office_id for one in openings.upcoming(without) if one.state == State.RUNNING}
    return [
        Line(place.office, place.kilometres, *_words(place.office, free.get(id_), next_at.get(id_), id_ in running))
        for id_, place in zip(ids, places, strict=True)
    ]


def by_province(lines: Iterable[Line]) -> list[Group]:
    grouped = groupby(lines, key=lambda line: line.office.regency.province.name if line.office.regency else "")
    return [Group(name, list(members)) for name, members in grouped]


def _words(office: Office, free: FreeAt | None, opening: datetime | None, is_running: bool) -> tuple[str, str]:
    """`Sisa 120 - mulai Senin, 23 November`, or why nothing is free and when something will be."""
    if not office.is_open:
        return "neutral", _("Closed for now")
    if free and free.first_date:
        return "free", free_words(free)
    if is_running:
        return "soon", _("Given in the opening")
    if opening is None:
        return "no", _("Full")
    local = opening.astimezone(ZoneInfo(office.timezone))
    hour = formats.time_words(opening, office.timezone, days.language())
    when = f"{days.date_without_year(local.date())}, {hour}"
    return "soon", _("No seats now - next ones open %(when)s") % {"when": when}


def free_words(free: FreeAt) -> str:
    """`Sisa 120 - mulai Senin, 23 November`."""
    if free.first_date is None:
        return days.left_words(free.seats)
    words = {"count": free.seats, "date": days.date_without_year(free.first_date)}
    return _("%(count)d left - from %(date)s") % words
