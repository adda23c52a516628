"""An office with one counter, its officer signed in there, on Monday at 09.00 WIB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from giliran.core import clock as time
from giliran.offices.models import Office
from giliran.onsite.models import Counter, Duty, Stage, Visit
from giliran.web.counter import panel
from tests.factories import catalogue, floor, world
from tests.onsite import scene
from tests.onsite.scene import NINE


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    panel.forget_shelf()
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller
    panel.forget_shelf()


@dataclass
class Desk:
    """A counter and its officer at a browser; `presses` does what a button does."""

    door: scene.Door
    counter: Counter
    duty: Duty
    client: Client
    clock: time_machine.Coordinates

    @property
    def office(self) -> Office:
        return self.door.office

    def url(self, tail: str = "") -> str:
        return f"/desk/{self.office.code}/counter/{self.counter.number}/{tail}"

    def later(self, **more: float) -> datetime:
        moment = time.now() + timedelta(**more)
        self.clock.move_to(moment)
        return moment

    def party(self, *names: str, at: datetime = NINE, **more: Any) -> list[Visit]:
        return floor.come_in(scene.a_party(self.door.slot, *(names or ("Siti",))), at=at, **more)

    def presses(self, deed: str, **sent: Any) -> Any:
        return self.client.post(self.url(f"{deed}/"), sent)

    def page(self, query: str = "") -> str:
        response = self.client.get(self.url() + query)
        assert response.status_code == 200
        return str(response.text)

    def serving(self, *names: str, kind: str = "documents") -> list[Visit]:
        """Somebody who is being served at a stage."""
        stage = Stage.objects.get(office=self.office, kind=kind)
        visits = self.party(*names, stage=stage)
        assert self.presses("call").status_code == 302
        assert self.presses("start").status_code == 302
        return visits


def state(visit: Visit) -> tuple[str, str]:
    """State, and the kind of the stage."""
    visit.refresh_from_db()
    return visit.state, visit.stage.kind if visit.stage else ""


@pytest.fixture
def desk(db: None, clock: time_machine.Coordinates) -> Desk:
    catalogue.a_catalogue()
    door = scene.a_door()
    one = floor.a_counter(door.office, 1)
    user, _by = floor.an_officer(door.office)
    duty = Duty.objects.create(counter=one, officer=user, began_at=NINE)
    client = world.sign_in(Client(), user, second_factor=True)
    client.cookies["django_language"] = "en"
    return Desk(door, one, duty, client, clock)
