"""Every change is looked at first and made with a second press; bad input is told at its field and kept."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from giliran.offices.models import Closure, Office, PolicyValue, QuotaRule, WorkingDay
from giliran.slots.models import Slot
from tests.factories import openings, visits

MONDAY = date(2026, 11, 23)


def url(name: str, office: Office, *args: Any) -> str:
    return reverse(name, args=[office.code, *args])


def hidden(html: str) -> dict[str, list[str]]:
    """What the preview carries to the second press."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return found


def both_steps(client: Client, address: str, data: dict[str, Any]) -> tuple[str, Any]:
    """The preview's text, and the answer to the second press as the preview sends it."""
    preview = client.post(address, {**data, "step": "preview"})
    assert preview.status_code == 200, preview.content.decode()
    html = preview.content.decode()
    return html, client.post(address, {**hidden(html), "step": "apply"}, follow=True)


def messages(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    with translation.override("en"):
        return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


def test_a_closure_is_seen_then_made(office: Office, head: Client, sunday: datetime) -> None:
    booking = visits.a_visit(office, MONDAY, now=sunday, names=("Siti", "Budi"))
    data = {"first": "2026-11-23", "last": "2026-11-29", "reason": "Perbaikan jaringan listrik"}
    address = url("office_closures", office)
    preview = head.post(address, {**data, "step": "preview"})
    assert Closure.objects.count() == 0
    assert [row.code for row in preview.context["told"].standing] == [booking.code]
    assert [(row.people, row.window) for row in preview.context["told"].standing] == [
        ((("A-001", "Siti"), ("A-002", "Budi")), "A Morning")
    ]
    assert preview.context["told"].lost == 198
    _, done = both_steps(head, address, data)
    assert list(Closure.objects.order_by("date").values_list("date", flat=True)) == [
        MONDAY + timedelta(days=n) for n in range(5)
    ]
    code = f"{booking.code[:3]}-{booking.code[3:6]}-{booking.code[6:]}"
    assert messages(done) == [
        "The change has been made. Free seats: 0 more, 198 fewer.",
        f"1 booking stands although its session is closed now: {code}",
    ]
    assert "2 seats stand" in done.content.decode()
    assert code in head.get(url("office_standing", office)).content.decode()


def test_a_booking_made_meanwhile_is_told_and_stands(office: Office, head: Client, sunday: datetime) -> None:
    address = url("office_closures", office)
    preview = head.post(address, {"first": "2026-11-23", "reason": "Banjir", "step": "preview"})
    booking = visits.a_visit(office, MONDAY, now=sunday)
    done = head.post(address, {**hidden(preview.content.decode()), "step": "apply"}, follow=True)
    assert messages(done)[1:] == [
        "Somebody booked, or something else changed, between the preview and your press. No seat was lost by it.",
        f"1 booking stands although its session is closed now: "
        f"{booking.code[:3]}-{booking.code[3:6]}-{booking.code[6:]}",
    ]
    assert booking.tickets.get().state == "confirmed"


def test_back_to_the_form_keeps_what_was_typed(office: Office, head: Client) -> None:
    data = {"first": "2026-11-23", "last": "", "reason": "Banjir", "step": "edit"}
    response = head.post(url("office_closures", office), data)
    assert (response.status_code, Closure.objects.count()) == (200, 0)
    assert 'value="Banjir"' in response.content.decode()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"first": "", "reason": ""}, {"first": ["Choose a date."], "reason": ["Say why, in a few words."]}),
        ({"first": "2026-11-21", "reason": "x"}, {"first": ["This date has passed. Choose today or a later day."]}),
        (
            {"first": "2026-11-24", "last": "2026-11-23", "reason": "x"},
            {"last": ["The end must come after the beginning."]},
        ),
        (
            {"first": "2026-11-28", "reason": "x"},
            {"first": ["The office does not work on Saturday, 28 November 2026 anyway."]},
        ),
        ({"first": "31/31/2026", "reason": "x"}, {"first": ["This is no date. Choose one."]}),
        (
            {"first": "2026-11-23", "reason": "\N{PARTY POPPER}" * 10_000},
            {"reason": ["Use at most 100 characters; these are 10000."]},
        ),
    ],
)
def test_a_closure_that_cannot_be_is_told_at_its_field(
    office: Office, head: Client, data: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    response = head.post(url("office_closures", office), {**data, "step": "preview"})
    assert errors(response) == wrong
    assert data["reason"] in response.content.decode()
    assert Closure.objects.count() == 0


def test_a_day_closes_once_and_opens_again(office: Office, head: Client) -> None:
    data = {"first": "2026-11-23", "reason": "Banjir"}
    both_steps(head, url("office_closures", office), data)
    again = head.post(url("office_closures", office), {**data, "step": "apply"})
    assert errors(again) == {"first": ["Monday, 23 November 2026 is closed already: Banjir."]}
    address = url("office_reopen", office, MONDAY)
    assert head.get(address).status_code == 200
    assert Closure.objects.count() == 1
    assert messages(head.post(address, follow=True))[0] == "The change has been made. Free seats: 40 more, 0 fewer."
    assert Closure.objects.count() == 0
    assert messages(head.post(address, follow=True)) == ["Monday, 23 November 2026 is not closed any more."]


def test_a_window_is_added_changed_put_away_and_used_again(office: Office, head: Client) -> None:
    new = {
        "name_id": "Sore", "name_en": "Late", "starts_at": "17:00", "ends_at": "18:00", "capacity": "6",
        "valid_from": "2026-11-23",
    }  # fmt: skip
    html, _ = both_steps(head, url("office_window_add", office), new)
    assert "20 sessions are added, with 120 seats." in html
    window = office.windows.get(letter="C")
    assert set(Slot.objects.filter(window=window).values_list("capacity", "letter")) == {(6, "C")}
    change = {"name_id": "Petang", "name_en": "Evening", "starts_at": "17:00", "ends_at": "19:00"}
    html, _ = both_steps(head, url("office_window", office, window.id), change)
    assert "20 sessions get the new hours." in html
    head.post(url("office_window_retire", office, window.id))
    assert set(Slot.objects.filter(window=window).values_list("state", flat=True)) == {"closed"}
    head.post(url("office_window_restore", office, window.id))
    window.refresh_from_db()
    assert (window.name_en, window.is_active) == ("Evening", True)


def test_a_window_that_cannot_be_is_told_at_its_field(office: Office, head: Client) -> None:
    data = {
        "name_id": "x" * 10_000, "name_en": "Late", "starts_at": "noon", "ends_at": "", "capacity": "many",
        "valid_from": "2026-11-23", "step": "preview",
    }  # fmt: skip
    assert errors(head.post(url("office_window_add", office), data)) == {
        "name_id": ["Use at most 40 characters; these are 10000."],
        "starts_at": ["Enter an hour, such as 08:00."],
        "ends_at": ["Enter an hour, such as 08:00."],
        "capacity": ["Enter a whole number, in digits."],
    }
    data |= {"name_id": "Sore", "starts_at": "11:00", "ends_at": "12:30", "capacity": "-4"}
    assert errors(head.post(url("office_window_add", office), data)) == {
        "starts_at": [
            "These hours overlap with A Morning (08:00\N{EN DASH}12:00). A window may begin when another ends."
        ],
        "capacity": ["Enter a whole number of seats from 0 to 2000."],
    }


def test_working_days_follow(office: Office, head: Client) -> None:
    assert errors(head.post(url("office_working_days", office), {"step": "preview"})) == {
        "weekdays": [
            "Choose at least one working day. To stop for a while, close the days instead: closures have a reason."
        ]
    }
    html, _ = both_steps(head, url("office_working_days", office), {"weekdays": ["0", "1", "2", "3"]})
    assert "8 sessions are closed; their 160 free seats go." in html
    assert set(WorkingDay.objects.values_list("weekday", flat=True)) == {0, 1, 2, 3}


def grid(office: Office, seats: str, valid_from: str = "2026-11-23") -> dict[str, str]:
    cells = {f"q_{day}_{one.id}": seats for day in range(5) for one in office.windows.all()}
    return {"valid_from": valid_from, **cells}


def test_a_quota_is_set_for_a_week_from_a_date(office: Office, head: Client, sunday: datetime) -> None:
    for number in range(3):
        visits.a_visit(office, MONDAY, now=sunday, number=number)
    html, done = both_steps(head, url("office_quota", office), grid(office, "2"))
    assert "In 1 session more seats are promised than the new figure." in html
    assert messages(done) == ["The change has been made. Free seats: 0 more, 719 fewer."]
    assert Slot.objects.get(date=MONDAY, letter="A").capacity == 3
    assert QuotaRule.objects.filter(valid_from=MONDAY).count() == 10


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("-1", "Enter a whole number of seats from 0 to 2000."),
        ("2001", "Enter a whole number of seats from 0 to 2000."),
        ("99999999999999999999", "Enter a whole number of seats from 0 to 2000."),
        ("many", "Enter a whole number, in digits."),
    ],
)
def test_an_absurd_quota_is_told_in_its_cell(office: Office, head: Client, cell: str, wrong: str) -> None:
    name = f"q_0_{office.windows.get(letter='A').id}"
    response = head.post(url("office_quota", office), {**grid(office, "5"), name: cell, "step": "preview"})
    assert errors(response) == {name: [wrong]}
    assert f'value="{cell}"' in response.content.decode()


def test_a_weekday_is_copied_into_the_grid_without_saving(office: Office, head: Client) -> None:
    window = office.windows.get(letter="A").id
    data = {**grid(office, "5"), f"q_0_{window}": "9", "step": "copy", "copy_from": "0", "copy_to": ["2", "4"]}
    form = head.post(url("office_quota", office), data).context["form"]
    assert [form[f"q_{day}_{window}"].value() for day in range(5)] == ["9", "5", "9", "5", "9"]
    assert QuotaRule.objects.filter(valid_from=MONDAY).count() == 0


def test_figures_to_come_can_be_taken_back(office: Office, head: Client) -> None:
    both_steps(head, url("office_quota", office), grid(office, "7", "2026-12-07"))
    eras = head.get(url("office_quota", office)).context["eras"]
    assert [(era.valid_from, era.state, era.total) for era in eras] == [
        (date(2026, 12, 7), "coming", 70),
        (date(2026, 1, 1), "now", 200),
    ]
    address = url("office_quota_drop", office, date(2026, 12, 7))
    assert head.get(address).status_code == 200
    head.post(address)
    assert QuotaRule.objects.filter(valid_from=date(2026, 12, 7)).count() == 0
    assert set(Slot.objects.values_list("capacity", flat=True)) == {20}


FIGURES = {
    "gather_weekday": "0", "gather_minute": "08:00", "freeze_weekday": "3", "freeze_minute": "20:00",
    "draw_weekday": "4", "draw_minute": "08:00", "release_weekday": "4", "release_minute": "14:00",
    "close_weekday": "5", "close_minute": "20:00", "opening_method": "0", "opening_pace": "60", "walk_in_day": "1",
    "second_walk_in_day": "3", "bill_hours": "168", "gate_early_minutes": "60", "gate_late_minutes": "60",
    "arrive_early_minutes": "15",
    "issue_days": "4", "express_issue_days": "0",
    "ahead_in_a_row": "2",
    "long_wait_minutes": "60",
    "open_walk_in": "0", "walk_in_companions": "1", "express_from_minute": "08:00", "express_until_minute": "11:00",
    "examination_stage": "0", "head_named": "0",
}  # fmt: skip
"""The figures as they are, as the form has them."""


def test_figures_stay_within_headquarters_bounds(office: Office, head: Client) -> None:
    data = {
        **FIGURES, "release_weekday": "3", "release_minute": "10:00", "gate_early_minutes": "241",
    }  # fmt: skip
    address = url("office_figures", office)
    assert errors(head.post(address, {**data, "step": "preview"})) == {
        "gate_early_minutes": ["Headquarters allows 0 to 240 here."]
    }
    html, _ = both_steps(head, address, {**data, "gate_early_minutes": "30"})
    assert (
        "Seats that were to open on Friday, 27 November 2026, 14:00 WIB open on Thursday, 26 November 2026, 10:00 WIB."
        in html
    )
    assert dict(PolicyValue.objects.filter(office=office).values_list("key", "value")) == {
        "release_weekday": "3",
        "release_minute": "600",
        "gate_early_minutes": "30",
    }


def test_a_change_that_changes_nothing_says_so(office: Office, head: Client) -> None:
    data = {"weekdays": ["0", "1", "2", "3", "4"], "step": "preview"}
    assert errors(head.post(url("office_working_days", office), data)) == {
        "weekdays": ["This changes nothing: it is so already."]
    }


def test_a_window_of_another_office_is_not_found(office: Office, head: Client) -> None:
    assert head.get(url("office_window", office, 9_999)).status_code == 404


def test_a_new_working_day_without_quota_is_named(office: Office, head: Client) -> None:
    data = {"weekdays": ["0", "1", "2", "3", "4", "5"], "step": "preview"}
    shown = head.post(url("office_working_days", office), data).context
    assert shown["answers"][-1] == {
        "label": "Without seats until the quota page gives them some",
        "value": "Saturday",
    }
    assert [line.text for line in shown["told"].lines] == ["No session of the coming weeks changes."]


def test_the_figures_of_an_opening_are_seen_as_a_timetable_first(
    office: Office, head: Client, django_assert_max_num_queries: Any
) -> None:
    address = url("office_figures", office)
    with django_assert_max_num_queries(12):
        steps = dict(head.get(address).context["next_steps"])
    assert steps["Opening"] == "Friday, 27 November 2026, 14:00 WIB"
    data = {**FIGURES, "gather_weekday": "1", "draw_minute": "09:30", "opening_method": "1", "opening_pace": "90"}
    preview = head.post(address, {**data, "step": "preview"})
    assert dict(preview.context["next_steps"]) == {
        "Entries from": "Tuesday, 24 November 2026, 08:00 WIB",
        "Entries until": "Thursday, 26 November 2026, 20:00 WIB",
        "Draw": "Friday, 27 November 2026, 09:30 WIB",
        "Opening": "Friday, 27 November 2026, 14:00 WIB",
        "Close": "Saturday, 28 November 2026, 20:00 WIB",
    }
    with translation.override("en"):
        answers = [{**one, "label": str(one["label"])} for one in preview.context["answers"]]
    assert answers == [
        {"label": "Entries from: day", "value": "Monday becomes Tuesday"},
        {"label": "Draw: hour", "value": "08:00 becomes 09:30"},
        {"label": "Method", "value": "Turns in drawn order becomes Ballot"},
        {"label": "People let in a minute", "value": "60 becomes 90"},
    ]
    assert PolicyValue.objects.count() == 0
    both_steps(head, address, data)
    assert dict(PolicyValue.objects.values_list("key", "value")) == {
        "gather_weekday": "1", "draw_minute": "570", "opening_method": "1", "opening_pace": "90",
    }  # fmt: skip


def test_an_opening_that_stands_already_is_said_to_stay_as_it_is(office: Office, head: Client) -> None:
    opening = openings.a_plain_opening(office, state="gathering")
    html, _ = both_steps(head, url("office_figures", office), {**FIGURES, "opening_pace": "90"})
    said = "The opening of Monday, 30 November 2026 \N{EN DASH} Friday, 4 December 2026 (Taking entries) stands already"
    assert said in html
    opening.refresh_from_db()
    assert opening.pace == 60


def test_headquarters_own_bounds_are_shown_and_kept(office: Office, head: Client) -> None:
    for key, value in (("opening_pace.least", "30"), ("opening_pace.most", "120"), ("close_weekday.least", "5"),
                       ("close_weekday.most", "5")):  # fmt: skip
        PolicyValue.objects.create(key=key, value=value)
    address = url("office_figures", office)
    html = head.get(address).content.decode()
    assert "Headquarters allows 30 to 120." in html
    assert "Headquarters has set this for all: Saturday." in html
    wrong = head.post(address, {**FIGURES, "opening_pace": "121", "close_weekday": "4", "step": "preview"})
    assert errors(wrong) == {
        "opening_pace": ["Headquarters allows 30 to 120 here."],
        "close_weekday": ["Headquarters has set this for all: Saturday."],
    }
