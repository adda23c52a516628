from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from giliran import data
from giliran.regions import selectors, services
from giliran.regions.models import District, Province, Regency, RetiredCode

pytestmark = pytest.mark.django_db


def load() -> dict[str, int]:
    return services.load(
        provinces=data.rows("provinces"),
        regencies=data.rows("regencies"),
        districts=data.rows("districts"),
        retired=data.rows("region_codes_retired"),
    )


def test_the_whole_land_is_loaded() -> None:
    assert load() == {"provinces": 38, "regencies": 514, "districts": 7285, "retired_codes": 620}
    assert Province.objects.get(pk="94").tz == "Asia/Jayapura"
    assert Regency.objects.get(pk="31.74").kind == Regency.Kind.KOTA
    assert RetiredCode.objects.get(pk="91.01").name == "Kabupaten Merauke"


def test_loading_again_corrects_what_was_changed_and_adds_nothing() -> None:
    load()
    District.objects.filter(pk="31.74.01").update(name="Wrong")
    load()
    assert District.objects.get(pk="31.74.01").name == "Tebet"
    assert District.objects.count() == 7285


def test_a_place_lies_inside_the_place_around_it() -> None:
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        Regency.objects.filter(pk="31.74").update(province="32")
    with pytest.raises(IntegrityError), transaction.atomic():
        District.objects.filter(pk="31.74.01").update(regency="31.73")
    assert selectors.regencies_of("32").count() == 27
