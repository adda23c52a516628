"""Finding an office, and what is free there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from giliran.offices.models import Closure, Holiday, Office
from giliran.slots.models import Slot
from tests.factories import world
from tests.web.public.test_pages import words_of

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def bogor(office: Office) -> Office:
    """A second office 50 km away, with one open slot."""
    bogor = world.an_office("bogor", id=2, quota=None)
    Office.objects.filter(id=2).update(latitude=-6.5971, longitude=106.806)
    world.a_slot(bogor, TUESDAY, capacity=7)
    return bogor


def test_the_list_says_what_is_free_and_since_when(office: Office, visitor: Client) -> None:
    assert "200 left - from Monday, 23 November" in words_of(visitor.get("/offices/"))


def test_the_list_says_when_seats_open_where_nothing_is_free(office: Office, visitor: Client) -> None:
    Slot.objects.filter(state="released").update(state="closed")
    assert "No seats now - next ones open Friday, 27 November, 14:00 WIB" in words_of(visitor.get("/offices/"))


@pytest.mark.parametrize(
    ("query", "total"),
    [("q=bogor", 1), ("q=Jakarta+Selatan", 2), ("province=31", 2), ("province=99", 0), ("q=%F0%9F%98%80", 0)],
)
def test_offices_are_found_by_name_city_and_province(bogor: Office, visitor: Client, query: str, total: int) -> None:
    assert visitor.get(f"/offices/?{query}").context["total"] == total


def test_offices_are_sorted_by_distance_if_a_position_is_given(bogor: Office, visitor: Client) -> None:
    [group] = visitor.get("/offices/?lat=-6.6&lon=106.8").context["groups"]
    assert [line.office.code for line in group.lines] == ["bogor", "jakarta-selatan"]


@pytest.mark.parametrize("query", ["lat=x&lon=y", "lat=91&lon=0", "lat=nan&lon=0", "lat=-6"])
def test_a_position_that_is_none_is_ignored(bogor: Office, visitor: Client, query: str) -> None:
    assert visitor.get(f"/offices/?{query}").context["near"] is None


def test_the_calendar_says_everything_in_words(office: Office, visitor: Client) -> None:
    Slot.objects.filter(date=TUESDAY).update(taken=20)
    Holiday.objects.create(date=date(2026, 11, 25), kind="national", name_id="Hari Guru", name_en="Teachers' Day")
    Closure.objects.create(office=office, date=date(2026, 11, 26), reason="Banjir", created_at=world.LONG_AGO)
    said = words_of(visitor.get("/offices/jakarta-selatan/")).replace("&#x27;", "'")
    for words in ("40 left", "Full", "Holiday: Teachers' Day", "Closed: Banjir", "Not open yet - Friday 14:00 WIB"):
        assert words in said


def test_a_free_day_offers_its_windows_with_seats_and_zone(office: Office, visitor: Client) -> None:
    Slot.objects.filter(date=MONDAY, letter="A").update(taken=18)
    response = visitor.get("/offices/jakarta-selatan/?people=3&day=2026-11-23")
    said = words_of(response)
    assert "08:00\N{EN DASH}12:00 WIB Morning - 2 left - too few for 3" in said
    assert "13:00\N{EN DASH}16:30 WIB Afternoon - 20 left" in said
    assert b'action="/me/book/" method="get"' in response.content


def test_a_full_day_offers_the_nearest_day_and_office(bogor: Office, visitor: Client) -> None:
    Slot.objects.filter(office_id=1, date=MONDAY).update(taken=20)
    response = visitor.get("/offices/jakarta-selatan/?day=2026-11-23")
    nearest = [(one.office.code, one.slot.date) for one in response.context["nearest"]]
    assert nearest[0] == ("jakarta-selatan", TUESDAY)
    assert ("bogor", TUESDAY) in nearest


def test_full_is_never_said_while_seats_are_free(office: Office, visitor: Client) -> None:
    """R90: two windows with one seat each hold no party of two, and the page says just that."""
    Slot.objects.filter(date=MONDAY).update(taken=19)
    said = words_of(visitor.get("/offices/jakarta-selatan/?people=2&day=2026-11-23"))
    assert "2 left - too few together for 2" in said


@pytest.mark.parametrize(
    "query", ["people=6", "people=x", "people=-1", "day=2026-13-45", "day=yesterday", "day=1999-01-01", "people=\u0663"]
)
def test_nonsense_in_the_address_counts_as_not_asked(office: Office, visitor: Client, query: str) -> None:
    response = visitor.get(f"/offices/jakarta-selatan/?{query}")
    assert (response.status_code, response.context["look"].people) == (200, 1)
    assert response.context["chosen"] is None


def test_an_unknown_office_does_not_exist(office: Office, visitor: Client) -> None:
    assert visitor.get("/offices/atlantis/").status_code == 404


def test_a_full_day_asks_no_more_than_others(bogor: Office, visitor: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(3, 12):
        world.a_slot(world.an_office(f"kantor-{number}", id=number, quota=None), MONDAY + timedelta(days=1))
    Slot.objects.filter(office_id=1).update(taken=20)
    with django_assert_max_num_queries(12):
        visitor.get("/offices/jakarta-selatan/?day=2026-11-23")
