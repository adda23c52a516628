from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from giliran.booking.ticket.calendar import Arrival, CalendarSheet, booking_ics

SHEET = CalendarSheet(
    language="id",
    code="K7MPQ2X9A",
    office_name="Kantor Imigrasi Jakarta Selatan",
    office_address="Jl. Warung Buncit Raya No. 207; Pancoran,\nJakarta",
    tz="Asia/Jakarta",
    starts_at=datetime(2026, 11, 27, 1, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 27, 5, 0, tzinfo=UTC),
    arrivals=(
        Arrival("A-012", datetime(2026, 11, 27, 1, 15, tzinfo=UTC)),
        Arrival("A-013", datetime(2026, 11, 27, 1, 30, tzinfo=UTC)),
    ),
    made_at=datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
    place=(-6.2773, 106.8295),
    page_url="https://giliran.example/me/bookings/K7MPQ2X9A/",
)


def event_of(content: bytes) -> Any:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("tz", "hour", "words"),
    [
        ("Asia/Jakarta", 8, "08.15 WIB"),
        ("Asia/Makassar", 9, "09.15 WITA"),
        ("Asia/Jayapura", 10, "10.15 WIT"),
    ],
)
def test_times_are_the_office_s_own(tz: str, hour: int, words: str) -> None:
    content = booking_ics(replace(SHEET, tz=tz))
    event = event_of(content)
    assert event.decoded("dtstart") == datetime(2026, 11, 27, hour, tzinfo=ZoneInfo(tz))
    assert event.decoded("dtend") == datetime(2026, 11, 27, hour + 4, tzinfo=ZoneInfo(tz))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (SHEET.starts_at, SHEET.ends_at)
    assert f"DTSTART;TZID={tz}:20261127T{hour:02d}0000\r\n".encode() in content
    assert words in event["description"]


@pytest.mark.parametrize(("tz", "offset"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)])
def test_the_zone_comes_with_it(tz: str, offset: int) -> None:
    (zone,) = icalendar.Calendar.from_ical(booking_ics(replace(SHEET, tz=tz))).walk("VTIMEZONE")
    (standard,) = zone.walk("STANDARD")
    assert (zone["tzid"], standard.decoded("tzoffsetto")) == (tz, timedelta(hours=offset))


@pytest.mark.parametrize(
    ("language", "summary", "description", "alarm"),
    [
        (
            "id",
            "Kunjungan paspor A-012, A-013",
            "Kode booking: K7M-PQ2-X9A\nA-012: datang pukul 08.15 WIB\nA-013: datang pukul 08.30 WIB\n"
            "Bawa dokumen asli dan tiket setiap orang.\n"
            "Lihat atau ubah booking ini: https://giliran.example/me/bookings/K7MPQ2X9A/",
            "Besok: Kunjungan paspor A-012, A-013",
        ),
        (
            "en",
            "Passport visit A-012, A-013",
            "Booking code: K7M-PQ2-X9A\nA-012: arrive at 08:15 WIB\nA-013: arrive at 08:30 WIB\n"
            "Bring the original documents and the ticket of each person.\n"
            "See or change this booking: https://giliran.example/me/bookings/K7MPQ2X9A/",
            "Tomorrow: Passport visit A-012, A-013",
        ),
    ],
)
def test_words(language: str, summary: str, description: str, alarm: str) -> None:
    event = event_of(booking_ics(replace(SHEET, language=language)))
    (reminder,) = event.walk("VALARM")
    assert (event["summary"], event["description"], reminder["description"]) == (summary, description, alarm)
    assert event["summary"].params["language"] == language


def test_the_rest_of_the_event() -> None:
    event = event_of(booking_ics(SHEET))
    (reminder,) = event.walk("VALARM")
    assert event["uid"] == "K7MPQ2X9A@giliran"
    assert event["location"] == ("Kantor Imigrasi Jakarta Selatan, Jl. Warung Buncit Raya No. 207; Pancoran, Jakarta")
    assert (event["geo"].latitude, event["geo"].longitude) == (-6.2773, 106.8295)
    assert event["url"] == SHEET.page_url
    assert (event.decoded("dtstamp"), event.decoded("sequence")) == (SHEET.made_at, 0)
    assert (reminder.decoded("trigger"), reminder["action"]) == (timedelta(days=-1), "DISPLAY")


def test_without_place_and_page() -> None:
    event = event_of(booking_ics(replace(SHEET, place=None, page_url="")))
    assert ("geo" in event, "url" in event, "http" in event["description"]) == (False, False, False)


def test_a_later_version_replaces_the_earlier_one() -> None:
    first, second = (event_of(booking_ics(replace(SHEET, sequence=number))) for number in (0, 1))
    assert (first["uid"], first.decoded("sequence"), second.decoded("sequence")) == (second["uid"], 0, 1)


def test_cancelled() -> None:
    content = booking_ics(replace(SHEET, cancelled=True, sequence=1))
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["method"], event_of(content)["status"], calendar.walk("VALARM")) == (
        "CANCEL",
        "CANCELLED",
        [],
    )


def test_lines_end_as_the_standard_wants_and_hold_75_bytes() -> None:
    content = booking_ics(replace(SHEET, office_name="Kantor 🙂 " * 5000))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_text_cannot_add_a_line() -> None:
    event = event_of(booking_ics(replace(SHEET, office_name="X\r\nATTENDEE:mailto:a@b.c\x0b\x85")))
    assert "attendee" not in event
    assert event["location"].startswith("X ATTENDEE:mailto:a@b.c, Jl.")


def test_equal_sheets_give_equal_bytes() -> None:
    assert booking_ics(SHEET) == booking_ics(SHEET)
