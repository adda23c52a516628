"""Every page says who may open it, and every staff page is tried by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking, Clearing, Ticket
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import allocate
from giliran.complaints.models import Complaint
from giliran.issuance.models import Case, CentralQuestion
from giliran.offices.models import EventRequest, Office
from giliran.offices.states import Role
from giliran.opening.models import Opening, SecondPersonAct
from giliran.outreach.models import Activity, Incident
from giliran.payments.models import Bill, GatewayCall
from tests.complaints import scene
from tests.factories import catalogue, events, incidents, openings, world

pytestmark = pytest.mark.one_engine

MAY_OPEN = {
    "staff": set(Role.values),
    "check_in": {"gate", "cs", "supervisor", "head"},
    "walk_in": {"gate", "cs", "supervisor", "head"},
    "see_agenda": {"gate", "cs", "counter", "supervisor", "head", "hq"},
    "serve": {"cs", "counter", "supervisor", "head"},
    "run_floor": {"supervisor", "head"},
    "reveal_nik": {"cs", "supervisor", "head"},
    "assist": {"cs", "supervisor", "head"},
    "lift_sanction": {"supervisor", "head"},
    "take_payment": {"counter", "cs", "supervisor", "head"},
    "void_bill": {"supervisor", "head"},
    "see_surveys": {"supervisor", "head", "hq"},
    "moderate_comments": {"supervisor", "head"},
    "see_cases": {"cs", "counter", "adjudicator", "production", "handover", "supervisor", "head", "hq"},
    "adjudicate": {"adjudicator", "supervisor", "head"},
    "produce": {"production", "supervisor", "head"},
    "hand_over": {"handover", "supervisor", "head"},
    "cancel_unclaimed": {"supervisor", "head"},
    "correct_person": {"cs", "supervisor", "head"},
    "take_over": {"cs", "supervisor", "head"},
    "enrol_gate": {"supervisor", "head"},
    "settle_gate": {"supervisor", "head"},
    "watch_floor": {"supervisor", "head", "hq"},
    "watch_openings": {"supervisor", "head", "hq"},
    "arrange_events": {"supervisor", "head", "hq"},
    "lead_incidents": {"supervisor", "head", "hq"},
    "record_outreach": {"supervisor", "head", "hq"},
    "announce": {"head", "hq"},
    "work_complaints": {"cs", "supervisor", "head", "hq"},
    "lead_complaints": {"supervisor", "head", "hq"},
    "set_calendar": {"head", "hq"},
    "set_quota": {"head", "hq"},
}
"""What a page asks for, and the roles that have it at their own office (headquarters: at every one)."""

AT_HEADQUARTERS = {
    f"at_headquarters:{name}"
    for name in (
        "watch_openings", "steer_openings", "set_policy", "set_calendar", "arrange_events", "see_patterns",
        "adjudicate_centrally", "watch_floor", "see_surveys", "lead_incidents", "record_outreach", "write_publicly",
        "work_complaints",
    )
}  # fmt: skip
"""What is open to headquarters alone."""

KINDS = {
    "anyone",
    "at_kiosk",
    "by_signature",
    "signed_in",
    "staff",
    "in_demo",
    *(f"at_office:{name}" for name in MAY_OPEN),
    *AT_HEADQUARTERS,
}

THIRD_PARTY = ("accounts/", "_allauth/", "api/v1/")
"""Pages of allauth, and the API, which asks for permissions in its own way and is tested there."""

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def patterns(urls: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product with its pattern."""
    for one in urls or get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern), one
        else:
            yield from patterns(one.url_patterns, before + str(one.pattern))


OURS = {route: one for route, one in patterns() if not route.startswith(THIRD_PARTY)}
STAFF = {
    route: one
    for route, one in OURS.items()
    if getattr(one.callback, "access", "").startswith(("staff", "at_office:", "at_headquarters:"))
}


@pytest.mark.parametrize("route", OURS)
def test_every_view_says_who_may_open_it(route: str) -> None:
    assert getattr(OURS[route].callback, "access", None) in KINDS


def test_what_is_left_out_is_not_ours() -> None:
    assert {
        one.callback.__module__
        for route, one in patterns()
        if route.startswith("accounts/") and one.callback.__module__.startswith("giliran.")
    } == set()


def test_staff_pages_are_found() -> None:
    assert {"desk", "desk_agenda", "desk_nik", "gate", "gate_check_in", "office_head", "office_quota"} <= {
        one.name for one in STAFF.values()
    }
    assert {"hq", "hq_opening", "hq_act", "hq_policy", "office_openings"} <= {one.name for one in STAFF.values()}


@pytest.fixture
def office(sunday: datetime) -> Office:
    """An office with a booking of one on Monday, an event and a request for one, and an opening that somebody wants to
    cancel."""
    catalogue.a_catalogue()
    office = world.an_office(id=1)
    world.an_office("bogor", id=2)
    account = world.an_account("siti@example.id")
    person = world.a_person(account)
    asked = (PersonRequest(person.id, "new", "PB_E_10", "holiday"),)
    allocate([SeatRequest(world.a_slot(office, MONDAY).id, account.id, asked, "key", "web", account.id)], NOW)
    ticket = Ticket.objects.get()
    case = Case.objects.create(
        ticket=ticket, office=office, state="ready", state_at=NOW, visited_at=NOW, opened_at=NOW, due_date=MONDAY,
        collect_until=MONDAY,
    )  # fmt: skip
    CentralQuestion.objects.create(case=case, reason="nik", question="?", asked_at=NOW, due_date=MONDAY)
    bill = Bill.objects.create(
        ticket=ticket, office=office, code="820261122000001", amount=950_000, created_at=NOW, state_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    GatewayCall.objects.create(
        event="ev-1", digest=bytes(32), received_at=NOW, bill=bill, code=bill.code, amount=1, ntpn="A" * 16,
        paid_at=NOW, outcome="amount_differs",
    )  # fmt: skip
    scene.a_complaint(office)
    events.an_event(office)
    events.a_request(office)
    incidents.proposed(NOW, offices=[office])
    opening = openings.a_plain_opening(office)
    Activity.objects.create(
        office=office, kind="stand", held_on=MONDAY, place="Pasar", area="31.74", whom="Umum", reached=1,
        recorded_at=NOW, recorded_by=account,
    )  # fmt: skip
    Clearing.objects.create(office=office, date=MONDAY, how="move", reason="Banjir", started_at=NOW)
    SecondPersonAct.objects.create(opening=opening, kind="cancel", value="Banjir", asked_by=0, asked_at=NOW)
    return office


def named(office: Office) -> dict[str, Any]:
    """What addresses name, as far as there is something to name at the office."""
    return {
        "office": office.code,
        "code": Booking.objects.get().code,
        "window_id": office.windows.get(letter="A").id,
        "day": MONDAY,
        "check_in": 1,
        "stage_id": 1,
        "counter": 1,
        "visit": 1,
        "deed": "finish",
        "reason": "elderly",
        "nonce": "a-press",
        "device": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "conflict": 1,
        "draft": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "entry": "3f9a12bc77de0a41",
        "party": "3f9a12bc77de0a42",
        "opening_id": Opening.objects.get().pk,
        "ticket": Ticket.objects.get().public_id,
        "clearing_id": Clearing.objects.get().pk,
        "act_id": SecondPersonAct.objects.get().pk,
        "first": "2026-11-30",
        "person": Applicant.objects.get().public_id,
        "claim": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "list_id": 1,
        "incident": Incident.objects.get().public_id,
        "event": Office.objects.get(kind="event").code,
        "number": EventRequest.objects.get().number,
        "kind": "phone",
        "name": "0123456789abcdef01234567",
        "bill": Bill.objects.get().code,
        "complaint": Complaint.objects.get().number,
        "activity": Activity.objects.get().pk,
        "call": GatewayCall.objects.get().pk,
    }


def address(one: URLPattern, names: dict[str, Any]) -> str:
    """An address of this pattern that exists, as far as there is something to name."""
    if "bills/" in str(one.pattern):
        names = names | {"code": names["bill"]}
    if "complaints/" in str(one.pattern):
        names = names | {"number": names["complaint"], "deed": "take", "name": names["device"]}
    if "recap/" in str(one.pattern):
        names = names | {"kind": "csv"}
    if "comments/" in str(one.pattern):
        names = names | {"name": names["device"]}
    return reverse(one.name, kwargs={name: names[name] for name in one.pattern.regex.groupindex})


WITHOUT_SECOND_FACTOR = "head without second factor"
VISITORS = (
    "visitor", "applicant", "hq", WITHOUT_SECOND_FACTOR,
    *(f"{role} {place}" for role in Role.values if role != "hq" for place in ("here", "elsewhere")),
)  # fmt: skip


def signed_in(who: str, office: Office) -> Client:
    """The browser of one of them, who has signed in as far as they can."""
    if who == "visitor":
        return Client()
    if who == "applicant":
        return world.sign_in(Client(), world.an_account("budi@example.id"))
    if who == WITHOUT_SECOND_FACTOR:
        return world.sign_in(Client(), world.staff_member("head", office))
    role, _, place = who.partition(" ")
    at = {"": None, "here": office, "elsewhere": Office.objects.get(id=2)}[place]
    return world.sign_in(Client(), world.staff_member(role, at), second_factor=True)


def expected(who: str, access: str) -> str:
    """`in`, `sign in`, `second factor` or `forbidden`."""
    if who == "visitor":
        return "sign in"
    if who == WITHOUT_SECOND_FACTOR:
        return "second factor"
    role, _, place = who.partition(" ")
    if access in AT_HEADQUARTERS:
        return "in" if role == "hq" else "forbidden"
    asks = access.removeprefix("at_office:")
    is_there = place != "elsewhere" or access == "staff"
    return "in" if role in MAY_OPEN[asks] and is_there else "forbidden"


def tried(client: Client, url: str, method: str) -> HttpResponse:
    """The answer to somebody who comes for the first time and leaves nothing behind."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, url)
        transaction.set_rollback(True)
    client.cookies = cookies
    return cast(HttpResponse, response)


METHODS: dict[str, str] = {}
"""How each page is asked, found out once by somebody who may open most of them."""


def outcome(response: HttpResponse) -> str:
    if response.status_code == 403:
        return "forbidden"
    target = response.headers.get("Location", "")
    if target.startswith("/accounts/login/"):
        return "sign in"
    if target.startswith("/accounts/2fa/"):
        return "second factor"
    assert response.status_code < 500, response.status_code
    return "in"


@pytest.mark.django_db
@pytest.mark.parametrize("who", VISITORS)
def test_staff_pages_open_to_those_who_may_and_to_nobody_else(who: str, office: Office) -> None:
    names = named(office)
    urls = {route: address(one, names) for route, one in STAFF.items()}
    if not METHODS:
        head = world.sign_in(Client(), world.staff_member("head", office, email="asks@example.id"), second_factor=True)
        only_posted = {route for route, url in urls.items() if tried(head, url, "GET").status_code == 405}
        METHODS.update({route: "POST" if route in only_posted else "GET" for route in urls})
    client = signed_in(who, office)
    answers = {route: outcome(tried(client, url, METHODS[route])) for route, url in urls.items()}
    assert answers == {route: expected(who, one.callback.access) for route, one in STAFF.items()}


@pytest.mark.django_db
def test_a_staff_page_of_an_office_that_is_not_there_does_not_exist(office: Office) -> None:
    client, names = signed_in("hq", office), named(office) | {"office": "atlantis"}
    statuses = {
        route: client.get(address(one, names)).status_code for route, one in STAFF.items() if "<slug:office>" in route
    }
    assert set(statuses.values()) <= {404, 405}


MADE_UP = {
    "complaint": "ZZZZZZZZZ",
    "act": "answer",
    "photo": "00000000-0000-4000-8000-000000000000",
    "person": "00000000-0000-4000-8000-000000000000",
    "draft": "00000000-0000-4000-8000-000000000000",
    "code": "ZZZZZZZZZ",
    "entry": "0123456789abcdef",
    "party": "0123456789abcdef",
    "channel": "fax",
    "opening_id": 999_999,
    "bill": "820261122999999",
}
APPLICANTS = {route: one for route, one in OURS.items() if getattr(one.callback, "access", "") == "signed_in"}


def test_applicants_pages_are_found() -> None:
    assert {"me", "entry_start", "entry_check", "entry", "entry_pass", "entry_receipt", "entry_withdraw"} <= {
        one.name for one in APPLICANTS.values()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", APPLICANTS)
def test_an_applicants_page_asks_to_sign_in_and_shows_nobody_what_is_not_theirs(route: str, method: str) -> None:
    one = APPLICANTS[route]
    url = reverse(one.name, kwargs={name: MADE_UP[name] for name in one.pattern.regex.groupindex})
    assert outcome(tried(Client(), url, method)) == "sign in"
    applicant = world.sign_in(Client(), world.an_account("budi@example.id"))
    if one.pattern.regex.groupindex:
        assert applicant.generic(method, url).status_code in {302, 404, 405}


@pytest.mark.django_db
def test_a_role_that_has_ended_opens_nothing(office: Office) -> None:
    user = world.staff_member("head", office)
    client = world.sign_in(Client(), user, second_factor=True)
    url = reverse("office_head", args=[office.code])
    assert client.get(url).status_code == 200
    user.assignments.update(ended_at=NOW)
    assert client.get(url).status_code == 403
