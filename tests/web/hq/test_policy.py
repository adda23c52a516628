"""The country's policy: seen first, then set; bad input is told in its cell and kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from giliran.audit import selectors as audit
from giliran.offices import selectors as offices
from giliran.offices.models import PolicyValue
from giliran.opening.models import Opening
from giliran.slots.models import Slot
from giliran.web.figures.fields import HELP, LABELS
from tests.factories import openings
from tests.factories.openings import SUNDAY


def as_it_is(client: Client) -> dict[str, str]:
    """What the form would send if nothing were changed."""
    form = client.get(reverse("hq_policy")).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value.strftime("%H:%M") if hasattr(value, "hour") else str(value) for name, value in shown.items()}


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    with translation.override("en"):
        return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


def test_it_is_seen_and_then_set(opening: Opening, maya: Client) -> None:
    PolicyValue.objects.filter(office=None).delete()
    given = as_it_is(maya) | {
        "opening_pace": "120", "opening_pace.least": "30", "close_weekday.most": "5", "beacon_demanded": "1",
    }  # fmt: skip
    preview = maya.post(reverse("hq_policy"), {**given, "step": "preview"})
    with translation.override("en"):
        answers = [(str(one["label"]), one["value"]) for one in preview.context["answers"]]
    assert answers == [
        ("Close: day, offices to", "Sunday becomes Saturday"),
        ("People let in a minute", "60 becomes 120"),
        ("People let in a minute, offices from", "1 becomes 30"),
        ("Every draw waits for a public value", "No becomes Yes"),
    ]
    assert PolicyValue.objects.filter(office=None).count() == 0
    hidden = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', preview.content.decode()))
    done = maya.post(reverse("hq_policy"), {**hidden, "step": "apply"}, follow=True)
    assert [str(one) for one in done.context["messages"]] == ["The policy has been set."]
    national = offices.national_policy()
    assert (national.figures["opening_pace"], national.bounds["opening_pace"]) == (120, (30, 6000))
    assert audit.trail_of("policy")[0].data["beacon_demanded"] == ["0", "1"]
    edited = maya.post(reverse("hq_policy"), {**given, "step": "edit"})
    assert (edited.status_code, edited.context["form"]["opening_pace"].value()) == (200, "120")


def test_seats_that_are_not_held_open_at_the_new_hour(opening: Opening, maya: Client) -> None:
    given = as_it_is(maya) | {"release_minute": "15:00", "step": "apply"}
    done = maya.post(reverse("hq_policy"), given, follow=True)
    assert [str(one) for one in done.context["messages"]] == [
        "The policy has been set. The seats of 1 office open at another hour now."
    ]
    hours = {slot.opens_at.hour for slot in Slot.objects.filter(state="draft", reserved_for="")}
    held = {slot.opens_at.hour for slot in Slot.objects.filter(reserved_for=opening.name)}
    assert (hours, held) == ({8}, {7})  # in UTC


def test_what_cannot_be_is_told_in_its_cell(db: None, maya: Client) -> None:
    given = as_it_is(maya) | {
        "opening_pace": "many", "draw_minute": "", "entitled_share": "51", "walk_in_day": "9", "step": "preview",
    }  # fmt: skip
    response = maya.post(reverse("hq_policy"), given)
    assert errors(response) == {
        "opening_pace": ["Enter a whole number, in digits."],
        "draw_minute": ["Enter an hour, such as 08:00."],
        "walk_in_day": ["Select a valid choice. 9 is not one of the available choices."],
    }
    assert 'value="many"' in response.content.decode()
    given |= {"opening_pace": "20", "opening_pace.least": "30", "draw_minute": "08:00", "walk_in_day": "1"}
    assert errors(maya.post(reverse("hq_policy"), given)) == {
        "opening_pace": ["The country's own value must lie within the bounds for offices."],
        "entitled_share": ["Enter a value from 0 to 50."],
    }
    same = as_it_is(maya) | {"step": "apply"}
    assert errors(maya.post(reverse("hq_policy"), same)) == {"__all__": ["This changes nothing: it is so already."]}
    nameless = as_it_is(maya) | {"beacon_demanded": "1", "beacon_name": " ", "step": "preview"}
    assert errors(maya.post(reverse("hq_policy"), nameless)) == {
        "beacon_name": ["Name the public value that every draw waits for."]
    }


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_changes_cost_is_set_here_and_explained(db: None, maya: Client, language: str) -> None:
    maya.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    wanted = {
        "moves_per_booking": "2", "changes_a_month": "4", "return_least_minutes": "5", "return_most_minutes": "30",
        "missed_cooling_days": "14", "moves_same_day": "1",
    }  # fmt: skip
    page = maya.get(reverse("hq_policy"))
    with translation.override(language):
        for key in wanted:
            assert str(HELP[key]) in page.content.decode() and str(LABELS[key]) in page.content.decode()
    assert maya.post(reverse("hq_policy"), as_it_is(maya) | wanted | {"step": "apply"}).status_code == 302
    assert {key: str(offices.national_figure(key)) for key in wanted} == wanted


def test_a_wait_that_ends_before_it_begins(db: None, maya: Client) -> None:
    given = as_it_is(maya) | {"return_least_minutes": "61", "step": "preview"}
    assert errors(maya.post(reverse("hq_policy"), given)) == {
        "return_most_minutes": ["The longest wait of a seat that was given back cannot be shorter than the shortest."]
    }


def test_an_opening_scheduled_afterwards_waits_for_the_countrys_value(db: None, clock: Any, maya: Client) -> None:
    given = as_it_is(maya) | {"beacon_demanded": "1", "beacon_name": "IHSG hari Kamis", "step": "apply"}
    assert maya.post(reverse("hq_policy"), given).status_code == 302
    openings.an_office(quota=2)
    openings.tick(SUNDAY)
    assert Opening.objects.get().beacon_name == "IHSG hari Kamis"
