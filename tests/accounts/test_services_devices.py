"""A device is remembered by a keyed hash, for as long as is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from giliran.accounts import services as accounts
from giliran.accounts.models import Device
from giliran.core import secrets
from tests.factories import world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def seen(account_id: int, token: str = "", now: datetime = NOW) -> str:
    return accounts.recognise_device(account_id=account_id, token=token, now=now)


def test_a_device_gets_a_name_that_it_keeps() -> None:
    siti, budi = world.an_account("siti@example.id"), world.an_account("budi@example.id")
    token = seen(siti.pk)
    assert seen(budi.pk, token) == seen(siti.pk, token, NOW + timedelta(days=3)) == token
    rows = Device.objects.order_by("account_id").values_list("account_id", "first_seen_at", "last_seen_at")
    assert list(rows) == [(siti.pk, NOW, NOW + timedelta(days=3)), (budi.pk, NOW, NOW)]
    assert {bytes(one.device_hash) for one in Device.objects.all()} == {secrets.keyring().blind(token, "device")}


def test_nothing_of_the_cookie_itself_is_written_down() -> None:
    token = seen(world.an_account().pk)
    assert token.encode() not in bytes(Device.objects.get().device_hash)


def test_two_devices_have_two_names() -> None:
    account = world.an_account()
    assert seen(account.pk) != seen(account.pk)
    assert Device.objects.count() == 2


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "é" * 40, "a\n" * 20])
def test_what_cannot_be_a_name_of_ours_is_replaced(token: str) -> None:
    given = seen(world.an_account().pk, token)
    assert given != token
    assert 32 <= len(given) <= 64


def test_it_is_forgotten_ninety_days_after_the_last_sign_in() -> None:
    account = world.an_account()
    seen(account.pk)
    token = seen(account.pk)
    seen(account.pk, token, NOW + timedelta(seconds=1))
    assert accounts.forget_devices(NOW + timedelta(days=90)) == 1
    assert accounts.forget_devices(NOW + timedelta(days=90)) == 0
    assert Device.objects.count() == 1
