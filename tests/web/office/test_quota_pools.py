"""The head sets the seats for people without a booking, pool by pool."""

from __future__ import annotations

from datetime import date, datetime

from django.test import Client

from giliran.offices.models import Office, QuotaRule
from giliran.slots.models import Slot
from tests.web.office.test_two_steps import both_steps, grid, url


def test_priority_seats_from_screen_to_slots(office: Office, head: Client, sunday: datetime) -> None:
    address = f"{url('office_quota', office)}?pool=priority"
    page = head.get(address).text
    assert "Quota of a week: Priority" in page and 'name="pool" value="priority"' in page
    html, done = both_steps(head, address, {**grid(office, "7"), "pool": "priority"})
    assert "Priority" in html
    assert done.redirect_chain == [(address, 302)]
    rules = QuotaRule.objects.filter(pool="priority")
    assert {one.capacity for one in rules} == {7}
    slots = Slot.objects.filter(pool="priority", date=date(2026, 11, 23))
    assert {(one.letter, one.capacity, one.state) for one in slots} == {("P", 7, "released")}
    assert not QuotaRule.objects.filter(pool="online", capacity=7).exists()


def test_an_unknown_pool_is_the_usual_one(office: Office, head: Client) -> None:
    assert "Quota of a week: Online" in head.get(f"{url('office_quota', office)}?pool=event").text
