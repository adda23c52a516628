"""Taking in an edition of the offices, their windows and quotas, and the holidays.

A row stays the loader's as long as its `source` begins with `LOADED` or `DEFAULT`; what an office or headquarters
wrote is never overwritten. Windows, working days and quotas are given to an office once, when it has none; later
editions may correct a figure or bring a newer one only to offices that have chosen none since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from giliran.offices.models import Holiday, Office, QuotaRule, Window, WorkingDay
from giliran.offices.states import OfficeKind, Pool

Rows = Sequence[Mapping[str, str]]

LOADED = "reference data: "
DEFAULT = "default: "
FIRST_DAY = date(2020, 1, 1)
WEEKDAYS = range(5)  # Monday to Friday (R48)
BY_CLASS = {"Kelas I Khusus": 200, "Kelas III": 40, "Kelas II": 80, "Kelas I": 120}
"""Seats a day where no figure is known; the first name that the class begins with counts."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The two windows of a day (R36)."""

    morning: tuple[time, time]
    afternoon: tuple[time, time]
    source: str


USUAL_HOURS = Hours((time(8), time(12)), (time(13), time(16, 30)), f"{LOADED}two sessions (R36)")
HOURS = {"tanjung-pinang": Hours((time(8), time(12)), (time(13), time(15)), f"{LOADED}open 08:00-15:00 (R48)")}


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats a day of one office, from a day on."""

    seats: int
    valid_from: date
    source: str

    def halves(self) -> tuple[int, int]:
        """Morning and afternoon; the morning has the odd one."""
        return (self.seats + 1) // 2, self.seats // 2


@transaction.atomic
def load(*, offices: Rows, points: Rows, quotas: Rows, holidays: Rows) -> dict[str, int]:
    """Bring the tables to what `offices`, `service_points`, `quotas` and `holidays`.csv say.

    May be run again without harm. Answers table -> number of rows that now are there.
    """
    load_offices(offices, points)
    load_setups(quotas)
    load_holidays(holidays)
    tables = {"offices": Office, "working_days": WorkingDay, "windows": Window, "quota_rules": QuotaRule}
    return {name: table._default_manager.count() for name, table in (*tables.items(), ("holidays", Holiday))}


def load_offices(offices: Rows, points: Rows) -> None:
    """The offices by their numbers, then the service points that belong to them."""
    _upsert_offices([_office(row) for row in offices])
    parents = {office.code: office for office in Office.objects.filter(kind=OfficeKind.OFFICE)}
    _upsert_offices([_point(row, parents[row["parent_office_id"]]) for row in points])


def load_setups(quotas: Rows) -> None:
    """Windows, working days and quota rules for offices that have none; newer figures for the others."""
    known = _newest_quotas(quotas)
    offices = list(Office.objects.filter(kind=OfficeKind.OFFICE).order_by("id"))
    settled = set(Window.objects.values_list("office_id", flat=True))
    fresh = [office for office in offices if office.id not in settled]
    WorkingDay.objects.bulk_create(
        [WorkingDay(office=office, weekday=weekday) for office in fresh for weekday in WEEKDAYS],
        ignore_conflicts=True,
    )
    windows = Window.objects.bulk_create([window for office in fresh for window in _windows(office)])
    _write_rules([rule for window in windows for rule in _rules(window, _quota(window.office, known))])
    _renew_rules([office for office in offices if office.id in settled], known)


def load_holidays(rows: Rows) -> None:
    """Public holidays and joint leave; a day that headquarters wrote itself stays as it is."""
    kept = set(Holiday.objects.exclude(source__startswith=LOADED).values_list("date", flat=True))
    holidays = [holiday for row in rows if (holiday := _holiday(row)).date not in kept]
    Holiday.objects.bulk_create(
        holidays,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "name_id", "name_en", "is_estimate", "source"],
    )


def _office(row: Mapping[str, str]) -> Office:
    is_exact = row["coord_precision"].startswith("office") and "coordinates are of the older" not in row["note"]
    remark = f" ({row['note']})" if row["note"] else ""
    return Office(
        id=int(row["number"]),
        code=row["id"],
        kind=OfficeKind.OFFICE,
        name=row["name"],
        class_name=row["class_latest"],
        timezone=row["iana_tz"],
        regency_id=row["regency_code"],
        address=row["address"],
        phone=row["phone"],
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        location_is_exact=is_exact,
        source=f"{LOADED}{row['sources']}{remark}"[:200],
    )


def _point(row: Mapping[str, str], parent: Office) -> Office:
    return Office(
        id=int(row["number"]),
        code=slugify(f"{parent.code}-{row['name']}")[:40].rstrip("-"),
        kind=OfficeKind.SERVICE_POINT,
        name=row["name"],
        parent=parent,
        timezone=parent.timezone,
        regency_id=row["regency_code"] or None,
        source=f"{LOADED}{'parent office inferred' if row['parent_basis'] == 'inferred' else 'parent office named'}",
    )


def _upsert_offices(rows: list[Office]) -> None:
    """An office that is there keeps its number for good: it is printed on tickets."""
    numbers = dict(Office.objects.values_list("code", "id"))
    own = set(Office.objects.exclude(source__startswith=LOADED).values_list("code", flat=True))
    free = max([*numbers.values(), *(office.id for office in rows)], default=0) + 1
    for office in rows:
        is_taken = office.code not in numbers and office.id in numbers.values()
        office.id = numbers.setdefault(office.code, free if is_taken else office.id)
        free += is_taken
    fields = [field.name for field in Office._meta.concrete_fields]
    kept = {"id", "is_open", "starts_on", "ends_on", "note"}
    Office.objects.bulk_create(
        [office for office in rows if office.code not in own],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in fields if name not in kept],
    )


def _windows(office: Office) -> list[Window]:
    hours = HOURS.get(office.code, USUAL_HOURS)
    parts = (("A", "Pagi", "Morning", hours.morning), ("B", "Siang", "Afternoon", hours.afternoon))
    return [
        Window(
            office=office,
            letter=letter,
            name_id=name_id,
            name_en=name_en,
            starts_at=span[0],
            ends_at=span[1],
            source=hours.source,
        )
        for letter, name_id, name_en, span in parts
    ]


def _newest_quotas(rows: Rows) -> dict[str, Quota]:
    """Office code -> its latest figure for bookings at the main office."""
    online = [
        row
        for row in rows
        if row["location"] == "Kantor utama" and row["channel"] in ("apapo", "mpaspor") and row["daily_quota"]
    ]
    by_period = sorted(online, key=lambda row: row["period"])
    return {
        row["office_id"]: Quota(
            int(row["daily_quota"]), _begin(row["period"]), f"{LOADED}{row['source']}, {row['period']}"
        )
        for row in by_period
    }


def _begin(period: str) -> date:
    """`2026-10` -> 1 October 2026, `2020` -> 1 January 2020."""
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def _quota(office: Office, known: Mapping[str, Quota]) -> Quota:
    if office.code in known:
        return known[office.code]
    grade = next(name for name in BY_CLASS if office.class_name.startswith(name))
    return Quota(BY_CLASS[grade], FIRST_DAY, f"{DEFAULT}{BY_CLASS[grade]} seats a day for {grade}")


def _rules(window: Window, quota: Quota) -> list[QuotaRule]:
    return [
        QuotaRule(
            office_id=window.office_id,
            window=window,
            weekday=weekday,
            pool=Pool.ONLINE,
            capacity=quota.halves()["AB".index(window.letter)],
            valid_from=quota.valid_from,
            source=quota.source,
        )
        for weekday in WEEKDAYS
    ]


def _renew_rules(offices: Iterable[Office], known: Mapping[str, Quota]) -> None:
    """Corrected and newer figures, for offices that have chosen none of their own."""
    by_id = {office.id: office for office in offices}
    ours = Q(source__startswith=LOADED) | Q(source__startswith=DEFAULT)
    chosen = QuotaRule.objects.exclude(ours).values("office_id")
    windows = Window.objects.filter(ours, office__in=by_id, letter__in="AB", quotarule__isnull=False)
    untouched = windows.exclude(office__in=chosen).distinct()
    _write_rules([rule for window in untouched for rule in _rules(window, _quota(by_id[window.office_id], known))])


def _write_rules(rules: list[QuotaRule]) -> None:
    QuotaRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["office", "window", "weekday", "pool", "valid_from"],
        update_fields=["capacity", "source"],
    )


def _holiday(row: Mapping[str, str]) -> Holiday:
    return Holiday(
        date=date.fromisoformat(row["date"]),
        kind=row["type"],
        name_id=row["name_id"],
        name_en=row["name_en"],
        is_estimate=row["estimated"] == "yes",
        source=f"{LOADED}calendar of holidays",
    )
