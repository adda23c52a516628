from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytest_django import Settings

from giliran.accounts import registries
from giliran.accounts.policy import Reason
from giliran.accounts.registries import RegistryAnswer, RegistryQuery
from giliran.accounts.registries.http import HttpRegistry
from giliran.accounts.registries.offline import OfflineRegistry
from giliran.accounts.states import IdentityCheck
from giliran.regions.policy import RegionCodes

CODES = RegionCodes(frozenset({"31"}), frozenset({"3174"}), frozenset({"317401"}), frozenset())
PERSON = RegistryQuery(
    nik="3174014501900001", kk="3174010501120007", full_name="Siti", birth_date=date(1990, 1, 5), sex="F"
)
OFFLINE = OfflineRegistry(CODES, date(2026, 11, 22))


def test_a_person_who_agrees_with_the_nik_is_plausible() -> None:
    assert OFFLINE.check(PERSON) == RegistryAnswer(IdentityCheck.PLAUSIBLE)


def test_an_unknown_region_leaves_a_person_plausible() -> None:
    answer = OFFLINE.check(replace(PERSON, nik="3174994501900001"))
    assert answer == RegistryAnswer(
        IdentityCheck.PLAUSIBLE, (Reason("nik_region_unknown", {"code": "31.74.99", "level": "district"}),)
    )


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        (replace(PERSON, birth_date=date(1990, 1, 6)), ["nik_birth_date_differs"]),
        (replace(PERSON, sex="M"), ["nik_sex_differs"]),
        (replace(PERSON, nik="12"), ["nik_length"]),
    ],
)
def test_a_person_who_differs_from_the_nik_is_mismatched(person: RegistryQuery, codes: list[str]) -> None:
    answer = OFFLINE.check(person)
    assert answer.outcome == IdentityCheck.MISMATCHED
    assert [reason.code for reason in answer.reasons] == codes


@pytest.mark.django_db
def test_the_address_in_the_settings_decides_who_is_asked(settings: Settings) -> None:
    settings.REGISTRY_URL = ""
    assert isinstance(registries.registry(), OfflineRegistry)
    assert registries.check(PERSON).outcome == IdentityCheck.PLAUSIBLE
    settings.REGISTRY_URL, settings.REGISTRY_TOKEN = "http://127.0.0.1:9/", "token"
    assert registries.registry() == HttpRegistry("http://127.0.0.1:9/", "token", 2.0)
