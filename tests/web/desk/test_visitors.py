"""Whoever came without a booking is given a name at the desk."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from giliran.accounts.models import User
from giliran.booking.models import Ticket
from giliran.onsite.models import Visit
from giliran.slots.models import Slot
from tests.factories import world
from tests.walkin import scene
from tests.walkin.scene import NINE, TUESDAY, Hall

pytestmark = pytest.mark.django_db
PLACE = "/desk/jakarta-selatan/visitors/"
BUDI = {
    "nik": world.a_nik(77, born=date(1958, 3, 2)), "kk": "3174011203180001", "full_name": "Budi Santoso",
    "birth_place": "Jakarta", "birth_date_0": "2", "birth_date_1": "3", "birth_date_2": "1958", "sex": "M",
    "street": "Jl. Tebet Raya No. 12", "village": "Tebet Barat", "province": "31", "regency": "31.74",
    "district_code": "31.74.01", "service": "new", "booklet": "PB_E_10", "purpose": "holiday",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday():  # type: ignore[no-untyped-def]
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall(priority=40)


@pytest.fixture
def cs(hall: Hall) -> Client:
    client = world.sign_in(Client(), User.objects.get(pk=hall.cs.user_id), second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def test_from_the_list_to_a_name(hall: Hall, cs: Client) -> None:
    ticket = scene.come(hall, "elderly", companion=True).walk_in.ticket
    page = cs.get(PLACE).text
    assert "P-001" in page and "with one adult" in page
    here = f"{PLACE}{ticket.public_id}/"
    assert here in page
    wrong = cs.post(here, {**BUDI, "nik": "12", "full_name": ""})
    assert wrong.status_code == 422 and "Tebet Raya" in wrong.text  # what was typed is still there
    assert Ticket.objects.get().is_provisional
    assert cs.post(here, BUDI, follow=True).redirect_chain == [(PLACE, 302)]
    assert Ticket.objects.get().full_name == "Budi Santoso"
    assert "Entered by" in cs.get(here).text
    after = cs.get(PLACE).text
    assert "Everybody has a name" in after and "Budi Santoso" in after


def test_a_pregnancy_that_does_not_hold_goes_on_in_order_of_time(hall: Hall, cs: Client) -> None:
    ticket = scene.come(hall, "pregnant").walk_in.ticket
    here = f"{PLACE}{ticket.public_id}/"
    assert "The reason holds: Pregnant" in cs.get(here).text
    person = {**BUDI, "nik": world.a_nik(5), "birth_date_0": "17", "birth_date_1": "5", "birth_date_2": "1990"}
    assert cs.post(here, person).status_code == 302
    assert Visit.objects.get().precedence == "regular"


def test_the_regions_can_be_shown_without_javascript(hall: Hall, cs: Client) -> None:
    here = f"{PLACE}{scene.come(hall).walk_in.ticket.public_id}/"
    shown = cs.post(here, {**BUDI, "show": "districts"})
    assert shown.status_code == 200 and "Tebet" in shown.text
    assert Ticket.objects.get().is_provisional


def test_the_next_priority_seat_is_booked_at_once(hall: Hall, cs: Client) -> None:
    slot = scene.seats_of(hall.office, "priority", 3, day=TUESDAY)
    here = f"{PLACE}ahead/?reason=elderly&slot={slot.pk}"
    page = cs.get(here).text
    assert "Tuesday, 24 November 2026" in page
    sent = {**BUDI, "reason": "elderly", "slot": str(slot.pk), "nonce": "n"}
    young = {**sent, "nik": world.a_nik(5), "birth_date_0": "17", "birth_date_1": "5", "birth_date_2": "1990"}
    assert "not 60 yet" in cs.post(here, young).text
    answer = cs.post(here, sent)
    ticket = Ticket.objects.get()
    assert answer.url == f"/desk/jakarta-selatan/booked/{ticket.booking.code}/"  # type: ignore[attr-defined]
    assert cs.get(answer.url).status_code == 200  # type: ignore[attr-defined]
    assert cs.post(here, sent).url == answer.url  # type: ignore[attr-defined]
    assert cs.get(f"{PLACE}ahead/?reason=open&slot={slot.pk}").status_code == 404
    assert cs.get(f"{PLACE}ahead/?reason=elderly&slot=zzz").status_code == 404


def test_other_pages_say_that_there_is_no_name_yet(hall: Hall, cs: Client) -> None:
    ticket = scene.come(hall).walk_in.ticket
    for page in ("/desk/jakarta-selatan/", f"/desk/jakarta-selatan/bookings/{ticket.booking.code}/"):
        html = cs.get(page).text
        assert f"{PLACE}{ticket.public_id}/" in html and "no name yet" in html


def test_not_for_the_gate_and_not_for_another_office(hall: Hall, cs: Client) -> None:
    other = scene.a_hall(code="bitung", id=2)
    theirs = scene.come(other, nonce="b").walk_in.ticket
    assert cs.get(f"{PLACE}{theirs.public_id}/").status_code == 404
    gate = world.sign_in(Client(), User.objects.get(pk=hall.gate.user_id), second_factor=True)
    assert gate.get(PLACE).status_code == 403
    assert Slot.objects.filter(office=hall.office, pool="priority").exists()


@pytest.mark.parametrize("people", [1, 12])
def test_as_many_questions_for_one_as_for_many(  # type: ignore[no-untyped-def]
    hall: Hall, cs: Client, people: int, django_assert_max_num_queries
) -> None:
    for n in range(people):
        scene.come(hall, nonce=f"{n}")
    cs.get(PLACE)
    with django_assert_max_num_queries(10):
        cs.get(PLACE)
