from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from giliran.onsite.services import call
from tests.factories import floor
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db
BOARD = "/board/jakarta-selatan/"


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def called(door: Door, *names: str, counter: int = 3) -> None:
    """They came together, and are called to a counter of their own."""
    floor.come_in(a_party(door.slot, *names), at=NINE - timedelta(minutes=5))
    duty, by = floor.on_duty(floor.a_counter(door.office, counter), NINE)
    call.call_next(duty=duty, by=by, now=NINE)


def words(page: str) -> str:
    return " ".join(page.split())


def test_the_board_names_label_counter_and_stage_and_nobody(client: Client) -> None:
    called(a_door(), "Siti", "Budi")
    page = words(client.get(BOARD).text)
    assert '<strong class="label">A-001</strong><strong class="label">A-002</strong>' in page
    assert '<strong id="board-counter">3</strong>' in page
    assert "Customer service" in page
    assert not any(name in page for name in ("Siti", "Budi", "Rina"))


def test_the_five_before_stand_below(client: Client) -> None:
    door = a_door()
    for number in range(1, 9):
        called(door, f"P{number}", counter=number)
    page = words(client.get(BOARD).text)
    assert '<p class="board__labels" id="board-labels"><strong class="label">A-008</strong></p>' in page
    before = page.partition('<ol id="board-before">')[2].partition("</ol>")[0]
    assert [f"A-00{number}" in before for number in range(1, 9)] == [False] * 2 + [True] * 5 + [False]


def test_before_anybody_is_called(client: Client) -> None:
    a_door()
    page = words(client.get(BOARD).text)
    assert "Nobody has been called yet today" in page
    assert 'aria-live="polite" aria-atomic="true" data-people="0" data-long="" hidden>' in page


def test_yesterday_is_over(client: Client) -> None:
    called(a_door(), "Siti")
    with time_machine.travel(NINE + timedelta(hours=17), tick=False):
        assert client.get(f"{BOARD}calls.json").json()["calls"] == []


def test_its_address_sets_it(client: Client) -> None:
    a_door()
    page = client.get(f"{BOARD}?voice=id-en&stages=1&language=id")
    assert page.headers["Content-Language"] == "id"
    assert '<html lang="id"' in page.text
    assert '<option value="id-en" selected>' in page.text
    assert '"set": {"voice": "id-en", "stages": true, "language": "id"}' in page.text
    assert client.get(f"{BOARD}?voice=loud&language=xx").status_code == 200


def test_without_javascript_or_modules_it_comes_anew_by_itself(client: Client) -> None:
    a_door()
    page = client.get(BOARD).text
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page
    assert "nomodule" in page


def test_the_document_is_not_sent_again_unchanged(client: Client) -> None:
    door = a_door()
    called(door, "Siti")
    first = client.get(f"{BOARD}calls.json")
    assert [one["labels"] for one in first.json()["calls"]] == [["A-001"]]
    tag = first.headers["ETag"]
    again = client.get(f"{BOARD}calls.json", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    called(door, "Budi", counter=4)
    assert client.get(f"{BOARD}calls.json", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}calls.json"])
def test_no_such_office(client: Client, address: str) -> None:
    assert client.get(address.replace("jakarta-selatan", "atlantis")).status_code == 404


@pytest.mark.parametrize("people", [1, 8])
def test_it_is_cheap_and_never_kept(client: Client, people: int, django_assert_num_queries: Any) -> None:
    door = a_door()
    for number in range(1, people + 1):
        called(door, f"P{number}", counter=number)
    with django_assert_num_queries(4):
        response = client.get(BOARD)
    assert response.headers["Cache-Control"] == "no-store"
