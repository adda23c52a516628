"""The land, for anybody: nothing here is about a person."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from django.db.models import QuerySet

from giliran.regions.models import District, Province, Regency, RetiredCode
from giliran.regions.policy import RegionCodes, digits_of, dotted


def provinces() -> QuerySet[Province]:
    """All provinces, by name."""
    return Province.objects.order_by("name")


def regencies_of(province_code: str) -> QuerySet[Regency]:
    """The regencies and cities of one province (`31`), by name; none for a code that is not known."""
    return Regency.objects.filter(province=province_code).order_by("name")


def regency(code: str) -> Regency | None:
    """One regency or city (`31.74`) with its province."""
    return Regency.objects.select_related("province").filter(pk=code).first()


def regencies_by_province() -> list[tuple[str, list[Regency]]]:
    """Every regency and city by name, under the name of its province."""
    grouped: dict[str, list[Regency]] = {}
    for one in Regency.objects.select_related("province").order_by("province__name", "name"):
        grouped.setdefault(one.province.name, []).append(one)
    return list(grouped.items())


def districts_of(regency_code: str) -> QuerySet[District]:
    """The districts of one regency or city (`31.74`), by name; none for a code that is not known."""
    return District.objects.filter(regency=regency_code).order_by("name")


def district_exists(code: str) -> bool:
    """Is this the code of a district that is in use (`31.74.01`)?"""
    return District.objects.filter(pk=code).exists()


def zones() -> dict[str, str]:
    """The code of each province (`31`) to its time zone."""
    return dict(Province.objects.values_list("code", "tz"))


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Codes of provinces (`31`) and regencies (`31.74`) to their names; those that are not known are left out."""
    found = dict(Province.objects.filter(code__in=codes).values_list("code", "name"))
    return found | dict(Regency.objects.filter(code__in=codes).values_list("code", "name"))


def known_codes() -> RegionCodes:
    """All codes as plain values for rules about NIK and KK; read once in a process."""
    codes = _read_codes()
    if not codes.provinces:
        forget_codes()
    return codes


def forget_codes() -> None:
    """Read the codes anew next time."""
    _read_codes.cache_clear()


def region_name(nik6: str) -> str | None:
    """`317401` -> `Tebet, Kota Administrasi Jakarta Selatan, Daerah Khusus Ibukota Jakarta`.

    Takes two, four or six digits, with or without dots. A code that retired keeps the name it had. For a
    code that was never seen, the name of the smallest place around it that is known; None if there is none.
    """
    digits = digits_of(nik6)
    for length in (6, 4, 2):
        name = _name_of(dotted(digits[:length])) if len(digits) >= length else None
        if name:
            return name
    return None


def _name_of(code: str) -> str | None:
    if district := District.objects.select_related("regency__province").filter(pk=code).first():
        return f"{district.name}, {district.regency.name}, {district.regency.province.name}"
    if regency := Regency.objects.select_related("province").filter(pk=code).first():
        return f"{regency.name}, {regency.province.name}"
    place = Province.objects.filter(pk=code).first() or RetiredCode.objects.filter(pk=code).first()
    return place.name if place else None


@cache
def _read_codes() -> RegionCodes:
    def digits(model: type[Province | Regency | District | RetiredCode]) -> frozenset[str]:
        return frozenset(map(digits_of, model._default_manager.values_list("pk", flat=True)))

    return RegionCodes(digits(Province), digits(Regency), digits(District), digits(RetiredCode))
