"""The waiting list through the API: scoped to the account, under a key, and with the refusals of the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from giliran.booking.models import Booking
from giliran.booking.services.cancel import cancel_booking
from giliran.slots.models import Slot
from giliran.waiting.models import WaitingParty
from giliran.waiting.services.pass_on import pass_on_due
from tests.api.conftest import API, Country, a_seat_for, is_problem
from tests.factories import world
from tests.web.applicant.conftest import book_for

pytestmark = pytest.mark.django_db

LIST = f"{API}waiting"


def wish(country: Country, **changes: Any) -> dict[str, Any]:
    asked = [a_seat_for(country.people[0])]
    return {"office": country.office.code, "people": asked, "days": [f"{country.slot.date}"], **changes}


def joins(app: Client, body: dict[str, Any], key: str = "one") -> Any:
    return app.post(LIST, body, content_type="application/json", headers={"idempotency-key": key})


@pytest.fixture
def holder(country: Country) -> Booking:
    Slot.objects.update(capacity=1)
    account = world.an_account("holder@example.id")
    return book_for(account, [world.a_person(account, 50)], country.slot, country.now)


def test_an_app_joins_reads_its_rank_and_leaves(app: Client, country: Country, holder: Booking) -> None:
    made = joins(app, wish(country, windows=["A"], notice=1))
    assert made.status_code == 201
    body = made.json()
    assert (body["state"], body["windows"], body["notice"]) == ("waiting", ["A"], 1)
    assert body["ranks"] == [{"date": f"{country.slot.date}", "rank": 1, "of": 1}]
    with time_machine.travel(country.now + timedelta(seconds=1), tick=False):
        assert joins(app, wish(country, windows=["A"], notice=1)).status_code == 200
    assert is_problem(joins(app, wish(country)), 422, "key_reused")
    assert app.get(LIST).json()["items"] == [body]
    left = app.delete(f"{LIST}/{body['id']}")
    assert (left.status_code, left.json()["state"]) == (200, "left")
    assert app.delete(f"{LIST}/{body['id']}").status_code == 200


def test_a_found_place_is_declined(app: Client, country: Country, holder: Booking) -> None:
    id_ = joins(app, wish(country)).json()["id"]
    cancel_booking(booking=holder, by=world.actor_of(holder.account), now=country.now)
    pass_on_due(country.now + timedelta(minutes=61))
    found = app.get(f"{LIST}/{id_}").json()
    assert found["state"] == "found"
    assert found["booking"] is not None
    assert is_problem(app.delete(f"{LIST}/{id_}"), 409, "wait_over")
    assert app.post(f"{LIST}/{id_}/decline").json()["state"] == "declined"
    assert is_problem(app.post(f"{LIST}/{id_}/decline"), 409, "declined_already")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"days": []}, 409, "days_missing"),
        ({"days": ["2026-11-29"]}, 409, "day_unfit"),
        ({"windows": ["Z"]}, 409, "window_unfit"),
        ({"notice": 15}, 422, "invalid"),
        ({"office": "nowhere"}, 409, "office_unknown"),
        ({"people": []}, 409, "party_size"),
        ({"days": "tomorrow"}, 422, "invalid"),
        ({"hurry": True}, 422, "invalid"),
    ],
)
def test_bad_wishes_get_their_reason(
    app: Client, country: Country, changes: dict[str, Any], status: int, code: str
) -> None:
    assert is_problem(joins(app, wish(country, **changes)), status, code)
    assert WaitingParty.objects.count() == 0


def test_nobody_else_sees_or_ends_it(app: Client, stranger: Client, country: Country) -> None:
    id_ = joins(app, wish(country)).json()["id"]
    for answer in (
        stranger.get(f"{LIST}/{id_}"),
        stranger.delete(f"{LIST}/{id_}"),
        stranger.post(f"{LIST}/{id_}/decline"),
        app.get(f"{LIST}/{'0' * 16}"),
    ):
        assert is_problem(answer, 404, "not_found")


def test_a_key_is_asked_for(app: Client, country: Country) -> None:
    answer = app.post(LIST, wish(country), content_type="application/json")
    assert is_problem(answer, 400, "key_missing")
