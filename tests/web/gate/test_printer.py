"""A supervisor sets a printer; the gate sends cards there and says what became of them."""

from __future__ import annotations

import socket

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from giliran.accounts.models import User
from giliran.offices.states import Role
from giliran.onsite.models import CardPrinter, CheckIn
from tests.factories import world
from tests.onsite.printing.test_network import a_printer, until_asked
from tests.walkin import scene
from tests.walkin.scene import NINE, Hall

pytestmark = pytest.mark.django_db
GATE = "/gate/jakarta-selatan/"


@pytest.fixture(autouse=True)
def monday(settings: Settings):  # type: ignore[no-untyped-def]
    settings.PRINTER_NETWORKS = ["127.0.0.0/8"]
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall()


def signed_in(pk: int | None) -> Client:
    client = world.sign_in(Client(), User.objects.get(pk=pk), second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def test_set_corrected_and_taken_away(hall: Hall) -> None:
    boss = signed_in(world.staff_member(Role.SUPERVISOR, hall.office).pk)
    wrong = boss.post(f"{GATE}printer/", {"address": "printer.local"})
    assert wrong.status_code == 422 and "printer.local" in wrong.text and "in numbers" in wrong.text
    assert boss.post(f"{GATE}printer/", {"address": "127.0.0.5"}).status_code == 302
    assert CardPrinter.objects.get().address == "127.0.0.5:9100"
    assert "127.0.0.5:9100" in boss.get(f"{GATE}printer/").text
    assert boss.post(f"{GATE}printer/", {"address": ""}).status_code == 302
    assert not CardPrinter.objects.exists()


def test_a_walk_ins_card_comes_out_there_and_a_dead_printer_is_told(hall: Hall) -> None:
    gate = signed_in(hall.gate.user_id)
    sent = {"reason": "elderly", "companion": "no", "service": "new", "nonce": "a"}

    def serve(connection: socket.socket) -> None:
        until_asked(connection)
        connection.sendall(b"\x00")

    with a_printer(serve) as port:
        CardPrinter.objects.create(office=hall.office, address=f"127.0.0.1:{port}")
        answer = gate.post(f"{GATE}walk-in/", sent, follow=True)
    assert "The card is printed" in answer.text and "data-print-now" not in answer.text
    [came] = CheckIn.objects.all()
    told = gate.post(f"{GATE}cards/{came.pk}/print/", follow=True).text
    assert "write down your number P-001" in told  # nobody listens there any more
