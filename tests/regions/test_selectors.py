from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from giliran.regions import selectors
from giliran.regions.models import District, Province, Regency, RetiredCode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_small_land() -> Iterator[None]:
    selectors.forget_codes()
    jakarta = Province.objects.create(code="31", name="Jakarta", tz="Asia/Jakarta")
    Province.objects.create(code="11", name="Aceh", tz="Asia/Jakarta")
    south = Regency.objects.create(code="31.74", province=jakarta, name="Kota Jakarta Selatan", kind="kota")
    Regency.objects.create(code="31.73", province=jakarta, name="Kota Jakarta Barat", kind="kota")
    District.objects.create(code="31.74.02", regency=south, name="Setiabudi")
    District.objects.create(code="31.74.07", regency=south, name="Kebayoran Baru")
    RetiredCode.objects.create(code="31.74.99", level="district", name="Old Town", last_seen_year=2020)
    yield
    selectors.forget_codes()


def test_places_come_by_name() -> None:
    assert [place.name for place in selectors.provinces()] == ["Aceh", "Jakarta"]
    assert [place.name for place in selectors.regencies_of("31")] == [
        "Kota Jakarta Barat",
        "Kota Jakarta Selatan",
    ]
    assert [place.name for place in selectors.districts_of("31.74")] == ["Kebayoran Baru", "Setiabudi"]
    assert list(selectors.districts_of("no such code")) == []


@pytest.mark.parametrize(
    ("digits", "name"),
    [
        ("317402", "Setiabudi, Kota Jakarta Selatan, Jakarta"),
        ("31.74.02", "Setiabudi, Kota Jakarta Selatan, Jakarta"),
        ("317499", "Old Town"),
        ("317450", "Kota Jakarta Selatan, Jakarta"),
        ("3174", "Kota Jakarta Selatan, Jakarta"),
        ("319901", "Jakarta"),
        ("990101", None),
        ("", None),
    ],
)
def test_a_number_is_told_as_a_place(digits: str, name: str | None) -> None:
    assert selectors.region_name(digits) == name


def test_codes_are_read_once_and_as_digits(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        codes = selectors.known_codes()
        selectors.known_codes()
    assert codes.districts == {"317402", "317407"}
    assert codes.retired == {"317499"}


def test_an_empty_land_is_not_remembered() -> None:
    District.objects.all().delete()
    Regency.objects.all().delete()
    Province.objects.all().delete()
    assert selectors.known_codes().provinces == frozenset()
    Province.objects.create(code="12", name="Sumatera Utara", tz="Asia/Jakarta")
    assert selectors.known_codes().provinces == {"12"}
