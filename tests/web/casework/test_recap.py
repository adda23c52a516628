"""The recap as page and files with the same numbers, down to the cases; and the seven months of 2020 (R111, R112)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from giliran.audit.models import Event
from giliran.complaints import services
from giliran.complaints.policy.recap import recap
from giliran.complaints.selectors.recap import example
from tests.complaints import scene
from tests.web.casework.test_desk import signed_in, text_of

EVENING = datetime(2026, 12, 6, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def evening() -> Iterator[datetime]:
    with time_machine.travel(EVENING, tick=False):
        yield EVENING


def csv_of(client: Client, url: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))


def test_the_seven_months_of_2020_give_the_ninety_percent_of_the_paper() -> None:
    counts = example()
    months = sorted({one.month for one in counts})
    told = recap(counts, months, "category")
    assert (len(months), f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") == (7, "2020-01", "2020-07")
    assert (told.lines[0].key, told.share_of("unreachable")) == ("unreachable", Decimal("90.0"))
    assert {one.channel for one in counts} == {
        "call_centre", "desk", "line", "whatsapp", "facebook", "twitter", "instagram", "email", "lapor"
    }  # fmt: skip


@pytest.mark.django_db
def test_page_files_and_cases_have_the_same_numbers(django_assert_max_num_queries: Any) -> None:
    office, other = scene.an_office(), scene.an_office(code="bogor", id=2)
    for place, day, category in (
        (office, datetime(2026, 11, 30, 16, 59, tzinfo=UTC), "unreachable"),
        (office, datetime(2026, 11, 30, 17, 0, tzinfo=UTC), "unreachable"),  # 1 December, 00.00 WIB
        (office, datetime(2026, 12, 2, 3, 0, tzinfo=UTC), "waiting"),
        (office, datetime(2026, 12, 2, 3, 0, tzinfo=UTC), "levy"),
        (other, datetime(2026, 12, 3, 3, 0, tzinfo=UTC), "unreachable"),
    ):
        scene.a_complaint(place, now=day, category=category)
    head, hq = signed_in("head", office), signed_in("hq", None)
    with django_assert_max_num_queries(12):
        page = hq.get("/hq/recap/?first=2026-11&last=2026-12")
    assert "5 complaints" in text_of(page) and "60.0 %" in text_of(page)
    assert page.content.decode().count("recap-chart__value") == 2
    assert csv_of(hq, "/hq/recap/csv/?first=2026-11&last=2026-12")[1][1:] == ["1", "2", "3", "60.0"]
    sheets = load_workbook(io.BytesIO(hq.get("/hq/recap/xlsx/?first=2026-11&last=2026-12").content))
    table, detail = (list(sheet.iter_rows(values_only=True)) for sheet in sheets)
    assert table[1][1:] == (1, 2, 3, 60) and sum(row[4] for row in detail[1:]) == 5

    own = csv_of(head, "/office/jakarta-selatan/recap/csv/?first=2026-11&last=2026-12")
    assert [row[1:] for row in own[1:]] == [["1", "1", "2", "66.7"], ["0", "1", "1", "33.3"], ["1", "2", "3", "100.0"]]
    page = head.get("/office/jakarta-selatan/recap/?by=channel").content.decode()
    [link, *_] = re.findall(r'href="(/desk/jakarta-selatan/complaints/\?[^"]+)"', page)
    assert head.get(link.replace("&amp;", "&")).content.decode().count("data-row>") == 1
    assert Event.objects.filter(event="complaints.recap_downloaded").count() == 3
    assert signed_in("cs", office).get("/office/jakarta-selatan/recap/").status_code == 403


@pytest.mark.django_db
def test_terms_that_passed_are_seen_by_the_head_and_at_headquarters() -> None:
    office = scene.an_office()
    scene.a_complaint(office, now=datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    scene.a_complaint(office, now=datetime(2026, 12, 6, 3, 0, tzinfo=UTC))
    assert services.escalate_overdue(EVENING) == 1
    for who, url in (("head", "/office/jakarta-selatan/recap/"), ("hq", "/hq/recap/")):
        told = text_of(signed_in(who, office if who == "head" else None).get(url))
        assert "not checked in time 0 0 0 0 0 0 1 1" in told
        assert ("Kantor Imigrasi Jakarta Selatan 1" in told) == (who == "hq")


@pytest.mark.django_db
def test_the_example_is_named_as_such_and_nonsense_is_answered() -> None:
    hq = signed_in("hq", None)
    told = text_of(hq.get("/hq/recap/?of=2020"))
    assert "90.0 %" in told and "2,000 complaints" in told and "is made up" in told
    assert csv_of(hq, "/hq/recap/csv/?of=2020&by=channel")[-1][-2:] == ["2000", "100.0"]
    for query in (
        "first=2026-13",
        "first=2026-12&last=2026-11",
        "first=1900-01&last=2026-11",
        "first=2026-11&last=9999-12",
    ):
        assert hq.get(f"/hq/recap/?{query}").status_code == 422
    assert hq.get("/hq/recap/pdf/").status_code == 404
