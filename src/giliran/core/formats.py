"""Money, days and moments in words, the way citizens read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


_SPELLED = {
    "id": ("Ambon Bandung Cepu Demak Ende Flores Garut Halong Irian Jepara Kendal Lombok Medan Namlea Opak Pati Quibek "
           "Rembang Solo Timor Umbul Viktor Wilis Xeno Yongki Zainal nol satu dua tiga empat lima enam tujuh delapan "
           "sembilan"),
    "en": ("Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec "
           "Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu zero one two three four five six seven eight "
           "nine"),
}  # fmt: skip
"""How letters and digits are spelled on the telephone: in Indonesia by the names of places."""


def _known(lang: str) -> str:
    return "en" if lang.startswith("en") else "id"


def rupiah(amount: int) -> str:
    """650000 -> `Rp650.000`, in both languages."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def zone_name(tz: str) -> str:
    """`Asia/Jakarta` -> `WIB`; other zones keep their own name."""
    return _ZONES.get(tz, tz)


def day_name(day: date, lang: str) -> str:
    return _DAYS[_known(lang)][day.weekday()]


def weekday_name(weekday: int, lang: str) -> str:
    """0 is Monday."""
    return _DAYS[_known(lang)][weekday]


def weekdays_words(weekdays: Sequence[int], lang: str) -> str:
    """Sorted weekdays, 0 for Monday: `Senin–Jumat`, or `Senin, Rabu, Kamis`."""
    names = [weekday_name(one, lang) for one in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return f"{names[0]}\N{EN DASH}{names[-1]}"
    return ", ".join(names)


def month_name(month: int, lang: str) -> str:
    """1 is January."""
    return _MONTHS[_known(lang)][month - 1]


def date_words(day: date, lang: str) -> str:
    """`Jumat, 27 November 2026` or `Friday, 27 November 2026`."""
    return f"{day_name(day, lang)}, {day.day} {month_name(day.month, lang)} {day.year}"


def time_words(moment: datetime, tz: str, lang: str) -> str:
    """`14.00 WIB` in Indonesian, `14:00 WIB` in English."""
    local = moment.astimezone(ZoneInfo(tz))
    return f"{clock_words(local, lang)} {zone_name(tz)}"


def clock_words(local: datetime | time, lang: str) -> str:
    """`14.00` in Indonesian, `14:00` in English, without a zone."""
    return local.strftime("%H:%M" if _known(lang) == "en" else "%H.%M")


def span_words(start: datetime, end: datetime, tz: str, lang: str) -> str:
    """`08.00-12.00 WIB`, with an en dash."""
    zone = ZoneInfo(tz)
    first, last = (clock_words(moment.astimezone(zone), lang) for moment in (start, end))
    return f"{first}\N{EN DASH}{last} {zone_name(tz)}"


def moment_words(moment: datetime, tz: str, lang: str) -> str:
    """`Jumat, 27 November 2026, 14.00 WIB`."""
    local = moment.astimezone(ZoneInfo(tz))
    return f"{date_words(local.date(), lang)}, {time_words(moment, tz, lang)}"


def number_words(number: int, lang: str) -> str:
    """12345 -> `12.345` in Indonesian, `12,345` in English."""
    grouped = f"{number:,}"
    return grouped if _known(lang) == "en" else grouped.replace(",", ".")


def short_date(day: date, lang: str) -> str:
    """`27 Nov`."""
    return f"{day.day} {month_name(day.month, lang)[:3]}"


def short_moment(moment: datetime, tz: str, lang: str) -> str:
    """`Jum 27 Nov, 14.00`, for tables where the zone stands elsewhere."""
    local = moment.astimezone(ZoneInfo(tz))
    return f"{day_name(local, lang)[:3]} {short_date(local, lang)}, {clock_words(local, lang)}"


def seconds_words(moment: datetime, tz: str, lang: str) -> str:
    """`14.00.05 WIB`."""
    local = moment.astimezone(ZoneInfo(tz))
    return f"{local.strftime('%H:%M:%S' if _known(lang) == 'en' else '%H.%M.%S')} {zone_name(tz)}"


def iso(moment: datetime | None) -> str | None:
    """As documents for programs have it: `2026-11-27T07:00:00+00:00`."""
    return moment.isoformat() if moment else None


def spelled(code: str, lang: str) -> list[tuple[str, str]]:
    """Each sign of a code (A-Z, 0-9) with the word by which it is read aloud: `K` -> `Kendal`, or `Kilo`."""
    words = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", _SPELLED[_known(lang)].split(), strict=True))
    return [(sign, words[sign]) for sign in code]


def stamp(moment: datetime, tz: str) -> str:
    """`2026-11-27 14:00:05 WIB`, for files, where it is sorted and reckoned with."""
    return f"{moment.astimezone(ZoneInfo(tz)):%Y-%m-%d %H:%M:%S} {zone_name(tz)}"
