"""Without a ticket at the gate: at most four presses, and the card."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from giliran.accounts.models import User
from giliran.booking.models import Ticket
from giliran.slots.models import Slot
from giliran.walkin.models import WalkIn
from tests.factories import world
from tests.walkin import scene
from tests.walkin.scene import NINE, TUESDAY, Hall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall()


def signed_in(by: int | None, language: str = "en") -> Client:
    client = world.sign_in(Client(), User.objects.get(pk=by), second_factor=True)
    client.cookies["django_language"] = language
    return client


@pytest.fixture
def gate(hall: Hall) -> Client:
    return signed_in(hall.gate.user_id)


def url(tail: str = "") -> str:
    return f"/gate/jakarta-selatan/{tail}"


def nonce_of(html: str) -> str:
    return re.findall(r'name="nonce" value="([0-9a-f]{32})"', html)[0]


def test_four_presses_to_the_card(gate: Client) -> None:
    assert 'href="/gate/jakarta-selatan/walk-in/"' in gate.get(url()).text  # one
    reasons = gate.get(url("walk-in/")).text
    assert 'href="/gate/jakarta-selatan/walk-in/elderly/"' in reasons and "2 seats left today" in reasons  # two
    who = gate.get(url("walk-in/elderly/")).text
    assert 'name="companion" value="yes"' in who and 'method="get"' in who  # three
    what = gate.get(url("walk-in/elderly/"), {"companion": "yes"}).text
    assert 'method="post"' in what and 'name="service" value="new"' in what  # four
    sent = {"reason": "elderly", "companion": "yes", "service": "new", "nonce": nonce_of(what)}
    answer = gate.post(url("walk-in/"), sent)
    row = WalkIn.objects.get()
    assert (row.reason, row.companion, row.ticket.booking.door) == ("elderly", True, "gate")
    assert re.fullmatch(r"/gate/jakarta-selatan/cards/\d+/\?print=1", answer.url)  # type: ignore[attr-defined]
    card = gate.get(answer.url).text  # type: ignore[attr-defined]
    assert "P-001" in card and "You are next" in card and "data-print-now" in card
    again = gate.post(url("walk-in/"), sent)
    assert "print=1" not in again.url  # type: ignore[attr-defined]
    assert Ticket.objects.count() == 1


def test_a_card_is_handed_back_from_its_page_or_by_scanning_it(hall: Hall, gate: Client) -> None:
    entered = scene.come(hall)
    ticket = entered.walk_in.ticket
    button = f'name="ticket" value="{ticket.public_id}"'
    assert button in gate.get(url(f"cards/{entered.check_in.pk}/")).text
    seen = gate.post(url("look/"), {"text": "P-001"}).text
    assert button in seen and "Card handed back" in seen
    done = gate.post(url("hand-back/"), {"ticket": ticket.public_id})
    assert "P-001" in done.text and "the seat is free" in done.text
    assert gate.post(url("hand-back/"), {"ticket": "nonsense"}).status_code == 422
    assert button not in gate.post(url("look/"), {"text": "P-001"}).text


def test_a_child_and_express_have_their_own_questions(gate: Client) -> None:
    scene.an_express_fee()
    child = gate.get(url("walk-in/child/")).text
    assert 'name="companion" value="yes"' in child and 'name="service" value="child"' in child
    assert 'name="service" value="new"' not in child
    express = gate.get(url("walk-in/express/")).text
    assert 'method="get"' in express
    booklets = gate.get(url("walk-in/express/"), {"service": "new"}).text
    assert "Rp1.950.000 in all" in booklets or "Rp 1.950.000 in all" in booklets.replace("\xa0", " ")
    sent = {"reason": "express", "service": "new", "booklet": "PB_E_10", "nonce": nonce_of(booklets)}
    card = gate.get(gate.post(url("walk-in/"), sent).url).text  # type: ignore[attr-defined]
    assert "X-001" in card and "payment code" in card


def test_a_full_pool_says_when_next_and_offers_it_to_those_who_may_book(hall: Hall, gate: Client) -> None:
    slot = scene.seats_of(hall.office, "priority", 3, day=TUESDAY)
    Slot.objects.filter(pool="priority", date=scene.MONDAY).update(taken=2)
    page = gate.get(url("walk-in/")).text
    assert "The priority quota of today is used up. Next: Tuesday, 24 November 2026, 08:00 WIB" in page
    assert "Customer service can book this time at once." in page
    link = f'href="/desk/jakarta-selatan/visitors/ahead/?reason=elderly&amp;slot={slot.pk}"'
    assert link not in page
    cs = signed_in(hall.cs.user_id)
    assert link in cs.get(url("walk-in/")).text
    sent = {"reason": "elderly", "companion": "no", "service": "new", "nonce": "n"}
    refused = cs.post(url("walk-in/"), sent)
    assert refused.status_code == 422 and refused.text.count(link) >= 2
    assert Ticket.objects.count() == 0


def test_in_indonesian(hall: Hall) -> None:
    page = signed_in(hall.gate.user_id, "id").get(url("walk-in/")).text
    assert "Tanpa tiket" in page and "Sisa 2 kursi hari ini" in page


def test_somebody_else_does_not_get_in(hall: Hall) -> None:
    client = world.sign_in(Client(), world.an_account("siti@example.id"))
    assert client.get(url("walk-in/")).status_code == 403
    assert client.post(url("walk-in/"), {"reason": "elderly"}).status_code == 403
    assert signed_in(hall.gate.user_id).get(url("walk-in/rich/")).status_code == 404


def test_few_questions_to_the_database(gate: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    gate.get(url("walk-in/"))
    with django_assert_max_num_queries(12):
        gate.get(url("walk-in/"))
    with django_assert_max_num_queries(12):
        gate.get(url("walk-in/elderly/"), {"companion": "no"})
