"""Today on one screen, whatever the number of people."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.booking.models import Ticket
from giliran.offices.models import Office
from tests.factories import visits

MONDAY = date(2026, 11, 23)
PAGES = (
    "office_head", "office_standing", "office_windows", "office_window_add", "office_working_days", "office_closures",
    "office_quota", "office_figures",
)  # fmt: skip


def test_today_counts_who_came_and_who_is_awaited(office: Office, head: Client, sunday: datetime) -> None:
    visits.a_visit(office, MONDAY, now=sunday, number=1, names=("Siti", "Budi"))
    visits.a_visit(office, MONDAY, now=sunday, number=2, letter="B")
    Ticket.objects.filter(full_name="Budi").update(state="attended")
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00+07:00"), tick=False):
        shown = head.get(reverse("office_head", args=[office.code])).context
    assert (shown["expected"], shown["totals"]["attended"], shown["totals"]["confirmed"]) == (3, 1, 2)
    assert [(one.letter, one.name, one.expected, one.arrived) for one in shown["windows"]] == [
        ("A", "Morning", 2, 1),
        ("B", "Afternoon", 1, 0),
    ]
    assert shown["free_today"] == 19
    assert (shown["days"][0].promised, shown["days"][0].text) == (3, "Open")
    assert shown["days"][-1].text == "Opens on Friday, 27 November 2026, 14:00 WIB"


def test_a_day_without_work_says_so(office: Office, head: Client) -> None:
    shown = head.get(reverse("office_head", args=[office.code]))
    assert "No work on this weekday" in shown.content.decode()
    assert shown.context["release"].seats == 200


def test_the_page_refreshes_only_its_figures(office: Office, head: Client) -> None:
    part = head.get(reverse("office_head", args=[office.code]), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="now"')
    assert "<html" not in part


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(name: str, office: Office, head: Client, sunday: datetime) -> None:
    address = reverse(name, args=[office.code])
    counts = []
    for first, last in ((0, 1), (1, 8)):
        for number in range(first, last):
            visits.a_visit(office, MONDAY, now=sunday, number=number, names=("Siti", "Budi"))
        with CaptureQueriesContext(connection) as asked:
            assert head.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
