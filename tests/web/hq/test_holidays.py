"""Headquarters confirms, declares and takes back holidays, and sees the days that offices could not keep."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giliran.booking.models import Clearing
from giliran.booking.services.clear_day import clear_due
from giliran.offices.models import Holiday, Office
from giliran.slots import services as slots
from giliran.slots.models import Slot
from tests.factories import catalogue, visits, world

TUESDAY = date(2026, 11, 24)
FORM = {"day": "2026-11-24", "kind": "national", "name_id": "Hari Berkabung", "name_en": "Mourning"}


@pytest.fixture
def office(db: None, sunday: datetime) -> Office:
    catalogue.a_catalogue()
    office = world.an_office()
    slots.plan_slots(office, now=sunday)
    slots.release_due(sunday)
    return office


@pytest.fixture
def hq(office: Office) -> Client:
    client = world.sign_in(Client(), world.staff_member("hq", None), second_factor=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_a_late_holiday_is_seen_declared_and_followed(office: Office, hq: Client, sunday: datetime) -> None:
    visits.a_visit(office, TUESDAY, now=sunday, names=("Siti", "Budi"))
    page = reverse("hq_holidays")
    preview = hq.post(page, {**FORM, "step": "preview"})
    touched = preview.context["touched"]
    assert (touched.offices, touched.bookings, touched.people, Holiday.objects.count()) == (1, 1, 2, 0)
    done = hq.post(page, {**FORM, "step": "apply_move"}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("hq_closures")
    assert [str(one) for one in done.context["messages"]] == [
        "Tuesday, 24 November 2026 is a holiday now. Every office is closed."
    ]
    assert [(one.reason, left) for one, left in done.context["rows"]] == [("Hari Berkabung", 1)]
    clear_due(sunday)
    clear_due(sunday)
    [(one, left)] = hq.get(reverse("hq_closures")).context["rows"]
    assert (one.moved, one.cancelled, left, one.done_at) == (1, 0, 0, sunday)
    assert hq.get(reverse("office_clearing", args=[office.code, one.pk])).status_code == 200


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(office: Office, hq: Client) -> None:
    answer = hq.post(reverse("hq_holidays"), {**FORM, "day": "2026-11-01", "name_en": "", "step": "apply"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"name_en"})
    answer = hq.post(reverse("hq_holidays"), {**FORM, "day": "2026-11-01", "step": "apply"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"day"})
    assert 'value="Hari Berkabung"' in answer.content.decode()


def test_an_estimate_is_confirmed_and_a_holiday_taken_back(office: Office, hq: Client) -> None:
    Holiday.objects.create(date=TUESDAY, kind="national", name_id="Idul", name_en="Eid", is_estimate=True)
    page = hq.get(reverse("hq_holidays")).content.decode()
    assert "1 date is not confirmed." in page
    hq.post(reverse("hq_holiday_confirm", args=[TUESDAY]))
    assert not Holiday.objects.get().is_estimate
    back = reverse("hq_holiday_take_back", args=[TUESDAY])
    assert "Every office works on this day again" in hq.get(back).content.decode()
    done = hq.post(back, follow=True)
    assert "1 office follows its own rules" in done.content.decode()
    assert hq.get(back).status_code == 404
    assert Slot.objects.filter(date=TUESDAY).exclude(state="closed").count() == 2


def test_the_page_of_closures_asks_as_often_for_many_as_for_one(office: Office, hq: Client, sunday: datetime) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as made:
            assert hq.get(reverse("hq_closures")).status_code == 200
        return len(made)

    def a_clearing(day: int) -> None:
        Clearing.objects.create(office=office, date=date(2026, 12, day), how="move", reason="Banjir", started_at=sunday)

    a_clearing(1)
    before = ask()
    for day in range(2, 9):
        a_clearing(day)
    assert ask() == before <= 12
