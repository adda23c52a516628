"""Where cards come out, who says so, and what is told when they do not."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from giliran.core.errors import Refusal
from giliran.offices.states import Role
from giliran.onsite import selectors
from giliran.onsite.models import CheckIn
from giliran.onsite.printing.escpos import ASK_WHETHER_DONE
from giliran.onsite.services import devices, printing
from giliran.onsite.services.check_in import check_in
from tests.factories import world
from tests.onsite import scene
from tests.onsite.printing.test_escpos import read
from tests.onsite.printing.test_network import a_printer, until_asked
from tests.onsite.scene import NINE, Door

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.PRINTER_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def door() -> Door:
    return scene.a_door()


def supervisor(door: Door):  # type: ignore[no-untyped-def]
    user = world.staff_member(Role.SUPERVISOR, door.office)
    return world.actor_of(user, roles=[(Role.SUPERVISOR, door.office.id)])


def admitted(door: Door) -> CheckIn:
    [ticket] = scene.a_party(door.slot, "Siti")
    done = check_in(office=door.office, ticket_ids=[ticket.public_id], nonce="n", by=door.by, now=NINE)
    return selectors.check_in_by_id(door.office, done.admitted[0].pk) or done.admitted[0]


def refused(press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert str(no.value)
    return no.value


def test_a_card_with_the_tickets_own_code_comes_out_at_the_office(door: Door) -> None:
    came, got = admitted(door), []

    def serve(connection: socket.socket) -> None:
        got.append(until_asked(connection))
        connection.sendall(b"\x00")

    with a_printer(serve) as port:
        boss = supervisor(door)
        printing.set_printer(office=door.office, address=f"127.0.0.1:{port}", by=boss, now=NINE)
        told = printing.print_card(came, device=None, language="id", now=NINE, lines=("Bayar",))
    text, codes = read(got[0].removesuffix(ASK_WHETHER_DONE))
    assert told.state == "printed"
    assert codes[0] == scene.qr_of(came.ticket) and "/now/" in codes[1]
    assert came.ticket.label in text and "Bayar" in text and "Siti" not in text


def test_a_dead_printer_names_the_number(door: Door) -> None:
    came = admitted(door)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    printing.set_printer(office=door.office, address=f"127.0.0.1:{port}", by=supervisor(door), now=NINE)
    told = printing.print_card(came, device=None, language="id", now=NINE)
    assert (told.state, told.code) == ("failed", "unreachable")
    assert came.ticket.label in told.sentence


def test_half_a_card_is_none_and_silence_is_said(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    came, boss = admitted(door), supervisor(door)
    with a_printer(lambda connection: until_asked(connection) and None) as port:
        printing.set_printer(office=door.office, address=f"127.0.0.1:{port}", by=boss, now=NINE)
        half = printing.print_card(came, device=None, language="id", now=NINE)
    assert (half.state, half.code) == ("failed", "broke_off")


def test_a_device_has_its_own_and_without_one_the_browser_prints(door: Door) -> None:
    boss = supervisor(door)
    device, _secret = devices.enrol(office=door.office, name="Kios 1", by=boss, now=NINE, is_kiosk=True)
    assert printing.print_card(admitted(door), device=device, language="id", now=NINE).state == "none"
    printing.set_printer(office=door.office, address="127.0.0.2", by=boss, now=NINE)
    printing.set_printer(office=door.office, address="127.0.0.3:515", by=boss, now=NINE, device_id=device.public_id)
    assert selectors.printer_of(door.office, None) == "127.0.0.2:9100"
    assert selectors.printer_of(door.office, device) == "127.0.0.3:515"
    printing.set_printer(office=door.office, address=" ", by=boss, now=NINE, device_id=device.public_id)
    assert selectors.printer_of(door.office, device) == "127.0.0.2:9100"


def test_only_printers_in_allowed_networks_and_only_by_those_in_charge(door: Door, settings: Settings) -> None:
    boss = supervisor(door)
    no = refused(lambda: printing.set_printer(office=door.office, address="169.254.1.1", by=boss, now=NINE))
    assert (no.code, no.field) == ("printer_not_allowed_there", "address")
    printing.set_printer(office=door.office, address="127.0.0.2", by=boss, now=NINE)
    settings.PRINTER_NETWORKS = []  # the operator has changed their mind
    told = printing.print_card(admitted(door), device=None, language="id", now=NINE)
    assert (told.state, told.code) == ("failed", "printer_no_networks")
    refused(lambda: printing.set_printer(office=door.office, address="127.0.0.2", by=door.by, now=NINE))


def test_a_kiosk_is_no_gate_device_and_the_other_way_round(door: Door) -> None:
    boss = supervisor(door)
    kiosk, secret = devices.enrol(office=door.office, name="Kios", by=boss, now=NINE, is_kiosk=True)
    assert devices.recognise(office=door.office, secret=secret, now=NINE) is None
    assert devices.recognise(office=door.office, secret=secret, now=NINE, is_kiosk=True) == kiosk
