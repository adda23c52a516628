"""The register as the head and headquarters see it."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from giliran.offices.models import Office
from giliran.outreach.models import Activity
from tests.factories import world

pytestmark = pytest.mark.django_db
OURS, THEIRS = "/office/jakarta-selatan/outreach/", "/hq/outreach/"
TYPED = {"held_on": "2026-11-02", "kind": "stand", "place": "Pasar <b>Tebet</b>", "area": "31.74", "whom": "=1+1",
         "reached": "120", "is_counted": "on"}  # fmt: skip
MOST_QUERIES = 12


@pytest.fixture
def office(sunday: datetime) -> Office:
    return world.an_office()


def signed_in(role: str, office: Office | None) -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def test_an_activity_is_entered_kept_while_wrong_and_withdrawn(office: Office) -> None:
    head = signed_in("head", office)
    first = head.get(OURS).content.decode()
    assert "Nothing has been entered yet" in first and "/offices/jakarta-selatan/print/" in first
    assert 'value="31.74" selected' in head.get(f"{OURS}new/").content.decode()
    wrong = head.post(f"{OURS}new/", {**TYPED, "held_on": "2026-12-24", "reached": "0"})
    assert wrong.status_code == 422 and "Pasar &lt;b&gt;Tebet" in wrong.content.decode()
    ahead = head.post(f"{OURS}new/", {**TYPED, "held_on": "2026-12-24"})
    assert (ahead.status_code, b"This day is still to come" in ahead.content) == (422, True)
    assert head.post(f"{OURS}new/", TYPED).headers["Location"] == OURS
    shown = head.get(OURS).content.decode()
    assert "Pasar &lt;b&gt;Tebet" in shown and "Too few new accounts to tell" in shown and "14 days each" in shown
    away = f"{OURS}{Activity.objects.get().pk}/withdraw/"
    assert head.post(away, {"reason": ""}).status_code == 422
    assert head.post(away, {"reason": "Twice"}).headers["Location"] == OURS
    assert head.get(away).status_code == 404
    assert "Nothing has been entered yet" in head.get(OURS).content.decode()
    assert signed_in("gate", office).get(OURS).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 300])
def test_neither_register_asks_more_with_more_lines(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    other, head = world.an_office("bogor", id=2), signed_in("head", office)
    headquarters, writer = signed_in("hq", None), world.an_account("writer@example.id")
    Activity.objects.bulk_create(
        [
            Activity(office=office, kind="radio", held_on=date(2026, 11, 1 + n % 20), place="RRI", area="31",
                     whom="Umum", reached=1_000, recorded_at=datetime.fromisoformat("2026-11-22T00:00+00:00"),
                     recorded_by=writer)
            for n in range(count)
        ]
    )  # fmt: skip
    for client, page in ((head, OURS), (headquarters, THEIRS)):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(page).content.decode().count("RRI") >= min(count, 20)
    said = headquarters.get(THEIRS).content.decode()
    assert "1 of 2 offices entered something" in said and f"{count * 1000:,} people" in said and other.name in said
    rows = list(csv.reader(io.StringIO(headquarters.get(f"{THEIRS}csv/").content.decode("utf-8-sig"))))
    assert len(rows) == count + 1 and rows[1][:1] == [office.name] and rows[1][6] == "1000"


def test_headquarters_enters_for_the_country_and_no_cell_is_a_formula(office: Office) -> None:
    client = signed_in("hq", None)
    assert client.post(f"{THEIRS}new/", {**TYPED, "area": "31"}).headers["Location"] == THEIRS
    assert "Headquarters" in client.get(THEIRS).content.decode()
    rows = list(csv.reader(io.StringIO(client.get(f"{THEIRS}csv/").content.decode("utf-8-sig"))))
    assert rows[1][5] == "'=1+1"
    away = client.post(f"{THEIRS}{Activity.objects.get().pk}/withdraw/", {"reason": "Twice"})
    assert away.headers["Location"] == THEIRS
