"""Moving and cancelling through the API: once, whole, and with the same refusals as on pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import invariants
from giliran.slots.models import Slot
from tests.api.conftest import API, Country, an_app, book, is_problem
from tests.factories import world

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def there(country: Country) -> Slot:
    return world.a_slot(country.office, TUESDAY)


@pytest.fixture
def code(country: Country, app: Client) -> str:
    """Two people on Monday."""
    return str(book(app, country.party(*country.people)).json()["code"])


def send(client: Client, code: str, what: str, body: dict[str, Any], key: str = "move-1") -> HttpResponse:
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    return client.post(f"{API}bookings/{code}/{what}", body, content_type="application/json", **headers)


def shown(client: Client, code: str) -> dict[str, Any]:
    return dict(client.get(f"{API}bookings/{code}").json())


def states(booking: dict[str, Any]) -> list[str]:
    return [one["state"] for one in booking["tickets"]]


def test_a_visit_is_moved(app: Client, code: str, there: Slot) -> None:
    answer = send(app, code, "reschedule", {"slot": there.pk})
    new, old = answer.json(), shown(app, code)
    assert (answer.status_code, new["date"], states(new)) == (201, "2026-11-24", ["confirmed", "confirmed"])
    assert (new["moved_from"], new["moved_to"], old["moved_to"]) == (code, None, new["code"])
    assert (states(old), {one["qr"] for one in old["tickets"]}) == (["moved", "moved"], {None})
    assert list(invariants.broken()) == []


def test_the_same_key_moves_once(country: Country, app: Client, code: str, there: Slot) -> None:
    first = send(app, code, "reschedule", {"slot": there.pk})
    with time_machine.travel(country.now + timedelta(seconds=1), tick=False):
        again = send(app, code, "reschedule", {"slot": there.pk})
        other = send(app, code, "reschedule", {"slot": world.a_slot(country.office, letter="B").pk})
    assert (again.status_code, again.json()) == (200, first.json())
    assert is_problem(other, 422, "key_reused")
    assert is_problem(send(app, code, "reschedule", {"slot": there.pk}, "another"), 409, "moved_already")
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(("key", "refused"), [("", "key_missing"), ("a b", "key_too_long")])
def test_moving_needs_a_key(app: Client, code: str, there: Slot, key: str, refused: str) -> None:
    assert is_problem(send(app, code, "reschedule", {"slot": there.pk}, key), 400, refused)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"taken": 19}, "full"),
        ({"taken": 20, "returning": 5}, "returning"),
        ({"state": "closed"}, "closed"),
        ({"state": "draft"}, "not_open"),
        ({"reserved_for": "opening:1"}, "reserved"),
        ({"starts_at": datetime.fromisoformat("2026-11-22T00:00:00+00:00")}, "past"),
    ],
)
def test_a_seat_that_is_not_to_be_had_offers_others_at_the_office(
    country: Country, app: Client, code: str, there: Slot, changes: dict[str, Any], refused: str
) -> None:
    Slot.objects.filter(pk=there.pk).update(**changes)
    other = world.a_slot(country.office, date(2026, 11, 25))
    answer = send(app, code, "reschedule", {"slot": there.pk})
    assert is_problem(answer, 409, refused)
    assert [one["slot"] for one in answer.json()["alternatives"]] == [other.pk]
    assert states(shown(app, code)) == ["confirmed", "confirmed"]


def test_what_is_no_move(country: Country, app: Client, code: str, there: Slot) -> None:
    same = Slot.objects.exclude(pk=there.pk).get()
    elsewhere = world.a_slot(world.an_office("bogor", id=2, quota=None), TUESDAY)
    for slot, refused in ((same.pk, "same_time"), (elsewhere.pk, "other_office"), (999_999, "unknown_slot")):
        assert is_problem(send(app, code, "reschedule", {"slot": slot}), 409, refused)
    with time_machine.travel(country.now + timedelta(hours=4), tick=False):  # Monday, 00:00 in Jakarta
        assert is_problem(send(app, code, "reschedule", {"slot": there.pk}), 409, "move_too_late")


def test_a_third_time_is_too_often(country: Country, app: Client, code: str, there: Slot) -> None:
    new = send(app, code, "reschedule", {"slot": there.pk}).json()["code"]
    back = world.a_slot(country.office, date(2026, 11, 25))
    assert is_problem(send(app, new, "reschedule", {"slot": back.pk}, "again"), 409, "moved_once")


def test_all_or_some_are_cancelled(app: Client, code: str) -> None:
    first = shown(app, code)["tickets"][0]["id"]
    assert states(send(app, code, "cancel", {"tickets": [first]}, "").json()) == ["cancelled", "confirmed"]
    assert states(send(app, code, "cancel", {}, "").json()) == ["cancelled", "cancelled"]
    assert is_problem(send(app, code, "cancel", {}, ""), 409, "cancelled_already")
    for file in ("ticket.pdf", "calendar.ics"):
        assert is_problem(app.get(f"{API}bookings/{code}/{file}"), 404, "not_found")


def test_after_check_in_and_after_the_start_it_is_too_late(country: Country, app: Client, code: str) -> None:
    Ticket.objects.update(state="attended")
    assert is_problem(send(app, code, "cancel", {}), 409, "attended_already")
    Ticket.objects.update(state="confirmed")
    with time_machine.travel(Slot.objects.get().starts_at, tick=False):
        assert is_problem(send(app, code, "cancel", {}), 409, "visit_begun")


@pytest.mark.parametrize("tickets", [[], ["0123456789abcdef"]])
def test_nobody_chosen(app: Client, code: str, tickets: list[str]) -> None:
    assert is_problem(send(app, code, "cancel", {"tickets": tickets}), 422, "nobody_chosen")


@pytest.mark.parametrize("what", ["cancel", "reschedule"])
def test_somebody_elses_visit_is_not_there(nobody: Client, stranger: Client, code: str, there: Slot, what: str) -> None:
    assert is_problem(send(nobody, code, what, {"slot": there.pk}), 401, "not_signed_in")
    body = {"slot": there.pk} if what == "reschedule" else {}
    for asked in (code, "AAA-AAA-AAA", "K7MPQ2X9B"):
        assert is_problem(send(stranger, asked, what, body), 404, "not_found")
    assert set(Ticket.objects.values_list("state", flat=True)) == {"confirmed"}


def test_customer_service_says_why_and_the_gate_may_not(country: Country, app: Client, code: str, there: Slot) -> None:
    gate = an_app(world.staff_member("gate", country.office), second_factor=True)
    desk = an_app(world.staff_member("cs", country.office), second_factor=True)
    assert is_problem(send(gate, code, "cancel", {}), 403, "forbidden")
    assert is_problem(send(desk, code, "reschedule", {"slot": there.pk}), 422, "reason_needed")
    assert send(desk, code, "reschedule", {"slot": there.pk, "reason": "Telepon"}).status_code == 201
    assert Event.objects.get(event="booking.moved").data["reason"] == "Telepon"
