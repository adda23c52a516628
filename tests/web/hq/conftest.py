"""Two people at headquarters who read English; the openings are on the calendar since Sunday evening."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from giliran.accounts.models import User
from giliran.opening.models import Opening
from tests.factories import openings, world
from tests.factories.openings import SUNDAY

Clock = Callable[[datetime], None]


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock stands on Sunday evening until it is moved; the steps that are due then are done."""
    with time_machine.travel(SUNDAY, tick=False) as traveller:

        def move(now: datetime) -> None:
            traveller.move_to(now)
            openings.tick(now)

        yield move


@pytest.fixture
def opening(db: None, clock: Clock) -> Opening:
    openings.an_office(quota=10, entitled_share=0, opening_pace=2)
    openings.tick(SUNDAY)
    return Opening.objects.get()


def signed_in(user: User) -> Client:
    client = world.sign_in(Client(), user, second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def maya(db: None) -> Client:
    return signed_in(world.staff_member("hq", None, email="maya@example.id"))


@pytest.fixture
def arif(db: None) -> Client:
    return signed_in(world.staff_member("hq", None, email="arif@example.id"))
