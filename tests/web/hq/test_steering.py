"""Headquarters steers: bad input is told at its field and kept, and what is final takes two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from giliran.audit import selectors as audit
from giliran.opening.models import Opening, SecondPersonAct
from giliran.slots.models import Slot
from tests.factories import openings
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, THURSDAY_20
from tests.web.hq.conftest import Clock

MINUTE = timedelta(minutes=1)


def errors(response: Any, status: int = 422) -> dict[str, list[str]]:
    assert response.status_code == status
    form = response.context["form"] if "form" in response.context else response.context["pace_form"]
    with translation.override("en"):
        return {name: list(map(str, found)) for name, found in form.errors.items()}


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]][-1:]


def to(name: str, key: int) -> str:
    return reverse(name, args=[key])


@pytest.fixture
def running(opening: Opening, clock: Clock) -> Opening:
    clock(MONDAY_9)
    openings.a_crowd(opening, 4)
    for moment in (THURSDAY_20, FRIDAY_8, FRIDAY_14):
        clock(moment)
    opening.refresh_from_db()
    return opening


def test_a_pace_is_looked_at_and_changed(running: Opening, maya: Client) -> None:
    looked = maya.get(to("hq_pace", running.pk), {"pace": "1"})
    assert looked.context["outlook"].text == "At 1 a minute the last of 3 people in line is in at about 14:02 WIB."
    part = maya.get(to("hq_pace", running.pk), {"pace": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<p id="outlook"')
    assert said(maya.post(to("hq_pace", running.pk), {"pace": "1"}, follow=True)) == ["The pace has been changed."]
    running.refresh_from_db()
    assert (running.pace, list(running.paces.order_by("id").values_list("pace", flat=True))) == (1, [2, 1])


def test_a_pace_that_reaches_not_everybody_says_so(running: Opening, maya: Client) -> None:
    Opening.objects.filter(pk=running.pk).update(closes_at=FRIDAY_14 + MINUTE)
    outlook = maya.get(to("hq_pace", running.pk), {"pace": "1"}).context["outlook"]
    assert (outlook.text, outlook.is_bad) == ("At 1 a minute 2 people are not reached before it closes.", True)


@pytest.mark.parametrize(
    ("pace", "wrong"),
    [
        ("", "Enter a number."),
        ("many", "Enter a whole number, in digits."),
        ("0", "The pace is between 1 and 6,000 people a minute."),
        ("-5", "The pace is between 1 and 6,000 people a minute."),
        ("6001", "The pace is between 1 and 6,000 people a minute."),
        ("9" * 30, "The pace is between 1 and 6,000 people a minute."),
    ],
)
def test_an_absurd_pace_is_told_at_its_field_and_kept(running: Opening, maya: Client, pace: str, wrong: str) -> None:
    response = maya.post(to("hq_pace", running.pk), {"pace": pace})
    assert errors(response) == {"pace": [wrong]}
    assert not pace or f'value="{pace}"' in response.content.decode()
    assert maya.get(to("hq_pace", running.pk), {"pace": pace}).status_code == 200


def test_it_is_paused_and_resumed_in_two_clicks_each(running: Opening, maya: Client) -> None:
    assert to("hq_pause", running.pk) in maya.get(reverse("hq")).content.decode()
    assert "Every place in line is kept." in maya.get(to("hq_pause", running.pk)).content.decode()
    done = maya.post(to("hq_pause", running.pk), follow=True)
    assert said(done) == ["The opening is paused. Every place is kept."]
    assert done.context["view"].phase == "paused"
    again = maya.post(to("hq_pause", running.pk))
    assert (again.status_code, "The opening is paused already." in again.content.decode()) == (409, True)
    assert to("hq_resume", running.pk) in maya.get(reverse("hq")).content.decode()
    assert maya.get(to("hq_resume", running.pk)).status_code == 200
    assert said(maya.post(to("hq_resume", running.pk), follow=True)) == ["The opening goes on."]
    assert maya.post(to("hq_resume", running.pk)).status_code == 409


def test_a_cancellation_is_asked_for_by_one_and_confirmed_by_another(
    running: Opening, maya: Client, arif: Client
) -> None:
    assert errors(maya.post(to("hq_cancel", running.pk), {"value": "  "})) == {
        "value": ["Say why, so that people can be told."]
    }
    long = maya.post(to("hq_cancel", running.pk), {"value": "x" * 201})
    assert errors(long) == {"value": ["Use at most 200 characters."]}
    assert "x" * 201 in long.content.decode()
    assert maya.get(to("hq_cancel", running.pk)).status_code == 200
    assert said(maya.post(to("hq_cancel", running.pk), {"value": "Banjir"}, follow=True)) == [
        "Asked. Somebody else at headquarters must confirm it now."
    ]
    act = SecondPersonAct.objects.get()
    again = maya.post(to("hq_cancel", running.pk), {"value": "Banjir"})
    assert errors(again) == {"__all__": ["This was asked for already and waits for a second person."]}

    mine = maya.get(to("hq_act", act.pk)).content.decode()
    assert "Take it back" in mine and "Confirm: cancel the opening" not in mine
    assert errors(maya.post(to("hq_act", act.pk), {"step": "confirm"}), 409) == {
        "__all__": ["Somebody else at headquarters must confirm this."]
    }
    live = arif.get(to("hq_opening", running.pk)).content.decode()
    assert "asks to cancel this opening: Banjir" in live
    assert said(arif.post(to("hq_act", act.pk), {"step": "confirm"}, follow=True)) == [
        "The opening has been cancelled."
    ]
    running.refresh_from_db()
    assert (running.state, running.cancel_reason, bool(running.seed)) == ("cancelled", "Banjir", True)
    assert "This is settled" in arif.get(to("hq_act", act.pk)).content.decode()
    assert arif.post(to("hq_act", act.pk), {"step": "confirm"}).status_code == 409
    events = [line.event for line in audit.trail_of(running.name)][-2:]
    assert events == ["opening.cancel_asked", "opening.cancelled"]


@pytest.mark.parametrize("who", ["maya", "arif"])
def test_what_was_asked_can_be_taken_back_or_refused(
    running: Opening, who: str, request: pytest.FixtureRequest, maya: Client
) -> None:
    maya.post(to("hq_cancel", running.pk), {"value": "Banjir"})
    act = SecondPersonAct.objects.get()
    client: Client = request.getfixturevalue(who)
    assert said(client.post(to("hq_act", act.pk), {"step": "drop"}, follow=True)) == [
        "Taken back. Nothing has been done."
    ]
    running.refresh_from_db()
    assert (running.state, SecondPersonAct.objects.get().is_dropped) == ("running", True)


def test_a_public_value_is_named_before_and_entered_by_two_who_do_not_see_each_other(
    opening: Opening, maya: Client, arif: Client, clock: Clock
) -> None:
    address = to("hq_beacon", opening.pk)
    assert errors(maya.post(address, {"name": "x" * 201})) == {"name": ["Use at most 200 characters."]}
    assert said(maya.post(address, {"name": "IHSG Kamis"}, follow=True)) == ["Saved."]
    clock(MONDAY_9)
    assert errors(maya.post(address, {"value": "1"})) == {
        "__all__": ["The value can be entered when the roll is closed: before, nobody may know it."]
    }
    clock(THURSDAY_20)
    assert errors(maya.post(address, {"value": ""})) == {"value": ["Enter the value as it was published."]}
    maya.post(address, {"value": "7.123,45"})
    act = SecondPersonAct.objects.get()
    shown = arif.get(to("hq_act", act.pk)).content.decode() + arif.get(to("hq_opening", opening.pk)).content.decode()
    assert "IHSG Kamis" in shown and "7.123,45" not in shown
    wrong = arif.post(to("hq_act", act.pk), {"step": "confirm", "value": "7.123,54"})
    assert errors(wrong) == {"value": ["The two values are not the same. Enter the value as it was published."]}
    assert 'value="7.123,54"' in wrong.content.decode()
    assert said(arif.post(to("hq_act", act.pk), {"step": "confirm", "value": "7.123,45"}, follow=True)) == [
        "Both values are the same. The draw goes on."
    ]
    clock(FRIDAY_8)
    opening.refresh_from_db()
    assert (opening.state, opening.beacon) == ("drawn", "7.123,45")


def plan(**changes: str) -> dict[str, str]:
    return {
        "method": "turns", "pace": "30", "gathers_at": "2026-11-23T08:00", "freezes_at": "2026-11-26T20:00",
        "draws_at": "2026-11-27T08:00", "opens_at": "2026-11-27T15:00", "closes_at": "2026-11-28T20:00",
        "beacon_name": "", **changes,
    }  # fmt: skip


def test_a_scheduled_opening_is_changed_by_the_clock_of_its_office(opening: Opening, maya: Client) -> None:
    address = to("hq_change", opening.pk)
    form = maya.get(address).context["form"]
    assert form["opens_at"].value() == FRIDAY_14.replace(tzinfo=None) + timedelta(hours=7)
    assert said(maya.post(address, plan(beacon_name="IHSG"), follow=True)) == ["The opening has been changed."]
    opening.refresh_from_db()
    assert (opening.pace, opening.opens_at, opening.beacon_name) == (30, FRIDAY_14 + timedelta(hours=1), "IHSG")
    told = maya.get(to("hq_opening", opening.pk)).context["log"][0].text
    assert told.startswith("Changed: Opening: Friday, 27 November 2026, 14:00 WIB \N{RIGHTWARDS ARROW} Friday")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"opens_at": ""}, {"opens_at": ["Choose a day and an hour."]}),
        ({"draws_at": ""}, {"draws_at": ["Choose a day and an hour."]}),
        ({"opens_at": "soon"}, {"opens_at": ["This is no day and hour. Choose both."]}),
        ({"pace": "0"}, {"pace": ["The pace is between 1 and 6,000 people a minute."]}),
        ({"gathers_at": "2026-11-20T08:00"}, {"gathers_at": ["This moment has passed. Choose a later one."]}),
        ({"opens_at": "2026-11-30T08:00", "closes_at": "2026-12-05T08:00"},
         {"opens_at": ["The opening must begin before the first visit of the week."],
          "closes_at": ["The opening must be over by the end of the last visit of the week."]}),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_told_at_its_fields_and_kept(
    opening: Opening, maya: Client, changes: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    response = maya.post(to("hq_change", opening.pk), plan(**changes))
    assert errors(response) == wrong
    opening.refresh_from_db()
    assert opening.pace == 2


def test_without_a_draw_only_opening_and_close_are_asked_for(opening: Opening, maya: Client) -> None:
    changes = plan(method="open", gathers_at="", freezes_at="", draws_at="")
    assert maya.post(to("hq_change", opening.pk), changes).status_code == 302
    opening.refresh_from_db()
    assert (opening.method, opening.gathers_at) == ("open", FRIDAY_14 + timedelta(hours=1))


def test_what_takes_entries_is_not_changed(opening: Opening, maya: Client, clock: Clock) -> None:
    clock(MONDAY_9)
    for answer in (
        maya.get(to("hq_change", opening.pk), follow=True),
        maya.post(to("hq_change", opening.pk), plan(), follow=True),
    ):
        assert said(answer) == ["Entries are being taken, so the opening can only be cancelled now."]


def test_a_week_is_scheduled_by_hand_and_again_after_it_was_cancelled(
    opening: Opening, maya: Client, arif: Client
) -> None:
    first = opening.first_date
    address = reverse("hq_new_opening", args=["jakarta-selatan", first])
    assert maya.get(address).status_code == 404  # it is held
    maya.post(to("hq_cancel", opening.pk), {"value": "Banjir"})
    arif.post(to("hq_act", SecondPersonAct.objects.get().pk), {"step": "confirm"})
    weeks = maya.get(reverse("hq_new"), {"q": "jakarta selatan"}).context["page"]
    assert next(one.week.first_date for one in weeks) == first
    assert list(maya.get(reverse("hq_new"), {"q": "atlantis"}).context["page"]) == []
    assert maya.get(address).context["form"]["pace"].value() == 2
    done = maya.post(address, plan(), follow=True)
    assert said(done) == ["The opening stands on the calendar."]
    fresh = Opening.objects.get(state="scheduled", first_date=first)
    assert done.redirect_chain[-1][0] == to("hq_opening", fresh.pk)
    assert set(Slot.objects.filter(date__range=(first, fresh.last_date)).values_list("reserved_for", flat=True)) == {
        fresh.name
    }
    assert maya.post(address, plan()).status_code == 404
    assert maya.get(reverse("hq_new_opening", args=["jakarta-selatan", "someday"])).status_code == 404
