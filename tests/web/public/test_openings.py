"""Openings as everybody sees them, at every stage."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

from giliran.core.types import SYSTEM
from giliran.opening import verify
from giliran.opening.models import Opening
from giliran.opening.services import run
from tests.factories import catalogue, openings, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20
from tests.web.public.test_pages import MOST_BYTES, MOST_QUERIES, words_of

STAGES = {
    "scheduled": [SUNDAY],
    "gathering": [SUNDAY, MONDAY_9],
    "frozen": [SUNDAY, MONDAY_9, THURSDAY_20],
    "drawn": [SUNDAY, MONDAY_9, THURSDAY_20, FRIDAY_8],
    "running": [SUNDAY, MONDAY_9, THURSDAY_20, FRIDAY_8, FRIDAY_14],
    "closed": [SUNDAY, MONDAY_9, THURSDAY_20, FRIDAY_8, FRIDAY_14, SATURDAY_20],
}


@pytest.fixture(autouse=True)
def _clock(db: None) -> Iterator[None]:
    with time_machine.travel(SUNDAY, tick=False):
        yield


def at(stage: str, *, method: str = "turns", entries: int = 3, **figures: int) -> tuple[Opening, datetime]:
    """An opening brought to a stage, and the moment it stands there."""
    openings.an_office(quota=4, method=method, **figures)
    moments = STAGES[stage]
    for moment in moments:
        openings.tick(moment)
        if moment == MONDAY_9 and method != "open":
            opening = Opening.objects.get(first_date="2026-11-30")
            openings.a_crowd(opening, entries, wishes="any" if method == "ballot" else "")
    return Opening.objects.get(first_date="2026-11-30"), moments[-1] + timedelta(minutes=1)


def see(visitor: Client, address: str, now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        return visitor.get(address)


def file_of(visitor: Client, opening: Opening, name: str, now: datetime) -> str:
    response = see(visitor, f"/openings/{opening.pk}/{name}", now)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("scheduled", "Entries from Monday 08:00 WIB"),
        ("gathering", "Entries until Thursday 20:00 WIB"),
        ("frozen", "Entries closed, draw Friday 08:00 WIB"),
        ("drawn", "Drawn, opens Friday 14:00 WIB"),
        ("running", "Open until Saturday 20:00 WIB"),
        ("closed", "Over"),
    ],
)
def test_a_page_says_how_far_it_is(visitor: Client, stage: str, words: str) -> None:
    opening, now = at(stage)
    said = words_of(see(visitor, f"/openings/{opening.pk}/", now))
    assert words in said
    assert "Opening for 30 November \N{EN DASH} 4 December 2026" in said


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("method", ["turns", "ballot", "open"])
def test_every_stage_of_every_method_has_its_page(visitor: Client, stage: str, method: str) -> None:
    opening, now = at(stage, method=method)
    for language in ("id", "en"):
        visitor.cookies["django_language"] = language
        for address in ("/openings/", f"/openings/{opening.pk}/", f"/openings/{opening.pk}/check/", "/openings/how/"):
            response = see(visitor, address, now)
            assert (response.status_code, response["Content-Language"]) == (200, language)


def test_the_list_says_office_week_seats_and_method(visitor: Client) -> None:
    opening, now = at("gathering")
    said = words_of(see(visitor, "/openings/", now))
    for words in (
        "Kantor Imigrasi Jakarta Selatan", "For 30 November \N{EN DASH} 4 December 2026", "40 seats - 3 entries so far",
        "Opens Friday 14:00 WIB", "Drawn by lot, then everybody chooses in turn",
        "Entries until Thursday 20:00 WIB", "2 openings", "Taking entries", "To come",
    ):  # fmt: skip
        assert words in said
    assert f'href="/openings/{opening.pk}/"' in see(visitor, "/openings/", now).content.decode()


def test_the_list_is_searched_like_the_offices(visitor: Client) -> None:
    _, now = at("gathering")
    for query, total in (("q=selatan", 2), ("q=zzz", 0), ("province=31", 2), ("province=99", 0), ("lat=-6&lon=106", 2)):
        assert see(visitor, f"/openings/?{query}", now).context["total"] == total


def test_an_empty_list_says_what_will_be_here(visitor: Client) -> None:
    assert "No opening at the moment" in words_of(visitor.get("/openings/"))


@pytest.mark.parametrize("offices", [1, 3])
@pytest.mark.parametrize("address", ["/openings/", "/openings/?q=kantor", "/openings/{}/", "/openings/{}/check/"])
def test_no_page_asks_more_with_more_rows(
    visitor: Client, offices: int, address: str, django_assert_max_num_queries: Any
) -> None:
    opening, now = at("running", entries=offices * 5)
    for number in range(2, offices + 1):
        office = world.an_office(f"kantor-{number}", id=number)
        world.a_slot(office)
        another = Opening.objects.get(pk=opening.pk)
        another.pk, another.office = None, office
        another.save()
    with django_assert_max_num_queries(MOST_QUERIES):
        assert see(visitor, address.format(opening.pk), now).status_code == 200


@pytest.mark.parametrize("address", ["/openings/", "/openings/{}/", "/openings/{}/check/", "/openings/how/"])
def test_first_load_is_light(visitor: Client, address: str) -> None:
    opening, now = at("closed", entries=20)
    page = see(visitor, address.format(opening.pk), now).content
    named = re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode())
    named += ["js/draw.js"] if "js/check-draw.js" in named else []
    files = [Path(str(finders.find(name))) for name in dict.fromkeys(named)]
    sizes = [len(gzip.compress(one.read_bytes())) if one.suffix != ".woff2" else one.stat().st_size for one in files]
    assert len(gzip.compress(page)) + sum(sizes) < MOST_BYTES


def test_what_is_published_grows_with_the_stages(visitor: Client) -> None:
    opening, now = at("gathering")
    said = words_of(see(visitor, f"/openings/{opening.pk}/", now))
    assert opening.commitment in said
    assert "Published when entries close." in said
    assert "Sealed until the draw." in said
    for moment in (THURSDAY_20, FRIDAY_8):
        openings.tick(moment)
    opening.refresh_from_db()
    said = words_of(see(visitor, f"/openings/{opening.pk}/", FRIDAY_8))
    assert opening.roll_digest in said
    assert opening.seed in said
    assert "Check it yourself" in said


def test_it_says_honestly_what_a_draw_without_a_public_value_does_not_prove(visitor: Client) -> None:
    opening, now = at("gathering")
    page = f"/openings/{opening.pk}/"
    assert "added no made-up entries before entries closed" in words_of(see(visitor, page, now))
    Opening.objects.update(beacon_name="Nikkei 225")
    said = words_of(see(visitor, page, now))
    assert "Nikkei 225 Becomes known after entries have closed" in said


@pytest.mark.parametrize("stage", ["scheduled", "gathering"])
def test_files_that_are_not_there_yet_say_when_they_will_be(visitor: Client, stage: str) -> None:
    opening, now = at(stage)
    response = see(visitor, f"/openings/{opening.pk}/roll.txt", now)
    assert response.status_code == 404
    assert ("Thursday, 26 November 2026, 20:00 WIB" if stage == "gathering" else "Entries begin on") in words_of(
        response
    )
    expected = 404 if stage == "scheduled" else 200
    assert see(visitor, f"/openings/{opening.pk}/draw.json", now).status_code == expected


@pytest.mark.parametrize("name", ["", "check/", "draw.json", "roll.txt"])
@pytest.mark.parametrize("number", ["999", "99999999999999999999999"])
def test_an_opening_that_is_not_there_does_not_exist(visitor: Client, name: str, number: str) -> None:
    assert visitor.get(f"/openings/{number}/{name}").status_code == 404


@pytest.mark.parametrize("stage", ["frozen", "drawn", "running", "closed"])
@pytest.mark.parametrize("method", ["turns", "ballot"])
def test_downloaded_files_agree(visitor: Client, stage: str, method: str) -> None:
    opening, now = at(stage, method=method, entries=60)
    document = json.loads(file_of(visitor, opening, "draw.json", now))
    verdict = verify.verify(document, file_of(visitor, opening, "roll.txt", now))
    assert verdict.findings == []
    assert verdict.counted["entries"] == 60
    assert bool(document["seed"]) == (stage != "frozen")


def test_files_are_long_and_still_whole(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("giliran.web.public.draw_files.AT_ONCE", 7)
    opening, now = at("closed", entries=20)
    verdict = verify.verify(
        json.loads(file_of(visitor, opening, "draw.json", now)), file_of(visitor, opening, "roll.txt", now)
    )
    assert (verdict.findings, verdict.counted["entries"]) == ([], 20)


def test_a_draw_of_nobody_is_published_too(visitor: Client) -> None:
    opening, now = at("closed", entries=0)
    assert file_of(visitor, opening, "roll.txt", now) == ""
    assert verify.verify(json.loads(file_of(visitor, opening, "draw.json", now)), "").findings == []


def test_files_may_be_kept_by_everybody_once_they_are_settled(visitor: Client) -> None:
    opening, now = at("drawn")
    live = see(visitor, f"/openings/{opening.pk}/draw.json", now)
    assert (live["Cache-Control"], "ETag" in live) == ("public, max-age=5", False)
    roll = see(visitor, f"/openings/{opening.pk}/roll.txt", now)
    assert roll["ETag"] == f'"{opening.roll_digest}"'
    for moment in (FRIDAY_14, SATURDAY_20):
        openings.tick(moment)
    settled = see(visitor, f"/openings/{opening.pk}/draw.json", SATURDAY_20)
    assert settled["Cache-Control"] == "public, max-age=86400"
    with time_machine.travel(SATURDAY_20, tick=False):
        again = visitor.get(f"/openings/{opening.pk}/draw.json", headers={"If-None-Match": settled["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_cancelled_opening_says_why_and_that_nobody_lost(visitor: Client) -> None:
    opening, now = at("frozen")
    opening.cancel_reason, opening.seed = "Banjir di kantor", "0" * 64
    run.end(opening, "cancelled", SYSTEM, now)
    said = words_of(see(visitor, f"/openings/{opening.pk}/", now))
    assert "Banjir di kantor" in said
    assert "Nobody has lost by it" in said
    assert "Cancelled" in said


def test_the_chance_of_the_last_weeks_is_told(visitor: Client) -> None:
    opening, now = at("closed", method="ballot", entries=45)
    said = words_of(see(visitor, f"/openings/{opening.pk}/", now))
    assert "40 of 45 people got a seat (89 %)." in said


def test_kept_seats_are_told_by_day(visitor: Client) -> None:
    opening, now = at("gathering", entitled_share=20)
    response = see(visitor, f"/openings/{opening.pk}/", now)
    assert (response.context["seats"], response.context["kept"]) == (40, 8)
    assert "2 of them kept" in words_of(response)


@pytest.mark.parametrize(
    ("stage", "words"),
    [("gathering", "Not open yet - Friday 14:00 WIB"), ("running", "Given in the opening")],
)
def test_the_calendar_leads_to_the_opening_that_gives_its_days(visitor: Client, stage: str, words: str) -> None:
    catalogue.a_catalogue()
    opening, now = at(stage)
    response = see(visitor, "/offices/jakarta-selatan/", now)
    cells = [cell for month in response.context["months"] for week in month.weeks for cell in week]
    of_week = [cell for cell in cells if "2026-11-30" <= str(cell.date) <= "2026-12-04" and cell.kind != "outside"]
    assert {(cell.text, cell.url) for cell in of_week} == {(words, f"/openings/{opening.pk}/")}
    said = words_of(response)
    assert ("Entries until Thursday 20:00 WIB" if stage == "gathering" else "Open until Saturday 20:00 WIB") in said


def test_a_day_of_an_opening_says_so_and_where_else_seats_are_free(visitor: Client) -> None:
    catalogue.a_catalogue()
    opening, now = at("running")
    response = see(visitor, "/offices/jakarta-selatan/?day=2026-12-01", now)
    assert "they are given in the opening of this office. See the opening" in words_of(response)
    assert response.context["chosen_opening"] == f"/openings/{opening.pk}/"


def test_the_list_of_offices_says_that_an_opening_is_under_way(visitor: Client) -> None:
    _, now = at("running")
    assert "Given in the opening" in words_of(see(visitor, "/offices/", now))


def test_the_start_page_says_when_to_enter(visitor: Client) -> None:
    catalogue.a_catalogue()
    _, now = at("gathering")
    said = words_of(see(visitor, "/", now))
    assert "enter beforehand, from Monday 08:00 to Thursday 20:00" in said
    assert "1 takes entries now" in said
