from __future__ import annotations

from datetime import date, time

import pytest

from giliran import data
from giliran.offices import loading
from giliran.offices.models import Holiday, Office, QuotaRule, Window, WorkingDay
from giliran.offices.states import OfficeKind, Pool
from giliran.regions import services as regions

OFFICES = data.rows("offices")
QUOTAS = data.rows("quotas")
CODES = ("tanjung-pinang", "jakarta-selatan", "bekasi", "manado")


def quota(office: str, seats: int, period: str) -> dict[str, str]:
    blank = dict.fromkeys(QUOTAS[0], "")
    return blank | {
        "office_id": office,
        "location": "Kantor utama",
        "channel": "mpaspor",
        "daily_quota": str(seats),
        "period": period,
        "source": "a newer edition",
    }


def load(quotas: list[dict[str, str]] = QUOTAS) -> None:
    loading.load(
        offices=[row for row in OFFICES if row["id"] in CODES],
        points=[row for row in data.rows("service_points") if row["parent_office_id"] in CODES],
        quotas=quotas,
        holidays=data.rows("holidays"),
    )


@pytest.fixture(autouse=True)
def loaded(db: None) -> None:
    regions.load(provinces=data.rows("provinces"), regencies=data.rows("regencies"), districts=(), retired=())
    load()


def rules_of(code: str, weekday: int = 0) -> list[tuple[str, int, date]]:
    rules = QuotaRule.objects.filter(office__code=code, weekday=weekday, pool=Pool.ONLINE)
    return list(rules.order_by("valid_from", "window__letter").values_list("window__letter", "capacity", "valid_from"))


def test_an_office_is_where_and_what_it_is() -> None:
    office = Office.objects.select_related("regency").get(code="jakarta-selatan")
    assert (office.class_name, office.timezone, office.kind) == (
        "Kelas I Khusus Non TPI",
        "Asia/Jakarta",
        OfficeKind.OFFICE,
    )
    assert office.regency and office.regency.name == "Kota Administrasi Jakarta Selatan"
    assert (office.latitude, office.longitude, office.location_is_exact) == (-6.256544, 106.827555, True)
    assert office.source.startswith("reference data: S1; S2")
    assert Office.objects.get(code="manado").timezone == "Asia/Makassar"
    assert not Office.objects.get(code="bekasi").location_is_exact  # the office moved


def test_a_service_point_belongs_to_its_office() -> None:
    point = Office.objects.select_related("parent").get(code="jakarta-selatan-plaza-semanggi")
    assert point.kind == OfficeKind.SERVICE_POINT
    assert point.parent and (point.parent.code, point.timezone) == ("jakarta-selatan", "Asia/Jakarta")


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("tanjung-pinang", [("A", 25, date(2020, 1, 1)), ("B", 25, date(2020, 1, 1))]),  # R49
        ("jakarta-selatan", [("A", 300, date(2020, 1, 1)), ("B", 300, date(2020, 1, 1))]),  # R54
        ("bekasi", [("A", 240, date(2026, 10, 1)), ("B", 240, date(2026, 10, 1))]),
        ("manado", [("A", 60, date(2020, 1, 1)), ("B", 60, date(2020, 1, 1))]),
    ],
)
def test_quotas_are_those_known_else_those_of_the_class(code: str, rules: list[tuple[str, int, date]]) -> None:
    assert rules_of(code) == rules


def test_a_default_says_that_it_is_one() -> None:
    source = QuotaRule.objects.filter(office__code="manado").values_list("source", flat=True).distinct().get()
    assert source == "default: 120 seats a day for Kelas I"


def test_hours_are_those_of_the_sources() -> None:
    def hours(code: str) -> list[tuple[time, time]]:
        return list(Window.objects.filter(office__code=code).order_by("letter").values_list("starts_at", "ends_at"))

    assert hours("bekasi") == [(time(8), time(12)), (time(13), time(16, 30))]  # R36
    assert hours("tanjung-pinang") == [(time(8), time(12)), (time(13), time(15))]  # R48
    assert list(WorkingDay.objects.filter(office__code="bekasi").values_list("weekday", flat=True)) == [0, 1, 2, 3, 4]


def test_holidays_carry_both_names_and_their_doubt() -> None:
    holiday = Holiday.objects.get(date=date(2027, 3, 10))
    assert (holiday.kind, holiday.is_estimate, holiday.is_off) == ("national", True, True)
    assert (holiday.name_id, holiday.name_en) == ("Hari Raya Idul Fitri (perkiraan)", "Eid al-Fitr (estimated)")
    assert Holiday.objects.filter(date__year=2026).count() == 25


def test_what_an_office_chose_stays() -> None:
    WorkingDay.objects.filter(office__code="bekasi", weekday=4).delete()
    Window.objects.filter(office__code="bekasi", letter="B").update(ends_at=time(15), source="set by the office")
    QuotaRule.objects.filter(office__code="manado", window__letter="A").update(capacity=5, source="set by the office")
    Office.objects.filter(code="manado").update(is_open=False)
    Holiday.objects.filter(date=date(2026, 12, 24)).update(source="headquarters", name_id="Bukan libur", is_off=False)
    load([quota("manado", 300, "2027-01")])

    assert not WorkingDay.objects.filter(office__code="bekasi", weekday=4).exists()
    assert Window.objects.get(office__code="bekasi", letter="B").ends_at == time(15)
    assert [rule for rule in rules_of("manado") if rule[0] == "A"] == [("A", 5, date(2020, 1, 1))]
    assert not Office.objects.get(code="manado").is_open
    assert Holiday.objects.get(date=date(2026, 12, 24)).name_id == "Bukan libur"


def test_a_rule_of_its_own_beside_ours_keeps_newer_editions_out() -> None:
    ours = QuotaRule.objects.filter(office__code="manado", weekday=0, window__letter="A").get()
    QuotaRule.objects.create(
        office=ours.office,
        window=ours.window,
        weekday=0,
        pool=Pool.ONLINE,
        capacity=7,
        valid_from=date(2026, 12, 1),
        source="set by the office",
    )
    load([quota("manado", 300, "2027-01")])
    assert rules_of("manado") == [
        ("A", 60, date(2020, 1, 1)),
        ("B", 60, date(2020, 1, 1)),
        ("A", 7, date(2026, 12, 1)),
    ]


def test_a_newer_edition_corrects_and_continues_what_is_still_ours() -> None:
    Office.objects.filter(code="manado").update(name="Wrong")
    load([quota("manado", 301, "2027-01"), quota("tanjung-pinang", 60, "2020")])
    assert Office.objects.get(code="manado").name == "Kantor Imigrasi Manado"
    assert rules_of("manado") == [
        ("A", 60, date(2020, 1, 1)),
        ("B", 60, date(2020, 1, 1)),
        ("A", 151, date(2027, 1, 1)),
        ("B", 150, date(2027, 1, 1)),
    ]
    assert rules_of("tanjung-pinang") == [("A", 30, date(2020, 1, 1)), ("B", 30, date(2020, 1, 1))]


def test_an_office_keeps_its_number_and_a_new_one_never_takes_it() -> None:
    manado = next(row for row in OFFICES if row["id"] == "manado")
    renumbered = [manado | {"number": "900"}, manado | {"id": "manado-baru", "number": manado["number"]}]
    loading.load_offices(renumbered, points=())
    assert Office.objects.get(code="manado").id == int(manado["number"])
    assert Office.objects.get(code="manado-baru").id > 900


def test_numbers_of_offices_are_never_given_twice() -> None:
    def numbers(rows: list[dict[str, str]]) -> list[int]:
        return [int(row["number"]) for row in rows]

    every = numbers(OFFICES) + numbers(data.rows("service_points"))
    assert len(set(every)) == len(every) == 151 + 48
    assert max(numbers(OFFICES)) < 1000 < min(numbers(data.rows("service_points")))


def test_every_office_has_a_class_with_a_default() -> None:
    classes = {row["class_latest"] for row in OFFICES}
    assert {name for name in classes if not name.startswith(tuple(loading.BY_CLASS))} == set()
