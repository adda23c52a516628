"""The head reads the office and decides about comments; headquarters compares, and its files say the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from giliran.audit.models import Event
from giliran.feedback.models import Comment
from giliran.offices.models import Office
from tests.factories import world
from tests.feedback import scene
from tests.feedback.scene import CONTENT, EVENING, NOVEMBER

pytestmark = pytest.mark.django_db
QUEUE = "/office/jakarta-selatan/surveys/comments/"
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def evening() -> Iterator[datetime]:
    with time_machine.travel(EVENING, tick=False):
        yield EVENING


@pytest.fixture
def office() -> Office:
    return scene.an_office()


def signed_in(role: str, office: Office | None, language: str = "en") -> Client:
    client = world.sign_in(Client(), world.staff_member(role, office), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2]).split())


@pytest.mark.parametrize(("language", "words"), [("id", "78,70 B (Baik)"), ("en", "78.70 B (Good)")])
def test_the_head_sees_every_month_by_element(
    office: Office, language: str, words: str, django_assert_max_num_queries: Any
) -> None:
    for row in ((3, 3, 2, 4, 3, 4, 4, 3, 2), (4, 3, 3, 4, 3, 3, 4, 3, 3), (3, 2, 2, 4, 4, 4, 3, 3, 2)):
        scene.answers(office, row, 4)
    scene.answers(office, CONTENT, 2, month=NOVEMBER.replace(month=10))
    head = signed_in("head", office, language)
    with django_assert_max_num_queries(MOST_QUERIES):
        response = head.get("/office/jakarta-selatan/surveys/")
    told, drawn = text_of(response), response.content.decode()
    means = "3,33 2,67 2,33 4,00 3,33 3,67 3,67 3,00 2,33"
    assert f"{words} {means if language == 'id' else means.replace(',', '.')}" in told
    assert drawn.count('class="ikm-chart__bar"') == 1
    assert signed_in("gate", office).get("/office/jakarta-selatan/surveys/").status_code == 403


@pytest.mark.parametrize("comments", [3, 60])
def test_comments_are_published_or_hidden_with_a_reason(
    office: Office, comments: int, django_assert_max_num_queries: Any
) -> None:
    made = Comment.objects.bulk_create(
        [Comment(office=office, month=NOVEMBER, text=f"<script>alert({n})</script>") for n in range(comments)]
    )
    client = signed_in("supervisor", office)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(QUEUE).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    shown = [one for one in made if str(one.pk) in page]
    assert len(shown) == min(comments, 20)
    first, second = shown[0], shown[1]
    told = client.post(f"{QUEUE}{first.pk}/", {"what": "hide", f"{first.pk}-reason": " "})
    assert (told.status_code, "Say why it is not published" in text_of(told)) == (422, True)
    client.post(f"{QUEUE}{first.pk}/", {"what": "hide", f"{first.pk}-reason": "Iklan"})
    client.post(f"{QUEUE}{second.pk}/", {"what": "publish"})
    again = client.post(f"{QUEUE}{second.pk}/", {"what": "publish"})
    assert again.status_code == 409
    assert "Hidden, Petugas" in text_of(client.get(f"{QUEUE}?state=hidden"))
    assert set(Comment.objects.exclude(state="waiting").values_list("state", "reason")) == {
        ("hidden", "Iklan"), ("published", "")
    }  # fmt: skip
    elsewhere = world.an_office("bogor", id=2)
    assert client.post(f"/office/{elsewhere.code}/surveys/comments/{first.pk}/").status_code == 403
    assert signed_in("hq", None).get(QUEUE).status_code == 403


@pytest.mark.parametrize("offices", [3, 60])
def test_headquarters_sees_all_offices_the_lowest_first(
    office: Office, offices: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(2, offices + 1):
        scene.answers(world.an_office(f"kota-{number:03d}", id=number, quota=None), (2,) * 9, 10 if number < 9 else 3)
    scene.answers(office, CONTENT, 10)
    client = signed_in("hq", None)
    with django_assert_max_num_queries(MOST_QUERIES):
        told = text_of(client.get("/hq/surveys/"))
    assert told.index("Kota 002") < told.index("Jakarta Selatan")
    best = text_of(client.get("/hq/surveys/?by=best"))
    assert best.index("Jakarta Selatan") < best.index("Kota 002")
    if offices > 9:
        assert best.index("Kota 002") < best.index("Kota 009")
    assert client.get("/hq/surveys/?first=2026-12&last=2026-11").status_code == 422
    assert signed_in("head", office).get("/hq/surveys/").status_code == 403


def test_the_files_have_the_numbers_of_the_page(office: Office) -> None:
    plus = world.an_office("bogor", id=2, name="=HYPERLINK(1)", quota=None)
    scene.answers(office, (4, 4, 3, 4, 3, 4, 4, 4, 3), 12)
    scene.answers(plus, (2,) * 9, 10)
    client = signed_in("hq", None)
    page = text_of(client.get("/hq/surveys/?first=2026-10&last=2026-11"))
    answer = client.get("/hq/surveys/csv/?first=2026-10&last=2026-11")
    assert 'filename="giliran-ikm-202610-202611.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["Office", "Answers", "Index (IKM)", "Grade", "U1 Requirements"]
    assert rows[1][:4] == ["'=HYPERLINK(1)", "10", "50.00", "D (Not good)"]
    assert rows[2] == [
        office.name,
        "12",
        "91.67",
        "A (Very good)",
        *["4.00", "4.00", "3.00", "4.00", "3.00", "4.00", "4.00", "4.00", "3.00"],
    ]
    for name, *cells in rows[1:3]:
        assert f"{name.removeprefix(chr(39))} {' '.join(cells)}" in page
    sheet = load_workbook(io.BytesIO(client.get("/hq/surveys/xlsx/?first=2026-10&last=2026-11").content)).active
    assert [cell.value for cell in sheet[3]][:4] == [office.name, 12, 91.67, "A (Very good)"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=HYPERLINK(1)", "s")
    # (12 x 33 + 10 x 18) / (22 x 9) x 25 = 576 / 198 x 25 = 72.7272...
    assert rows[-1][:3] == ["All offices", "22", "72.73"]
    assert list(Event.objects.filter(event="surveys.downloaded").values_list("data", flat=True)) == [
        {"from": "2026-10-01", "to": "2026-11-01", "kind": kind} for kind in ("csv", "xlsx")
    ]
