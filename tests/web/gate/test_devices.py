"""Enrolling a browser, what it is given for a time without a network, what it sends afterwards, and who decides."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.offices.states import Role
from giliran.onsite.models import CheckIn, GateConflict, GateDevice
from tests.factories import world
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    """Monday, 09.00 WIB, in English."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def door() -> Door:
    return a_door()


def at(user: Any) -> Client:
    client = world.sign_in(Client(), user, second_factor=True)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def head(door: Door) -> Client:
    return at(world.staff_member(Role.HEAD, door.office))


@pytest.fixture
def tablet(door: Door, head: Client) -> Client:
    """Rina at a browser that the head has enrolled."""
    head.post(url("devices/"), {"name": "Tablet 1"})
    rina = at(door.rina)
    rina.cookies["giliran_gate"] = head.cookies["giliran_gate"].value
    return rina


def url(tail: str = "", office: str = "jakarta-selatan") -> str:
    return f"/gate/{office}/{tail}"


def press(*tickets: Ticket, officer: str, nonce: str = "n1", **more: Any) -> dict[str, Any]:
    ids = [one.public_id for one in tickets]
    return {"nonce": nonce, "tickets": ids, "at": NINE.timestamp() * 1000, "officer": officer, **more}


def send(client: Client, *presses: Any) -> Any:
    return client.post(url("sync/"), json.dumps({"presses": presses}), content_type="application/json")


def listed(client: Client) -> Any:
    return client.get(url("list.json")).json()["list"]


# Devices


def test_a_browser_is_enrolled_by_whoever_is_in_charge(head: Client, door: Door) -> None:
    assert "No device is enrolled yet" in head.get(url("devices/")).text
    response = head.post(url("devices/"), {"name": "Tablet 1"}, follow=True)
    assert "This browser is now the gate device Tablet 1." in response.text
    assert "(this browser)" in response.text
    assert 'name="name"' not in response.text
    cookie = head.cookies["giliran_gate"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", url())
    assert len(cookie.value) == 43


@pytest.mark.parametrize(("name", "words"), [("", "Fill in: Name of this device"), ("Tablet 1", "has this name")])
def test_a_name_that_is_missing_or_taken_is_said_at_its_field(
    tablet: Client, head: Client, name: str, words: str
) -> None:
    del head.cookies["giliran_gate"]
    page = head.post(url("devices/"), {"name": name})
    assert page.status_code == 422
    assert words in page.text
    assert "giliran_gate" not in head.cookies


def test_a_browser_that_has_not_sent_its_queue_is_not_enrolled_anew(head: Client, door: Door) -> None:
    refused = head.post(url("devices/"), {"name": "Tablet 1", "waiting": "3"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["give_up"])
    assert "3 presses of this browser have not been sent yet" in refused.text
    assert 'name="give_up"' in refused.text and 'value="Tablet 1"' in refused.text
    assert not GateDevice.objects.exists()


def test_somebody_in_charge_may_give_it_up_which_goes_on_record(head: Client, door: Door) -> None:
    done = head.post(url("devices/"), {"name": "Tablet 1", "waiting": "3", "give_up": "on"}, follow=True)
    assert "data-given-up" in done.text
    assert Event.objects.get(event="gate.device_enrolled").data == {"name": "Tablet 1", "given_up": 3}
    assert "data-given-up" not in head.get(url("devices/")).text


def test_a_device_is_revoked_after_a_question(tablet: Client, head: Client) -> None:
    there = url(f"devices/{GateDevice.objects.get().public_id}/revoke/")
    assert "Revoke Tablet 1?" in head.get(there).text
    assert "Tablet 1 was revoked." in head.post(there, follow=True).text
    assert head.get(there).headers["Location"] == url("devices/")
    assert tablet.get(url("list.json")).json()["code"] == "device_revoked"


def test_the_page_of_devices_asks_as_little_for_many(
    tablet: Client, head: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        head.post(url("devices/"), {"name": f"Tablet {number + 2}"})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert head.get(url("devices/")).text.count("Revoke<") == 6


# The list


def test_the_list_is_for_enrolled_devices_only(tablet: Client, door: Door) -> None:
    a_party(door.slot, "Siti")
    response = tablet.get(url("list.json"))
    assert [one["label"] for one in response.json()["list"]["tickets"]] == ["A-001"]
    assert response.headers["Giliran-Now"] == str(int(NINE.timestamp() * 1000))
    assert response.headers["Cache-Control"] == "no-store"
    other = at(door.rina).get(url("list.json"))
    assert (other.status_code, other.json()["code"]) == (409, "not_enrolled")


def test_a_list_that_is_the_same_is_not_sent_again(tablet: Client, door: Door, monday: Any) -> None:
    [siti] = a_party(door.slot, "Siti")
    etag = tablet.get(url("list.json")).headers["ETag"]
    monday.move_to(NINE + timedelta(minutes=1))
    again = tablet.get(url("list.json"), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Giliran-Now"] == str(int(NINE.timestamp() * 1000) + 60_000)
    Ticket.objects.filter(id=siti.id).update(state="cancelled")
    assert tablet.get(url("list.json"), headers={"If-None-Match": etag}).status_code == 200


def test_the_list_asks_as_little_for_many(
    tablet: Client, door: Door, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        a_party(door.slot, f"Siti {number}", f"Budi {number}")
    tablet.get(url("list.json"))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(listed(tablet)["tickets"]) == 16


def test_the_page_that_is_kept_shows_nobody(tablet: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti Aminah")
    tablet.post(url("in/"), {"ticket": siti.public_id, "nonce": "n"})
    assert "Siti Aminah" in tablet.get(url()).text
    kept = tablet.get(url("shell/"))
    assert kept.status_code == 200
    assert "Siti Aminah" not in kept.text
    assert "csrfmiddlewaretoken" not in kept.text
    assert "Rina" not in kept.text


def test_the_gate_is_an_app_of_its_own(tablet: Client) -> None:
    told = tablet.get(url("app.webmanifest"))
    assert told.headers["Content-Type"] == "application/manifest+json"
    assert (told.json()["start_url"], told.json()["display"]) == (url(), "standalone")


# Sending


def test_presses_come_in_and_are_answered_by_nonce(tablet: Client, door: Door) -> None:
    [siti], [budi] = a_party(door.slot, "Siti"), a_party(door.slot, "Budi")
    Ticket.objects.filter(id=budi.id).update(state="cancelled")
    officer = listed(tablet)["pass"]
    sent = [press(siti, officer=officer), press(budi, officer=officer, nonce="n2")]
    first = send(tablet, *sent).json()
    assert first == {"answers": {"n1": {"A-001": "admitted"}, "n2": {"A-002": "cancelled"}}}
    assert send(tablet, *sent).json() == first
    assert (CheckIn.objects.count(), GateConflict.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": ""},
        {"nonce": 7},
        {"tickets": []},
        {"tickets": ["x"]},
        {"tickets": None},
        {"at": "now"},
        {"at": -1},
        {"at": 1e300},
        {"at": float("nan")},
        {"at": True},
    ],
)
def test_what_is_no_press_is_not_answered_and_stops_nobody_else(tablet: Client, door: Door, change: Any) -> None:
    [siti] = a_party(door.slot, "Siti")
    officer = listed(tablet)["pass"]
    good, bad = press(siti, officer=officer), press(siti, officer=officer, nonce="bad") | change
    assert list(send(tablet, bad, good).json()["answers"]) == ["n1"]


@pytest.mark.parametrize(
    "body", ["", "[]", "7", "{}", '{"presses": 7}', '{"presses": [7]}', '{"presses": null}', "\xff"]
)
def test_what_is_no_batch_is_refused(tablet: Client, body: str) -> None:
    response = tablet.post(url("sync/"), body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "unreadable")


def test_a_browser_that_is_no_device_sends_nothing(door: Door) -> None:
    assert send(at(door.rina)).status_code == 409
    assert at(door.rina).get(url("sync/")).status_code == 405


# Deciding


def test_cases_are_decided_with_a_reason(tablet: Client, head: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    officer = listed(tablet)["pass"]
    tablet.post(url("in/"), {"ticket": siti.public_id, "nonce": "online"})
    send(tablet, press(siti, officer=officer))
    assert "1 case to decide" in head.get(url()).text
    assert "case to decide" not in tablet.get(url()).text
    page = head.get(url("conflicts/")).text
    for words in ("Two doors let this ticket in.", "Siti", "Tablet 1", "Rina", "counts once"):
        assert words in page
    one = GateConflict.objects.get()
    again = head.post(url(f"conflicts/{one.pk}/"), {"decision": "stands"})
    assert again.status_code == 422
    assert "Fill in: Reason of the decision" in again.text
    done = head.post(
        url(f"conflicts/{one.pk}/"), {"decision": "stands", f"{one.pk}-reason": "Same person"}, follow=True
    )
    assert "Decided: it stands." in done.text
    assert "Same person" in done.text
    late = head.post(url(f"conflicts/{one.pk}/"), {"decision": "back", f"{one.pk}-reason": "No"})
    assert "Somebody has decided this already." in late.text


def test_the_page_of_cases_asks_as_little_for_many(
    tablet: Client, head: Client, door: Door, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    officer = listed(tablet)["pass"]
    for number in range(6):
        [one] = a_party(door.slot, f"Siti {number}")
        Ticket.objects.filter(id=one.id).update(state="cancelled")
        send(tablet, press(one, officer=officer, nonce=f"n{number}"))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert head.get(url("conflicts/")).text.count("The booking had been cancelled.") == 6
