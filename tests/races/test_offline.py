"""Doors that had no network send what they hold at the same moment: each ticket is in once, and no press is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.booking.models import Ticket
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.states import Role
from giliran.onsite.models import CheckIn, GateConflict, GateDevice, OfflinePress
from giliran.onsite.services import day_list, devices
from giliran.onsite.services.take_in import Press, take_in
from tests.factories import world
from tests.onsite.scene import NINE, Door, a_door, a_party
from tests.races import crowd

LATER = NINE + timedelta(hours=1)


def send(share: tuple[Actor, int, list[Press]]) -> list[dict[str, str]]:
    by, device_id, presses = share
    office = offices.office_by_code("jakarta-selatan")
    assert office is not None
    device = GateDevice.objects.get(id=device_id)
    return [dict(one.outcome) for one in take_in(office=office, device=device, presses=presses, by=by, now=LATER)]


def a_device(door: Door, name: str, head: Actor) -> tuple[GateDevice, str]:
    device, _ = devices.enrol(office=door.office, name=name, by=head, now=NINE)
    told = day_list.day_list(office=door.office, device=device, by=door.by, now=NINE)
    return device, told["pass"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_devices_send_the_same_tickets_many_times() -> None:
    door = a_door()
    user = world.staff_member(Role.HEAD, door.office)
    head = world.actor_of(user, roles=[(Role.HEAD, door.office.id)])
    tickets = [a_party(door.slot, f"Orang {n}")[0].public_id for n in range(6)]
    shares = []
    for name in ("one", "two"):
        device, officer = a_device(door, name, head)
        presses = [Press(f"{name}-{n}", NINE, (ticket,), officer) for n, ticket in enumerate(tickets)]
        shares += [(door.by, device.id, presses if name == "one" else presses[::-1])] * 4

    answers = crowd.all_at_once(send, shares)

    assert CheckIn.objects.filter(undone_at=None).count() == Ticket.objects.filter(state="attended").count() == 6
    assert OfflinePress.objects.count() == 12
    assert set(GateConflict.objects.values_list("code", flat=True)) == {"used"}
    assert GateConflict.objects.count() == 6
    for device in range(2):
        same = answers[device * 4 : device * 4 + 4]
        assert all(one == same[0] for one in same)
