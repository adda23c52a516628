"""Odd patterns on the pages of headquarters: found, looked into, taken away as a file, decided."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.reports import selectors
from giliran.reports.models import Decision
from giliran.slots.models import Slot
from tests.factories import brokers, catalogue, world
from tests.factories.openings import SUNDAY
from tests.reports.conftest import FRIDAY

LATER = SUNDAY + timedelta(hours=40)
LIST = "/hq/patterns/"
PHONE = f"{LIST}phone/{{name}}/"


@pytest.fixture
def slot(db: None) -> Slot:
    catalogue.a_catalogue()
    return world.a_slot(world.an_office(), FRIDAY, capacity=400)


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    with time_machine.travel(LATER, tick=False):
        yield LATER


@pytest.fixture
def broker(slot: Slot) -> list[Applicant]:
    return brokers.a_broker([slot], now=SUNDAY)


def page_of(number: str = brokers.PHONE) -> str:
    return PHONE.format(name=selectors.name_of("phone", number))


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


def events(about: str) -> list[str]:
    return list(Event.objects.filter(about__startswith=about).order_by("id").values_list("event", flat=True))


def test_the_broker_stands_in_the_list_and_the_family_does_not(
    maya: Client, broker: list[Applicant], slot: Slot
) -> None:
    brokers.a_family_of_five(slot, now=SUNDAY)
    response = maya.get(LIST)
    told = text_of(response)
    assert "This is no verdict" in told
    assert "nobody is blocked, slowed down or told by it" in told
    assert "Number ending in 8888" in told
    assert f"{brokers.STREET}, Tebet" in told
    assert told.count("20 accounts") == 2
    assert "\xa0WIB" in response.content.decode().replace("&nbsp;", "\xa0")
    assert "19 swaps" in told
    assert "6666" not in told and "Keluarga" not in told
    assert events("patterns") == ["patterns.seen"]


def test_it_asks_the_database_as_often_for_many_patterns_as_for_few(maya: Client, slot: Slot) -> None:
    def queries(patterns: int, first: int) -> int:
        for number in range(patterns):
            people = brokers.some_accounts(6, first=first + 10 * number, phone=f"+62812{first + number:08d}")
            for person in people:
                brokers.book(person, slot, now=SUNDAY)
        maya.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            maya.get(LIST)
        return len(asked)

    assert queries(1, 0) == queries(3, 1_000) <= 29  # ten of them are settings, on PostgreSQL


def test_only_some_of_a_kind_stand_beside_the_others(maya: Client, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("giliran.web.hq.patterns.SHOWN_EACH", 1)
    for number in range(3):
        for person in brokers.some_accounts(6, first=10 * number, phone=f"+62812{number:08d}"):
            brokers.book(person, slot, now=SUNDAY)
    told = text_of(maya.get(LIST))
    assert (told.count("6 accounts"), "Show 2 more of this kind" in told) == (1, True)
    assert text_of(maya.get(f"{LIST}?kind=phone")).count("6 accounts") == 3
    assert maya.get(f"{LIST}?kind=nonsense").status_code == 200


def test_a_pattern_shows_what_it_is_made_of_and_names_no_applicant(maya: Client, broker: list[Applicant]) -> None:
    response = maya.get(page_of())
    told = text_of(response)
    assert response.status_code == 200
    for words in ("20 accounts", "u***@example.id", "Given back", "•••• 0000: Cancelled", "the holder of the account"):
        assert words in told
    for secret in (
        brokers.PHONE,
        "@example.id, ",
        broker[0].full_name,
        str(User.objects.get(pk=broker[0].account_id).email),
    ):
        assert secret not in response.content.decode()
    assert events("pattern:") == ["pattern.seen"]


def test_what_is_not_there_is_not_found_and_not_recorded(maya: Client, broker: list[Applicant]) -> None:
    for address in (page_of("+620000"), f"{LIST}nonsense/abc/", f"{LIST}payer/abc/", f"{LIST}phone/abc/csv/"):
        assert maya.get(address).status_code == 404
    assert events("pattern:") == []


@pytest.mark.parametrize("address", [LIST, page_of, f"{LIST}phone/abc/csv/"])
def test_the_head_of_an_office_reads_nothing_of_it(broker: list[Applicant], slot: Slot, address: Any) -> None:
    client = world.sign_in(Client(), world.staff_member("head", slot.office), second_factor=True)
    assert client.get(address() if callable(address) else address).status_code == 403
    assert events("pattern") == []


def rows_of(response: Any) -> list[dict[str, str]]:
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_has_a_line_a_seat_and_no_formula(maya: Client, broker: list[Applicant]) -> None:
    User.objects.filter(pk=broker[0].account_id).update(email="=cmd@example.id", phone="+6281311112222")
    response = maya.get(f"{page_of()}csv/")
    rows = rows_of(response)
    assert (response.headers["Content-Type"], len(rows)) == ("text/csv; charset=utf-8", 20)
    assert re.fullmatch(
        r'attachment; filename="giliran-phone-\w{8}-20261124.csv"', response.headers["Content-Disposition"]
    )
    assert {row["State"] for row in rows} == {"Cancelled", "Confirmed"}
    [first] = [row for row in rows if row["Account"] == str(broker[0].account_id)]
    assert (first["E-mail address"], first["Telephone number"]) == ("'=c***@example.id", "*" * 10 + "2222")
    assert first["Visit"] == "2026-11-27 08:00:00 WIB"
    assert events("pattern:") == ["pattern.downloaded"]


def decides(client: Client, **given: str) -> Any:
    return client.post(page_of(), {"what": "set_aside", "reason": "A boarding school", "seen": "0", **given})


def test_it_is_set_aside_and_comes_back_when_it_has_grown(maya: Client, broker: list[Applicant], slot: Slot) -> None:
    assert decides(maya).headers["Location"] == reverse("hq_patterns")
    [decision] = Decision.objects.values_list("kind", "what", "size", "reason", "by_label", "at")
    maya_herself = User.objects.get(email="maya@example.id").name
    assert decision == ("phone", "set_aside", 20, "A boarding school", maya_herself, LATER)
    assert events("pattern:")[-1] == "pattern.set_aside"
    told = text_of(maya.get(f"{LIST}?kind=phone"))
    assert "Nothing that is not settled." in told and "1 is settled" in told
    assert "A boarding school" in text_of(maya.get(page_of()))

    [late] = brokers.some_accounts(1, first=50, phone=brokers.PHONE)
    brokers.book(late, slot, now=SUNDAY)
    told = text_of(maya.get(f"{LIST}?kind=phone"))
    assert "Has grown" in told and "21 accounts" in told and "settled" not in told


def test_it_is_handed_on_to_somebody(maya: Client, broker: list[Applicant]) -> None:
    refused = decides(maya, what="handed_on", handed_to=" ")
    assert refused.status_code == 422
    assert "Say to whom it is handed on: an office, a unit or a person." in text_of(refused)
    assert "A boarding school" in refused.content.decode()
    decides(maya, what="handed_on", handed_to="Inspektorat")
    assert Decision.objects.get().handed_to == "Inspektorat"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": " "}, "Say why, so that others understand it later."),
        ({"reason": "x" * 501}, "Say it in at most 500 letters."),
        ({"what": ""}, "Choose what is to be done."),
        ({"what": "block"}, "Choose what is to be done."),
        ({"what": "handed_on", "handed_to": "x" * 121}, "Name them in at most 120 letters."),
        ({"seen": "many"}, "Enter a whole number."),
    ],
)
def test_what_is_missing_is_told(maya: Client, broker: list[Applicant], given: dict[str, str], sentence: str) -> None:
    refused = decides(maya, **given)
    assert (refused.status_code, Decision.objects.count()) == (422, 0)
    assert sentence in text_of(refused)


def test_whoever_comes_second_reads_the_first_decision_before_deciding(
    maya: Client, arif: Client, broker: list[Applicant]
) -> None:
    decides(arif)
    second = decides(maya, reason="Something else")
    assert second.status_code == 409
    told = text_of(second)
    assert "Somebody has decided about this pattern meanwhile." in told and "A boarding school" in told
    assert 'name="seen" value="1"' in second.content.decode()
    assert decides(maya, reason="Something else", seen="1").status_code == 302
    assert list(Decision.objects.order_by("number").values_list("number", "reason")) == [
        (1, "A boarding school"),
        (2, "Something else"),
    ]


def test_the_same_press_twice_is_one_decision(maya: Client, broker: list[Applicant]) -> None:
    assert [decides(maya).status_code, decides(maya).status_code] == [302, 302]
    assert Decision.objects.count() == 1


def test_an_officer_is_shown_by_name(maya: Client, slot: Slot) -> None:
    busy, *others = [world.staff_member("cs", slot.office, email=f"cs{n}@example.id") for n in range(4)]
    User.objects.filter(pk=busy.pk).update(name="Rudi Rajin")
    for number, person in enumerate(brokers.some_accounts(33)):
        officer = busy if number < 30 else others[number - 30]
        brokers.book(person, slot, now=SUNDAY, made_by=officer.pk)
    told = text_of(maya.get(LIST))
    assert f"Rudi Rajin, {slot.office.name}" in told
    assert "30 bookings made or changed" in told
    page = maya.get(f"{LIST}staff/{selectors.name_of('staff', str(busy.pk))}/")
    assert "Web, Rudi Rajin" in text_of(page)
