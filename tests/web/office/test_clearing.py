"""The head closes a day that has bookings, follows what becomes of them, stops it and goes on."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.accounts.models import User
from giliran.booking.models import Booking, Clearing
from giliran.booking.services.clear_day import clear_due
from giliran.offices.models import Closure, Office
from giliran.slots.models import Slot
from tests.factories import visits, world

MONDAY = date(2026, 11, 23)
FLOOD = {"first": "2026-11-23", "reason": "Banjir"}


def url(name: str, office: Office, *args: Any) -> str:
    return reverse(name, args=[office.code, *args])


def close(head: Client, office: Office, step: str = "apply_move") -> Clearing:
    answer = head.post(url("office_closures", office), {**FLOOD, "step": step})
    clearing = Clearing.objects.get()
    assert answer.headers["Location"] == url("office_clearing", office, clearing.pk)
    return clearing


def test_the_preview_says_who_is_hit_and_what_each_remedy_would_do(
    office: Office, head: Client, sunday: datetime
) -> None:
    pair = visits.a_visit(office, MONDAY, now=sunday, number=1, names=("Siti", "Budi"))
    alone = visits.a_visit(office, MONDAY, now=sunday, number=2, letter="B", names=("Ani",))
    User.objects.filter(pk=alone.account_id).update(email=None, phone="+628111")
    Slot.objects.filter(date__gt="2026-11-24").update(reserved_for="opening:1")
    Slot.objects.filter(date="2026-11-24").update(taken=19)
    preview = head.post(url("office_closures", office), {**FLOOD, "step": "preview"})
    told = [(row.code, row.to_day, row.to_window, row.telephone) for row in preview.context["hits"]]
    assert told == [(pair.code, None, "", None), (alone.code, date(2026, 11, 24), "Afternoon", "+628111")]
    html = preview.content.decode()
    assert "1 booking moves to the nearest open seats" in html
    assert "1 booking cannot be moved and is cancelled with a place owed" in html
    assert "1 party has no e-mail address" in html
    assert (Closure.objects.count(), Clearing.objects.count()) == (0, 0)


def test_a_day_nobody_booked_closes_as_before(office: Office, head: Client) -> None:
    preview = head.post(url("office_closures", office), {**FLOOD, "step": "preview"})
    assert "Make this change" in preview.content.decode()
    head.post(url("office_closures", office), {**FLOOD, "step": "apply_move"})
    assert (Closure.objects.count(), Clearing.objects.count()) == (1, 0)


def test_a_closure_that_cannot_be_made_moves_nobody(office: Office, head: Client, sunday: datetime) -> None:
    visits.a_visit(office, MONDAY, now=sunday)
    answer = head.post(
        url("office_closures", office), {"first": "2026-11-01", "reason": "Banjir", "step": "apply_move"}
    )
    assert (answer.status_code, Clearing.objects.count()) == (422, 0)


def test_it_is_followed_stopped_and_gone_on_with(office: Office, head: Client, sunday: datetime) -> None:
    one = visits.a_visit(office, MONDAY, now=sunday, names=("Siti",))
    clearing = close(head, office)
    page = url("office_clearing", office, clearing.pk)
    assert "Under way" in head.get(page).content.decode()
    head.post(url("office_clearing_stop", office, clearing.pk))
    stopped = head.get(page)
    assert (clear_due(sunday), stopped.context["left"]) == (0, 1)
    assert "Go on: move those that are left" in stopped.content.decode()
    again = head.post(url("office_clearing_stop", office, clearing.pk), follow=True)
    assert [str(one) for one in again.context["messages"]] == ["This has been stopped already."]
    head.post(url("office_clearing_resume", office, clearing.pk), {"how": "cancel"})
    assert (clear_due(sunday), clear_due(sunday)) == (1, 0)
    done = head.get(page)
    assert (done.context["clearing"].cancelled, done.context["left"]) == (1, 0)
    assert "Finished: every booking has its answer" in done.content.decode()
    assert [row.people for row in done.context["rows"]] == [(("A-001", "Siti"),)]
    assert set(one.tickets.values_list("state", flat=True)) == {"cancelled"}


def test_the_outcomes_are_a_table_in_which_nothing_is_run(office: Office, head: Client, sunday: datetime) -> None:
    one = visits.a_visit(office, MONDAY, now=sunday, names=("=HYPERLINK(1)", "Budi"))
    clearing = close(head, office)
    clear_due(sunday)
    answer = head.get(url("office_clearing_csv", office, clearing.pk))
    head_line, *lines = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    moved = Booking.objects.get(moved_from=one)
    assert head_line[:5] == ["Booking", "Day", "Window", "Queue number", "Name"]
    assert [line[4] for line in lines] == ["'=HYPERLINK(1)", "Budi"]
    assert {line[6].replace("-", "") for line in lines} == {moved.code}


def test_a_day_that_was_closed_before_is_cleared_later(office: Office, head: Client, sunday: datetime) -> None:
    visits.a_visit(office, MONDAY, now=sunday)
    head.post(url("office_closures", office), {**FLOOD, "step": "apply"})
    address = url("office_clear_day", office, MONDAY)
    assert address in head.get(url("office_closures", office)).content.decode()
    assert head.get(address).context["moving"] == 1
    assert "1 seat stands" in head.get(url("office_closures", office)).content.decode()
    head.post(address, {"step": "move"})
    assert (clear_due(sunday), Clearing.objects.get().reason) == (1, "Banjir")
    assert Slot.objects.filter(date=MONDAY, taken=1).exists()  # the seat is still on its way back
    assert "seat stands" not in head.get(url("office_closures", office)).content.decode()
    refused = head.post(address, {"step": "move"}, follow=True)
    assert [str(one) for one in refused.context["messages"]] == ["Nobody holds a seat on this day any more."]


def test_another_offices_clearing_does_not_exist_here(office: Office, head: Client, sunday: datetime) -> None:
    other = world.an_office("bogor", id=2)
    clearing = Clearing.objects.create(office=other, date=MONDAY, how="move", reason="Banjir", started_at=sunday)
    assert head.get(url("office_clearing", office, clearing.pk)).status_code == 404
    assert head.post(url("office_clearing_stop", office, clearing.pk)).status_code == 404


@pytest.mark.parametrize("step", ["preview", "progress"])
def test_the_queries_are_as_many_at_one_booking_as_at_six(
    office: Office, head: Client, sunday: datetime, step: str
) -> None:
    def queries() -> int:
        if step == "progress":
            [clearing] = Clearing.objects.all()[:1] or [close(head, office)]
            clear_due(sunday)
            ask = lambda: head.get(url("office_clearing", office, clearing.pk))  # noqa: E731
        else:
            ask = lambda: head.post(url("office_closures", office), {**FLOOD, "step": "preview"})  # noqa: E731
        ask()
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert ask().status_code == 200
        return len(made)

    visits.a_visit(office, MONDAY, now=sunday, number=0)
    before = queries()
    if step == "progress":
        Clearing.objects.all().delete()
        Closure.objects.all().delete()
        Slot.objects.filter(date=MONDAY).update(state="released")
    for number in range(1, 6):
        visits.a_visit(office, MONDAY, now=sunday, number=number)
    assert queries() == before
