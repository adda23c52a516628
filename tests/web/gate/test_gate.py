from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from giliran.accounts.models import Applicant
from giliran.audit import selectors as audit
from giliran.booking.models import Ticket
from giliran.offices.models import Assignment
from giliran.offices.states import Role
from giliran.onsite.models import CheckIn
from giliran.onsite.services import stages
from tests.factories import world
from tests.onsite.scene import MONDAY, NINE, Door, a_door, a_party, qr_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    """Monday, 09.00 WIB, in English."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def client(door: Door) -> Client:
    """Rina at her gate."""
    client = world.sign_in(Client(), door.rina, second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def url(tail: str = "", office: str = "jakarta-selatan") -> str:
    return f"/gate/{office}/{tail}"


def look(client: Client, text: str, *, scan: bool = True, htmx: bool = False) -> str:
    sent = {"text": text} | ({"how": "scan"} if scan else {})
    response = client.post(url("look/"), sent, headers=HTMX if htmx else {})
    assert response.status_code == 200
    return response.text


def press(client: Client, *tickets: Ticket, nonce: str = "n1", **more: str):  # type: ignore[no-untyped-def]
    sent = {"ticket": [one.public_id for one in tickets], "nonce": nonce, **more}
    return client.post(url("in/"), sent, headers=HTMX)


# Opening


def test_the_gate_opens_to_camera_field_and_counter(client: Client, door: Door) -> None:
    a_party(door.slot, "Siti", "Budi")
    page = client.get(url()).text
    assert '<div class="viewfinder" id="viewfinder"' in page
    assert 'name="text" autocomplete="off"' in page
    assert "of 2 expected today are in" in page


def test_one_gate_is_opened_at_once_and_several_are_offered(client: Client, door: Door) -> None:
    assert client.get("/gate/").headers["Location"] == url()
    other = world.an_office("bogor", id=2)
    Assignment.objects.create(user=door.rina, office=other, role=Role.GATE)
    page = client.get("/gate/").text
    assert url() in page
    assert url(office="bogor") in page


# Who may (every role at every address: tests/web/test_access.py)


def test_a_gate_of_another_office_stays_shut(client: Client, door: Door) -> None:
    a_door("bogor", id=2)
    assert client.get(url(office="bogor")).status_code == 403
    assert client.post(url("look/", office="bogor"), {"text": "x"}).status_code == 403


def test_without_a_second_factor_it_stays_shut(door: Door) -> None:
    plain = world.sign_in(Client(), door.rina)
    assert "/accounts/" in plain.get(url()).headers["Location"]


@pytest.mark.parametrize("page", ["look/", "in/", "undo/"])
def test_looking_at_an_address_that_only_takes_answers_leads_to_the_gate(client: Client, page: str) -> None:
    assert client.get(url(page)).headers["Location"] == url()


# Verdicts


def test_valid_with_the_whole_party_ticked(client: Client, door: Door) -> None:
    siti, budi = a_party(door.slot, "Siti", "Budi")
    page = look(client, qr_of(siti))
    assert 'data-result="valid"' in page
    assert 'data-said="Valid. A-001. Please come in."' in page
    assert page.count(" checked>") == 2
    assert f'value="{budi.public_id}" checked' in page


def test_htmx_gets_the_answer_and_the_counter_only(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    page = look(client, qr_of(siti), htmx=True)
    assert "<html" not in page
    assert page.count("data-result=") == 1
    assert 'hx-swap-oob="true"' in page


def test_attention_before_the_hour(client: Client, door: Door, monday: time_machine.Coordinates) -> None:
    [siti] = a_party(door.slot, "Siti")
    monday.move_to(NINE - timedelta(minutes=85))
    page = look(client, qr_of(siti))
    assert 'data-result="attention"' in page
    assert "Too early by 25 minutes." in page
    assert 'name="reason"' not in page


def test_far_too_early_asks_for_a_reason_and_keeps_the_verdict(
    client: Client, door: Door, monday: time_machine.Coordinates
) -> None:
    [siti] = a_party(door.slot, "Siti")
    monday.move_to(NINE - timedelta(minutes=200))
    assert 'name="reason"' in look(client, qr_of(siti))
    refused = press(client, siti, text=qr_of(siti), how="scan")
    assert refused.status_code == 422
    assert "Say why this person is let in outside their time." in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert 'data-result="admitted"' in press(client, siti, reason="Island").text


def test_attention_when_the_registry_disagreed(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    Applicant.objects.update(identity_check="mismatched")
    assert "knows Siti differently" in look(client, qr_of(siti))


def test_refused_once_used(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    press(client, siti)
    page = look(client, qr_of(siti))
    assert 'data-result="refused"' in page
    assert "Already used: at 09:00 WIB by Rina." in page
    assert "data-next data-go" in page


def test_refused_elsewhere_another_day_cancelled_and_moved(client: Client, door: Door) -> None:
    other = a_door("bogor", id=2)
    [foreign] = a_party(other.slot, "Siti")
    [early] = a_party(world.a_slot(door.office, MONDAY + timedelta(days=1)), "Budi")
    gone, moved = a_party(door.slot, "Cici")[0], a_party(door.slot, "Dedi")[0]
    Ticket.objects.filter(id=gone.id).update(state="cancelled", state_at=NINE - timedelta(days=3))
    Ticket.objects.filter(id=moved.id).update(state="moved", state_at=NINE - timedelta(days=3))
    sentences = {
        foreign: "This ticket is for Kantor Imigrasi Bogor, on Monday, 23 November 2026.",
        early: "This ticket is for Tuesday, 24 November 2026.",
        gone: "This booking was cancelled on Friday, 20 November 2026, 09:00 WIB.",
        moved: "This booking was moved to another time on Friday, 20 November 2026, 09:00 WIB.",
    }
    for ticket, sentence in sentences.items():
        page = look(client, qr_of(ticket))
        assert 'data-result="refused"' in page
        assert sentence in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("8991234567890", "This is not a Giliran ticket."),
        ("G1:AEAQAAAA", "Only part of the code was read."),
        ("<script>alert(1)</script>", "This is not a Giliran ticket."),
        ("x" * 30_000, "This is not a Giliran ticket."),
    ],
)
def test_refused_whatever_is_no_ticket(client: Client, text: str, sentence: str) -> None:
    page = look(client, text)
    assert sentence in page
    assert "<script>alert" not in page


def test_a_name_with_several_people_asks_which(client: Client, door: Door) -> None:
    [one] = a_party(door.slot, "Siti Aminah")
    [two] = a_party(door.slot, "Siti <b>Rahayu</b>")
    page = look(client, "siti", scan=False)
    assert 'data-result="found"' in page
    assert f'value="{one.booking.code}"' in page
    assert "Siti &lt;b&gt;Rahayu" in page
    assert 'data-result="valid"' in look(client, two.booking.code, scan=False)


# Letting in


def test_letting_in_without_javascript_ends_on_a_page_of_its_own(client: Client, door: Door) -> None:
    siti, budi = a_party(door.slot, "Siti", "Budi")
    sent = {"ticket": [siti.public_id], "nonce": "n7"}
    answer = client.post(url("in/"), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, url("in/n7/"))
    page = client.get(url("in/n7/")).text
    assert 'data-result="admitted"' in page
    assert "Siti" in page
    assert "Nobody ahead" in page
    budi.refresh_from_db()
    assert budi.state == "confirmed"


def test_pressing_twice_is_harmless(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    first, again = press(client, siti), press(client, siti)
    assert (first.status_code, again.status_code) == (200, 200)
    assert CheckIn.objects.count() == 1


def test_another_door_was_faster(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    press(client, siti, nonce="other")
    late = press(client, siti, text=qr_of(siti), how="scan")
    assert late.status_code == 422
    assert "Already used: at 09:00 WIB by Rina." in late.text


def test_nobody_ticked(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    page = press(client, text=qr_of(siti), how="scan")
    assert "Choose who comes in." in page.text
    assert 'data-result="valid"' in page.text


def test_everything_goes_through_the_gate_s_door_in_the_log(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    press(client, siti)
    [line] = audit.trail_of(f"booking:{siti.booking.code}")
    assert (line.event, line.door, line.actor_label) == ("gate.checked_in", "gate", "Rina")


# Taking back


def test_taking_back(client: Client, door: Door) -> None:
    [siti] = a_party(door.slot, "Siti")
    assert "Take it back" in press(client, siti).text
    sent = {"check_in": CheckIn.objects.get().id, "nonce": "n1", "undo_reason": ""}
    silent = client.post(url("undo/"), sent, headers=HTMX)
    assert silent.status_code == 422
    assert "Say why this admission is taken back." in silent.text
    done = client.post(url("undo/"), sent | {"undo_reason": "Wrong person"}, headers=HTMX)
    assert 'data-said="Taken back: A-001."' in done.text
    siti.refresh_from_db()
    assert siti.state == "confirmed"


def test_taking_back_too_late(client: Client, door: Door, monday: time_machine.Coordinates) -> None:
    [siti] = a_party(door.slot, "Siti")
    press(client, siti)
    monday.move_to(NINE + timedelta(minutes=2))
    sent = {"check_in": CheckIn.objects.get().id, "nonce": "n1", "undo_reason": "x"}
    late = client.post(url("undo/"), sent, headers=HTMX)
    assert "within one minute" in late.text
    assert "Take it back" not in client.get(url("in/n1/")).text


@pytest.mark.parametrize("check_in", ["", "x", "99999", "9" * 40])
def test_taking_back_what_is_not_there(client: Client, check_in: str) -> None:
    answer = client.post(url("undo/"), {"check_in": check_in, "undo_reason": "x"}, headers=HTMX)
    assert answer.status_code == 422


# Cost


@pytest.mark.parametrize("people", [1, 5])
def test_a_look_and_a_press_are_cheap(client: Client, door: Door, people: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    party = a_party(door.slot, *[f"Orang {n}" for n in range(people)])
    stages.set_up_stages(door.office)
    text = qr_of(party[0])
    look(client, text, htmx=True)
    with django_assert_max_num_queries(8):
        look(client, text, htmx=True)
    with django_assert_max_num_queries(21) as counted:
        press(client, *party)
    told = [query["sql"] for query in counted if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(told) <= 17, told


def test_the_page_costs_the_same_for_one_and_for_many(
    client: Client, door: Door, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    press(client, *a_party(door.slot, *[f"Orang {n}" for n in range(30)])[:20])
    with django_assert_max_num_queries(7):
        client.get(url())


def test_the_page_is_light_and_strict(client: Client) -> None:
    response = client.get(url())
    assert "'wasm-unsafe-eval'" in response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    page = response.text
    assert " style=" not in page
    assert " onclick=" not in page
    assert len(page) < 30_000
