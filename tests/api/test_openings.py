"""Openings and entries through the API: scoped to the account, whole, and with the refusals of the pages."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giliran.accounts.models import Applicant
from giliran.catalogue import selectors as catalogue
from giliran.opening import passes
from giliran.opening.models import Entry, Opening
from giliran.slots.models import Slot
from tests.api.conftest import API, an_app, is_problem
from tests.api.conftest import a_seat_for as seat
from tests.factories import openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, THURSDAY_20

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Entries are being taken; `turns` unless a test asks for something else."""
    with time_machine.travel(MONDAY_9, tick=False):
        yield openings.an_opening(**{"entitled_share": 0, **getattr(request, "param", {})})
    catalogue.forget_rules()


@pytest.fixture
def people(opening: Opening) -> list[Applicant]:
    """Siti's, and Budi's is the last."""
    siti = world.an_account()
    return [world.a_person(siti, 0), world.a_person(siti, 1), world.a_person(world.an_account("budi@example.id"), 2)]


@pytest.fixture
def siti(people: list[Applicant]) -> Client:
    return an_app(people[0].account)


@pytest.fixture
def budi(people: list[Applicant]) -> Client:
    return an_app(people[2].account)


@pytest.fixture
def nobody() -> Client:
    return Client(headers={"accept-language": "en"})


def url(opening: Opening, *rest: str) -> str:
    return "/".join([f"{API}openings/{opening.pk}/entries", *rest])


def enter(client: Client, opening: Opening, *people: Applicant, key: str = "key-1", **changes: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"people": [seat(one) for one in people], **changes}
    return client.post(url(opening), body, content_type="application/json", headers=headers)


def test_openings_are_there_for_everybody(opening: Opening, nobody: Client) -> None:
    listed = nobody.get(f"{API}openings", {"office": "jakarta-selatan"}).json()
    shown = listed["items"][0]
    assert (shown["id"], shown["method"], shown["phase"], shown["takes_entries"]) == (
        opening.pk, "turns", "gathering", True,
    )  # fmt: skip
    assert (shown["office"]["id"], shown["first_date"], shown["opens_at"], shown["seats"], shown["entries"]) == (
        "jakarta-selatan", "2026-11-30", "2026-11-27T14:00:00+07:00", 100, 0,
    )  # fmt: skip
    assert shown["commitment"] == opening.commitment
    detail = nobody.get(f"{API}openings/{opening.pk}").json()
    assert {name: detail[name] for name in shown} == shown
    assert (len(detail["slots"]), {one["left"] for one in detail["slots"]}) == (10, {10})


@pytest.mark.parametrize("office", ["atlantis", "%", "x" * 80, "' or 1"])
def test_an_office_that_is_not_there_has_no_openings(opening: Opening, nobody: Client, office: str) -> None:
    assert nobody.get(f"{API}openings", {"office": office}).json()["count"] == 0


@pytest.mark.parametrize("id_", ["999999", "0", "-1", "x", "9" * 40])
def test_an_opening_that_is_not_there(opening: Opening, siti: Client, id_: str) -> None:
    assert is_problem(siti.get(f"{API}openings/{id_}"), 404, "not_found")
    assert is_problem(siti.get(f"{API}openings/{id_}/entries"), 404, "not_found")


def test_a_party_enters(opening: Opening, people: list[Applicant], siti: Client) -> None:
    answer = enter(siti, opening, *people[:2])
    shown = answer.json()
    entry = Entry.objects.get()
    assert answer.status_code == 201
    assert (shown["id"], shown["opening"], shown["created_at"]) == (
        entry.public_id, opening.pk, "2026-11-23T09:00:00+07:00",
    )  # fmt: skip
    assert [(one["applicant"], one["nik_last4"], one["purpose"]) for one in shown["people"]] == [
        (str(one.public_id), one.nik_last4, "holiday") for one in people[:2]
    ]
    assert shown["turn"] == {"has_come": False, "people_before": None, "expected_at": None}
    assert (shown["class"], shown["losses"], shown["is_late"], shown["outcome"]) == (1, 0, False, "")
    assert siti.get(url(opening, entry.public_id)).json() == shown
    assert siti.get(url(opening)).json()["items"] == [shown]
    assert (entry.door, entry.in_roll) == ("api", True)


def test_the_same_key_gives_the_same_entry(opening: Opening, people: list[Applicant], siti: Client) -> None:
    first = enter(siti, opening, people[0])
    with time_machine.travel(MONDAY_9 + timedelta(seconds=1), tick=False):
        again = enter(siti, opening, people[0])
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert is_problem(enter(siti, opening, people[1]), 422, "key_reused")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(("key", "code"), [("", "key_missing"), ("k" * 65, "key_too_long"), ("a b", "key_too_long")])
def test_an_entry_needs_a_key(opening: Opening, people: list[Applicant], siti: Client, key: str, code: str) -> None:
    assert is_problem(enter(siti, opening, people[0], key=key), 400, code)
    assert not Entry.objects.exists()


def test_refusals_name_the_people_they_are_about(opening: Opening, people: list[Applicant], siti: Client) -> None:
    enter(siti, opening, people[0])
    refused = enter(siti, opening, people[1], people[0], key="key-2")
    assert is_problem(refused, 409, "already_entered")
    assert refused.json()["people"] == [1]
    assert is_problem(enter(siti, opening, people[2], key="key-3"), 409, "unknown_person")
    assert is_problem(enter(siti, opening, key="key-4"), 409, "party_size")
    assert is_problem(enter(siti, opening, people[1], people[1], key="key-5"), 409, "same_person_twice")
    assert is_problem(enter(siti, opening, people[1], any_time=True, key="key-6"), 409, "wish_unknown")


@pytest.mark.parametrize("opening", [{"method": "ballot"}], indirect=True)
def test_wishes_of_a_ballot(opening: Opening, people: list[Applicant], siti: Client) -> None:
    first, second = Slot.objects.filter(reserved_for=opening.name).order_by("pk").values_list("pk", flat=True)[:2]
    assert is_problem(enter(siti, opening, people[0]), 409, "wish_missing")
    for wrong in ({"wishes": [10**9]}, {"wishes": [first, first]}, {"any_time": True, "wishes": [first]}):
        assert is_problem(enter(siti, opening, people[0], **wrong), 409, "wish_unknown")
    shown = enter(siti, opening, people[0], wishes=[second, first]).json()
    assert (shown["wishes"], shown["any_time"]) == ([second, first], False)
    shown = enter(siti, opening, people[1], any_time=True, key="key-2").json()
    assert (shown["wishes"], shown["any_time"]) == ([], True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": None}, "people"),
        ({"people": [1]}, "people.0"),
        ({"people": [{}] * 51}, "people"),
        ({"wishes": "any"}, "wishes"),
        ({"wishes": ["1"]}, "wishes.0"),
        ({"any_time": 1}, "any_time"),
        ({"guardian_present": "yes"}, "guardian_present"),
        ({"account": 1}, "account"),
    ],
)
def test_what_is_no_entry(opening: Opening, siti: Client, changes: dict[str, Any], field: str) -> None:
    answer = enter(siti, opening, **changes)
    assert is_problem(answer, 422, "invalid")
    assert {error["field"] for error in answer.json()["errors"]} == {field}


def test_a_closed_opening_says_so(opening: Opening, people: list[Applicant], siti: Client) -> None:
    Opening.objects.update(state="cancelled")
    assert is_problem(enter(siti, opening, people[0]), 409, "opening_cancelled")


@pytest.mark.parametrize("rest", [(), ("pass",), ("receipt",), ("withdraw",)])
def test_an_entry_is_its_accounts_own(
    opening: Opening, people: list[Applicant], siti: Client, budi: Client, nobody: Client, rest: tuple[str, ...]
) -> None:
    entry = enter(siti, opening, people[0]).json()["id"]
    officer = an_app(world.staff_member("cs", opening.office), second_factor=True)
    address = url(opening, entry, *rest)
    method = "post" if rest == ("withdraw",) else "get"
    assert is_problem(getattr(nobody, method)(address), 401, "not_signed_in")
    for client in (budi, officer):
        assert is_problem(getattr(client, method)(address), 404, "not_found")
    for unknown in (str(uuid.uuid4()), "0" * 16, "x", "%00"):
        assert is_problem(getattr(siti, method)(url(opening, unknown, *rest)), 404, "not_found")
    elsewhere = f"{API}openings/{opening.pk + 1}/entries/{entry}"
    assert is_problem(getattr(siti, method)("/".join([elsewhere, *rest])), 404, "not_found")
    assert Entry.objects.get().outcome == ""


def test_withdrawing_frees_the_people(opening: Opening, people: list[Applicant], siti: Client) -> None:
    entry = enter(siti, opening, people[0]).json()["id"]
    assert siti.post(url(opening, entry, "withdraw")).json()["outcome"] == "withdrawn"
    assert is_problem(siti.post(url(opening, entry, "withdraw")), 409, "entry_withdrawn")
    assert is_problem(siti.get(url(opening, entry, "pass")), 409, "entry_withdrawn")
    assert enter(siti, opening, people[0], key="key-2").status_code == 201


def test_place_turn_and_pass_come_with_the_draw(opening: Opening, people: list[Applicant], siti: Client) -> None:
    shown = enter(siti, opening, *people[:2]).json()
    openings.a_crowd(opening, 3, first=1_000)
    entry = url(opening, shown["id"])
    assert is_problem(siti.get(f"{entry}/pass"), 409, "turn_not_reached")
    openings.drawn(opening)
    with time_machine.travel(FRIDAY_8, tick=False):
        drawn, given = siti.get(entry).json(), siti.get(f"{entry}/pass").json()
        claim = passes.read(given["pass"], FRIDAY_8)
    row = Entry.objects.get(public_id=shown["id"])
    assert (drawn["rank"], drawn["turn"]["people_before"]) == (row.rank, row.ahead)
    assert (claim.entry, claim.account_id, claim.ahead) == (row.public_id, people[0].account_id, row.ahead)
    assert given["url"].endswith("/rush/bookings")
    openings.running(opening, minutes=30)
    with time_machine.travel(FRIDAY_14 + timedelta(minutes=30), tick=False):
        assert siti.get(entry).json()["turn"] == {"has_come": True, "people_before": 0, "expected_at": None}


def test_who_comes_after_the_freeze_is_late(opening: Opening, people: list[Applicant], siti: Client) -> None:
    openings.tick(THURSDAY_20)
    with time_machine.travel(THURSDAY_20, tick=False):
        assert enter(siti, opening, people[0]).json()["is_late"]


def test_the_receipt_is_signed_with_a_published_key(
    opening: Opening, people: list[Applicant], siti: Client, nobody: Client
) -> None:
    entry = enter(siti, opening, people[0]).json()["id"]
    receipt = siti.get(url(opening, entry, "receipt")).json()
    assert (receipt["entry"], receipt["commitment"], receipt["class"], receipt["wishes"]) == (
        entry, opening.commitment, 1, "",
    )  # fmt: skip
    keys = {one["id"] for one in nobody.get(f"{API}tickets/keys").json()["keys"]}
    assert receipt["key"] in keys
    assert len(base64.urlsafe_b64decode(receipt["signature"] + "==")) == 64


def test_questions_to_the_database_do_not_grow(opening: Opening, people: list[Applicant], siti: Client) -> None:
    counts = []
    for number in range(2):
        enter(siti, opening, people[number], key=f"key-{number}")
        for address in (url(opening), f"{API}openings", f"{API}openings/{opening.pk}"):
            with CaptureQueriesContext(connection) as asked:
                assert siti.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12
