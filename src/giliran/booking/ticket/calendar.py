"""A booking as one event for the calendar of whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.ticket.lettering import one_line
from giliran.core import formats, ids

_LINE = 200
_NOTICE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the person with this queue label should come; an aware moment."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CalendarSheet:
    """A booking of 1-5 people in one window of one office. No names and no NIK: calendars are shared.

    `language` is `id` or `en`; moments are aware; `tz` is the office's IANA zone; `place` is latitude and
    longitude in degrees; `made_at` is the moment of this version. A later version of the same booking has a
    higher `sequence` and replaces the earlier one in the calendar; `cancelled` strikes it out.
    """

    language: str
    code: str
    office_name: str
    office_address: str
    tz: str
    starts_at: datetime
    ends_at: datetime
    arrivals: tuple[Arrival, ...]
    made_at: datetime
    place: tuple[float, float] | None = None
    page_url: str = ""
    sequence: int = 0
    cancelled: bool = False


def booking_ics(sheet: CalendarSheet) -> bytes:
    """An iCalendar file (RFC 5545) with the office's time zone, and an alarm the day before."""
    with translation.override(sheet.language):
        calendar = icalendar.Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//Giliran//Visit//ID")
        calendar.add("method", "CANCEL" if sheet.cancelled else "PUBLISH")
        calendar.add_component(_time_zone(sheet.tz))
        calendar.add_component(_event(sheet))
        return calendar.to_ical()


@cache
def _time_zone(tz: str) -> icalendar.Timezone:
    """The zone's rules from 1970 to 2038, which take 30 ms to gather."""
    return icalendar.Timezone.from_tzid(tz)


def _event(sheet: CalendarSheet) -> icalendar.Event:
    zone, language = ZoneInfo(sheet.tz), {"language": sheet.language}
    event = icalendar.Event()
    event.add("uid", f"{sheet.code}@giliran")
    event.add("sequence", sheet.sequence)
    event.add("status", "CANCELLED" if sheet.cancelled else "CONFIRMED")
    event.add("dtstamp", sheet.made_at)
    event.add("dtstart", sheet.starts_at.astimezone(zone))
    event.add("dtend", sheet.ends_at.astimezone(zone))
    event.add("summary", _summary(sheet), language)
    event.add("location", _location(sheet), language)
    event.add("description", _description(sheet), language)
    if sheet.place:
        event.add("geo", sheet.place)
    if sheet.page_url:
        event.add("url", sheet.page_url)
    if not sheet.cancelled:
        event.add_component(_alarm(sheet))
    return event


def _alarm(sheet: CalendarSheet) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_NOTICE)
    alarm.add("description", _("Tomorrow: %(what)s") % {"what": _summary(sheet)})
    return alarm


def _summary(sheet: CalendarSheet) -> str:
    labels = ", ".join(one_line(arrival.label, 8) for arrival in sheet.arrivals)
    return _("Passport visit %(labels)s") % {"labels": labels}


def _location(sheet: CalendarSheet) -> str:
    return ", ".join(line for text in (sheet.office_name, sheet.office_address) if (line := one_line(text, _LINE)))


def _description(sheet: CalendarSheet) -> str:
    lines = [_("Booking code: %(code)s") % {"code": ids.show_code(sheet.code)}]
    lines += [_arrival_words(arrival, sheet) for arrival in sheet.arrivals]
    lines.append(_("Bring the original documents and the ticket of each person."))
    if sheet.page_url:
        lines.append(_("See or change this booking: %(url)s") % {"url": sheet.page_url})
    return "\n".join(lines)


def _arrival_words(arrival: Arrival, sheet: CalendarSheet) -> str:
    time = formats.time_words(arrival.at, sheet.tz, sheet.language)
    return _("%(label)s: arrive at %(time)s") % {"label": one_line(arrival.label, 8), "time": time}
