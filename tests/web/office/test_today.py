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
from tests.factories import floor, visits

MONDAY = date(2026, 11, 23)
PAGES = (
    "office_head", "office_standing", "office_windows", "office_window_add", "office_working_days", "office_closures",
    "office_quota", "office_figures", "office_coming", "office_floor", "office_people", "office_move_officer",
    "office_open_counter", "office_add_seats",
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


def test_the_coming_days_say_what_is_promised(office: Office, head: Client, sunday: datetime) -> None:
    visits.a_visit(office, MONDAY, now=sunday, number=1, names=("Siti", "Budi"))
    with time_machine.travel(datetime.fromisoformat("2026-11-23T07:00+07:00"), tick=False):
        shown = head.get(reverse("office_coming", args=[office.code])).context
    assert (shown["days"][0].promised, shown["days"][0].free, shown["days"][0].text) == (2, 38, "Open")
    assert shown["days"][-1].text == "Opens on Friday, 27 November 2026, 14:00 WIB"
    assert shown["release"].seats == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(name: str, office: Office, head: Client, sunday: datetime) -> None:
    address = reverse(name, args=[office.code])
    counts = []
    for first, last in ((0, 1), (1, 8)):
        for number in range(first, last):
            visits.a_visit(office, MONDAY, now=sunday, number=number, names=("Siti", "Budi"))
            tickets = list(Ticket.objects.filter(booking__account__email=f"visitor{number}@example.id"))
            floor.come_in(tickets, at=sunday)
            floor.on_duty(floor.a_counter(office, number + 1), sunday)
        with CaptureQueriesContext(connection) as asked:
            assert head.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
