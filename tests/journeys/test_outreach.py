"""An office goes out to people: what it did, what it hands out, and what anybody may read about it."""

from __future__ import annotations

import io

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]

OFFICE = "/offices/tanjung-pinang/"


def test_a_head_enters_what_was_done_and_headquarters_reads_it(arrive: Arrive) -> None:
    # Given a head of office who has stood at the market, and types a day that is still to come
    head = arrive("en", login="kepala.tpi")
    head.opens("/office/tanjung-pinang/outreach/")
    head.follows("Enter an activity")
    head.fills("Day", "2026-12-24")
    head.page.get_by_label(head.word("What was done")).select_option("stand")
    head.fills("Where it took place", "Pasar Baru, Tanjung Pinang")
    head.fills("For whom", "Pedagang dan pembeli")
    head.fills("People reached", "250")
    head.presses("Enter")
    head.reads("Enter what has taken place. This day is still to come.")
    head.finds_nothing_wrong()

    # When the day is put right
    head.fills("Day", "2026-11-20")
    head.presses("Enter")

    # Then it stands in the register with what new accounts say, there and at headquarters
    head.reads_plainly("Pasar Baru, Tanjung Pinang")
    head.reads("Too few new accounts to tell")
    head.finds_nothing_wrong()
    headquarters = arrive(login="pusat")
    headquarters.opens("/hq/outreach/")
    headquarters.reads_plainly("Pasar Baru, Tanjung Pinang")
    headquarters.finds_nothing_wrong()


def test_somebody_takes_the_step_card_home_and_reads_what_the_office_promises(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.opens(OFFICE)
    visitor.follows("Poster, brochure and step card to print")
    visitor.is_at(f"{OFFICE}print/")
    link = visitor.page.locator("a[href$='/card-id.pdf']")
    content = visitor.page.request.get(f"{visitor.product.url}{link.get_attribute('href')}").body()
    told = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "lima langkah" in told and "Kantor Imigrasi" in told

    visitor.opens(OFFICE)
    visitor.follows("Public-service page: who, standards, pledge, complaints, performance")
    expect(visitor.page.locator("h2")).to_have_count(6)
    visitor.reads("Service pledge")
    visitor.follows("Complain about this office")
    expect(visitor.page.locator("select[name=office]")).to_have_value("tanjung-pinang")
