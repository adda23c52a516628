"""A citizen chooses to be told by SMS, is told of a booking and reminded of the visit, and stops it with one press."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys import booking
from tests.journeys.conftest import Arrive
from tests.journeys.stage import TUESDAY
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

MONDAY_MORNING = datetime(2026, 12, 7, 2, 1, tzinfo=UTC)
"""09.01 WIB: the moment of the reminder one day before has come."""


def test_ina_is_told_as_she_chose_until_she_has_enough(arrive: Arrive) -> None:
    ina, anybody = arrive(login="kabar"), arrive()

    # Given that she wants messages on her telephone
    ina.opens("/me/notifications/")
    ina.finds_nothing_wrong()
    sms = ina.page.locator("section", has=ina.page.locator("#way-sms"))
    sms.locator("input[type=tel]").fill("0812 3456 7890")
    sms.get_by_role("button", name=re.compile(ina.word("Send a message with a link"))).click()
    expect(ina.page.locator(".error-summary")).to_be_visible()
    ina.finds_nothing_wrong()
    sms.locator("input[type=checkbox]").last.check()
    sms.get_by_role("button", name=re.compile(ina.word("Send a message with a link"))).click()
    expect(sms.get_by_text(ina.word("Waiting for your agreement"))).to_be_visible()

    # When whoever holds the telephone presses the link that came there
    anybody.opens(link_in_outbox(anybody, "agree"))
    anybody.finds_nothing_wrong()
    anybody.presses("Agree")
    anybody.reads("Agreed")
    anybody.finds_nothing_wrong()

    # And she books a visit
    code = booking.books_quickly(ina, ["Ina Kabar"], TUESDAY)

    # Then the confirmation goes to her telephone, and lies in her inbox
    shown = f"{code[:3]}-{code[3:6]}-{code[6:]}"
    stop_link = link_in_outbox(anybody, "stop", after=shown)
    waits_in_inbox(ina, re.compile(shown))
    ina.finds_nothing_wrong()

    # And the day before, at nine, the reminder
    ina.product.set_clock(MONDAY_MORNING)
    waits_in_inbox(ina, re.compile(r"^Besok, Selasa, 8 Desember 2026"), seconds=75)

    # When she has enough, the link in a message stops it, without signing in
    anybody.opens(stop_link)
    anybody.finds_nothing_wrong()
    anybody.presses("Stop all messages by %(channel)s", channel="SMS")
    anybody.reads("Stopped")
    anybody.finds_nothing_wrong()

    # Then her page says so, and everything still lies in her inbox
    ina.opens("/me/notifications/")
    expect(sms.get_by_text(ina.word("Off"), exact=True)).to_be_visible()
    ina.finds_nothing_wrong()


def waits_in_inbox(visitor: Visitor, subject: re.Pattern[str], seconds: float = 40) -> None:
    """Looks again until a message with this subject lies there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visitor.opens("/me/inbox/")
        if visitor.page.get_by_role("heading", name=subject).count():
            return
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"No message with {subject.pattern} in {seconds} s.")


def link_in_outbox(visitor: Visitor, page: str, after: str = "", seconds: float = 30) -> str:
    """The path of a link of ours in the newest message of the demo's outbox that has one, to a telephone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visitor.opens("/demo/outbox/")
        for mail in visitor.page.locator(".mail").all_inner_texts():
            found = re.search(rf"https?://[^/\s]+(/{page}/[\w-]+/)", mail)
            if found and "+6281234567890" in mail and after in mail:
                return found[1]
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"No link to {page} in {seconds} s.")
