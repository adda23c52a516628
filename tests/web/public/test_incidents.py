"""What people read while something is down: a banner on every page, the status page, and nothing once it is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from giliran.offices.models import Office
from giliran.outreach.services import incidents
from tests.factories import incidents as made
from tests.web.public.test_pages import MOST_QUERIES, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/offices/", "/offices/jakarta-selatan/", "/faq/", "/accounts/login/"])
def test_the_banner_stands_on_every_page_with_other_ways(
    office: Office, visitor: Client, sunday: datetime, address: str, django_assert_max_num_queries: Any
) -> None:
    made.proposed(sunday)
    assert made.WHAT.en not in words_of(visitor.get(address))
    made.confirmed(sunday, offices=[office])
    with django_assert_max_num_queries(MOST_QUERIES + 3):  # of which the banner asks three, once in some seconds
        said = words_of(visitor.get(address))
    assert f"{made.WHAT.en}: {office.name}" in said
    assert "Since Sunday, 22 November 2026, 19:40 WIB. More by 20:30 WIB." in said
    assert made.WAYS.en in said
    with django_assert_max_num_queries(MOST_QUERIES):
        visitor.cookies["django_language"] = "id"
        assert f"{made.WHAT.id}: {office.name}" in words_of(visitor.get(address))


def test_the_status_page_says_since_when_until_when_and_what_to_do_instead(
    office: Office, visitor: Client, sunday: datetime
) -> None:
    incident = made.confirmed(sunday)
    said = words_of(visitor.get("/status/"))
    for words in (
        made.WHAT.en, made.WORDS.en, "Where it is down In the whole country",
        "Since Sunday, 22 November 2026, 19:40 WIB",
        "Next update Sunday, 22 November 2026, 20:30 WIB", "Expected to end Sunday, 22 November 2026, 22:00 WIB",
        made.WAYS.en, "Booking and tickets Disturbed",
    ):  # fmt: skip
        assert words in said
    assert "Everything is in operation" not in said
    assert said.count(made.WHAT.en) == 1  # the banner would say it twice

    incidents.resolve_incident(incident=incident, words=made.OVER, by=made.HQ, now=sunday)
    said = words_of(visitor.get("/status/"))
    assert "Everything is in operation" in said
    assert f"{made.WHAT.en}, In the whole country Sunday, 22 November 2026, 19:40 WIB to Sunday" in said
    assert made.WHAT.en not in words_of(visitor.get("/"))


def test_more_than_two_are_named_on_the_status_page(office: Office, visitor: Client, sunday: datetime) -> None:
    for kind in ("access", "messages", "payment"):
        made.confirmed(sunday, kind=kind)
    page = visitor.get("/")
    assert (words_of(page).count(made.WHAT.en), "All incidents that go on" in words_of(page)) == (2, True)
    assert words_of(visitor.get("/status/")).count(made.WHAT.en) == 3
