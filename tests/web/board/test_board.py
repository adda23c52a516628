from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from giliran.onsite.services.check_in import check_in
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def let_in(door: Door, *names: str) -> None:
    party = [one.public_id for one in a_party(door.slot, *names)]
    check_in(office=door.office, ticket_ids=party, nonce="n", by=door.by, now=NINE)


def test_the_board_names_labels_and_nobody(client: Client) -> None:
    door = a_door()
    let_in(door, "Siti", "Budi", "Cici")
    page = client.get("/board/jakarta-selatan/").text
    assert [page.count(label) for label in ("A-003</strong>", "A-002</strong>", "A-001</strong>")] == [1, 1, 1]
    assert not any(name in page for name in ("Siti", "Budi", "Cici", "Rina"))
    assert "09:00 WIB" in page


def test_before_anybody_has_come(client: Client) -> None:
    a_door()
    assert "Nobody is in yet today" in client.get("/board/jakarta-selatan/").text


def test_it_asks_for_what_changes_every_five_seconds(client: Client) -> None:
    let_in(a_door(), "Siti")
    assert 'hx-trigger="every 5s"' in client.get("/board/jakarta-selatan/").text
    part = client.get("/board/jakarta-selatan/", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "data-state=" in part


def test_no_such_office(client: Client) -> None:
    assert client.get("/board/atlantis/").status_code == 404


def test_it_is_cheap_and_never_kept(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    let_in(a_door(), *"ABCDEFGH")
    with django_assert_num_queries(3):
        response = client.get("/board/jakarta-selatan/", headers={"HX-Request": "true"})
    assert response.headers["Cache-Control"] == "no-store"
