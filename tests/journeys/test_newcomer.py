"""Somebody who has never been here reads before signing in: cost, papers, who may walk in, what is free where."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]


def test_a_newcomer_reads_what_it_costs_what_to_bring_who_may_walk_in_and_when_seats_open(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/")
    newcomer.reads_plainly(re.compile(r"Setiap Jumat pukul 14\.00"))
    newcomer.reads_plainly(re.compile(r"Jumat, 11 Desember 2026"))
    newcomer.reads_plainly(re.compile(r"Rp\d{3}\.000"))
    for who in ("Pregnant women", "People with disabilities"):
        newcomer.reads(who)
    newcomer.reads_plainly(re.compile(r"60 tahun"))
    newcomer.finds_nothing_wrong()

    newcomer.follows("All fees")
    newcomer.is_at("/fees/")
    newcomer.reads_plainly("Rp650.000")
    newcomer.finds_nothing_wrong()

    newcomer.follows("Services and papers")
    newcomer.is_at("/services/")
    newcomer.reads_plainly("KTP")
    newcomer.finds_nothing_wrong()


def test_a_newcomer_finds_an_office_by_its_city_and_reads_the_calendar(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/")
    newcomer.follows("Find an office and a day")
    newcomer.fills("City, office or street", "tanjung pinang")
    newcomer.presses("Search")
    newcomer.page.get_by_role("link", name=re.compile("^Kantor Imigrasi Tanjung Pinang")).click()
    newcomer.is_at("/offices/tanjung-pinang/")
    assert _says(newcomer, "7 Des") == "Sisa"
    assert _state(newcomer, "10 Des") == "Penuh"
    assert _state(newcomer, "14 Des") == "Belum dibuka - Jumat 14.00 WIB"
    assert _state(newcomer, "25 Des") == "Libur: Hari Raya Natal"
    newcomer.finds_nothing_wrong()


def test_a_full_day_says_where_there_are_seats(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/offices/tanjung-pinang/")
    _day(newcomer, "10 Des").click()
    newcomer.reads("The nearest free seats")
    offers = newcomer.page.locator("#day .rows a")
    assert offers.count() > 0
    newcomer.finds_nothing_wrong()
    offers.first.click()
    newcomer.reads("Choose a session")


def test_an_office_in_another_zone_says_its_own_hour(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/offices/?q=denpasar")
    newcomer.page.get_by_role("link", name=re.compile("^Kantor Imigrasi Denpasar")).click()
    assert _state(newcomer, "14 Des") == "Belum dibuka - Jumat 14.00 WITA"


def test_the_language_is_one_press_away_and_stays(arrive: Arrive) -> None:
    newcomer = arrive()
    newcomer.opens("/offices/tanjung-pinang/")
    newcomer.page.get_by_role("button", name="English").click()
    newcomer.language = "en"
    newcomer.is_at("/offices/tanjung-pinang/")
    assert newcomer.page.locator("html").get_attribute("lang") == "en"
    assert _state(newcomer, "10 Dec") == "Full"
    assert _state(newcomer, "25 Dec") == "Holiday: Christmas Day"
    newcomer.follows("Fees and papers")
    newcomer.reads("Fees")


def _day(newcomer: Visitor, words: str):  # type: ignore[no-untyped-def]
    return newcomer.page.locator(".calendar .day").filter(has=newcomer.page.get_by_text(re.compile(f", {words}$")))


def _state(newcomer: Visitor, words: str) -> str:
    return _day(newcomer, words).locator(".day__state").inner_text().strip()


def _says(newcomer: Visitor, words: str) -> str:
    """The first word of a day."""
    return _state(newcomer, words).split()[0]
