"""A kiosk: nobody is signed in, no name is shown, and what was pressed twice is one card."""

from __future__ import annotations

import re
import socket

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from giliran.accounts.models import User
from giliran.booking.models import Ticket
from giliran.offices.states import Role
from giliran.onsite.models import CardPrinter, CheckIn, GateDevice
from giliran.walkin.models import WalkIn
from tests.factories import world
from tests.onsite import scene as doors
from tests.onsite.scene import NINE
from tests.walkin import scene
from tests.walkin.scene import Hall

pytestmark = pytest.mark.django_db
HOME = "/kiosk/jakarta-selatan/"


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall(priority=9)


@pytest.fixture
def kiosk(hall: Hall) -> Client:
    """A browser that a supervisor has enrolled on the page of the gate's devices."""
    boss = world.staff_member(Role.SUPERVISOR, hall.office)
    client = world.sign_in(Client(), boss, second_factor=True)
    answer = client.post("/gate/jakarta-selatan/devices/", {"name": "Kios 1", "is_kiosk": "on"})
    assert answer.url == HOME  # type: ignore[attr-defined]
    assert client.cookies["giliran_kiosk"]["path"] == HOME and client.cookies["giliran_kiosk"]["httponly"]
    assert "_auth_user_id" not in client.session  # whoever enrolled it is signed out
    client.cookies["django_language"] = "en"
    return client


def nonce_of(html: str) -> str:
    return re.findall(r'name="nonce" value="([0-9a-f]{32})"', html)[0]


def take(kiosk: Client, nonce: str = "n", **more: str):  # type: ignore[no-untyped-def]
    sent = {"reason": "elderly", "companion": "no", "service": "new", "nonce": nonce, **more}
    return kiosk.post(f"{HOME}walk-in/", sent)


def test_from_the_reasons_to_a_number(kiosk: Client) -> None:
    assert "I have no ticket" in kiosk.get(HOME).text
    assert f'href="{HOME}walk-in/elderly/"' in kiosk.get(f"{HOME}walk-in/").text
    assert 'name="companion" value="no"' in kiosk.get(f"{HOME}walk-in/elderly/").text
    last = kiosk.get(f"{HOME}walk-in/elderly/", {"companion": "no"}).text
    page = take(kiosk, nonce_of(last)).text
    assert "P-001" in page and "Customer service" in page and "data-prints" in page
    row = WalkIn.objects.get()
    assert (row.by, row.device, row.ticket.booking.door) == (None, GateDevice.objects.get(), "kiosk")
    again = take(kiosk, nonce_of(last)).text
    assert "P-001" in again and "data-prints" not in again
    assert Ticket.objects.count() == 1


def test_a_ticket_is_shown_and_its_card_taken(hall: Hall, kiosk: Client) -> None:
    slot = world.a_slot(hall.office)
    siti, budi = doors.a_party(slot, "Siti Rahayu", "Budi Santoso")
    page = kiosk.post(f"{HOME}look/", {"text": doors.qr_of(siti)}).text
    assert "Your ticket is valid" in page and f"Take card {siti.label}" in page and "take 2 cards" in page
    assert "Siti" not in page and "Budi" not in page and siti.nik_last4 not in page.replace(siti.public_id, "")
    done = kiosk.post(f"{HOME}in/", {"ticket": siti.public_id, "nonce": "a"}).text
    assert siti.label in done and "Siti" not in done
    assert CheckIn.objects.get().by is None
    used = kiosk.post(f"{HOME}look/", {"text": doors.qr_of(siti)}).text
    assert "Please go to an officer" in used and "used today already" in used
    both = kiosk.post(f"{HOME}look/", {"text": doors.qr_of(budi)}).text
    assert f"Take card {budi.label}" in both and "take 2" not in both


def test_what_needs_an_officer_is_sent_there_and_names_are_not_searched(hall: Hall, kiosk: Client) -> None:
    slot = world.a_slot(hall.office)
    [siti] = doors.a_party(slot, "Siti Rahayu")
    Ticket.objects.filter(pk=siti.pk).update(state="cancelled")
    assert "This booking was cancelled." in kiosk.post(f"{HOME}look/", {"text": doors.qr_of(siti)}).text
    for text in ("Siti", "zzz", "", siti.label):
        page = kiosk.post(f"{HOME}look/", {"text": text}).text
        assert "Please go to an officer" in page and "Rahayu" not in page
    assert kiosk.post(f"{HOME}in/", {"ticket": siti.public_id, "nonce": "b"}).status_code == 422


def test_a_dead_printer_says_which_number_to_write_down(hall: Hall, kiosk: Client, settings: Settings) -> None:
    settings.PRINTER_NETWORKS = ["127.0.0.0/8"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    CardPrinter.objects.create(office=hall.office, device=GateDevice.objects.get(), address=f"127.0.0.1:{port}")
    kiosk.cookies["django_language"] = "id"
    page = take(kiosk).text
    assert "Kartu tidak tercetak: catat nomor Anda P-001 dan lapor kepada petugas." in page
    assert "data-prints" not in page


def test_both_languages_and_indonesian_again_for_the_next_person(kiosk: Client) -> None:
    kiosk.post(f"{HOME}language/", {"language": "id"})
    assert "Saya tidak punya tiket" in kiosk.get(HOME).text
    kiosk.post(f"{HOME}language/", {"language": "en"})
    assert "I have no ticket" in kiosk.get(HOME).text
    kiosk.get(f"{HOME}again/")
    assert "Saya tidak punya tiket" in kiosk.get(HOME).text


def test_a_full_quota_and_a_kiosk_that_is_played_with(hall: Hall, kiosk: Client) -> None:
    for n in range(6):
        assert f"P-00{n + 1}" in take(kiosk, f"{n}").text
    assert "wait for a minute" in take(kiosk, "7").text
    with time_machine.travel(NINE.replace(minute=2), tick=False):
        for n in range(3):
            assert take(kiosk, f"late{n}").status_code == 200
        assert "used up" in take(kiosk, "late4").text
        assert "used up" in kiosk.get(f"{HOME}walk-in/").text


def test_a_browser_that_is_none_or_was_revoked_is_closed(hall: Hall, kiosk: Client) -> None:
    assert kiosk.get(f"{HOME}alive/").status_code == 204
    for closed in (Client(), world.sign_in(Client(), User.objects.get(pk=hall.gate.user_id), second_factor=True)):
        answer = closed.get(HOME)
        assert answer.status_code == 403 and "kios" in answer.text.lower()
        assert closed.post(f"{HOME}walk-in/", {"reason": "elderly"}).status_code == 403
    GateDevice.objects.update(revoked_at=NINE)
    assert kiosk.get(HOME).status_code == 403
    assert take(kiosk).status_code == 403
    assert Ticket.objects.count() == 0
    assert kiosk.get("/kiosk/nowhere/").status_code == 404


def test_a_kiosk_opens_nothing_else(kiosk: Client) -> None:
    for page in ("/gate/jakarta-selatan/", "/desk/jakarta-selatan/", "/gate/jakarta-selatan/list.json"):
        assert kiosk.get(page).status_code in (302, 403)


def test_few_questions_to_the_database(  # type: ignore[no-untyped-def]
    hall: Hall, kiosk: Client, django_assert_max_num_queries
) -> None:
    kiosk.get(f"{HOME}walk-in/")
    with django_assert_max_num_queries(12):
        kiosk.get(f"{HOME}walk-in/")
    with django_assert_max_num_queries(4):
        kiosk.get(HOME)
