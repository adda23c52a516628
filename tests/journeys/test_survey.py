"""From the letter after a visit to the public page of the office: without an account, a name or JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import mailbox
from tests.journeys import product as products
from tests.journeys.conftest import Arrive
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

WHO = "paspor12@demo.giliran"
PUBLIC = "/offices/jakarta-selatan/satisfaction/"
SAID = "Loket cepat, telepon saya "


def test_what_somebody_says_after_a_visit_comes_to_the_public_page(arrive: Arrive, product: Product) -> None:
    # Given somebody who is asked by letter, some hours after the visit
    products.run_inside(product.folder, f"from tests.journeys import finished; finished.ask({WHO!r})")
    letter = mailbox.text_of(product.mailbox.letter_to(WHO, with_subject="Bagaimana kunjungan Anda"))
    link = re.search(r"/survey/[\w-]{22}/", letter)
    assert link
    everybody = arrive()
    everybody.opens(PUBLIC)
    before = answers(everybody)
    everybody.opens(link[0])
    everybody.finds_nothing_wrong()

    # When they answer on a small screen, without scripts and by keyboard
    dian = arrive(java_script_enabled=False)
    dian.page.set_viewport_size({"width": 320, "height": 640})
    dian.opens(link[0])
    dian.page.locator("#id_u1_0").focus()
    for number in range(1, 10):
        assert dian.page.locator(":focus").get_attribute("name") == f"u{number}"
        dian.page.keyboard.press("ArrowLeft")  # from the first to the last of the four
        dian.page.keyboard.press("Tab")
    dian.page.keyboard.type(f"{SAID}0812 3456 7890")
    dian.presses("Send my answers")
    dian.reads("Thank you for your answers")

    # Then the link is spent, the answer is counted, and the words wait until the office has read them
    dian.opens(link[0])
    dian.reads("Thank you, you have answered")
    everybody.opens(PUBLIC)
    assert answers(everybody) == before + 1
    everybody.reads_nowhere(SAID)


def answers(visitor: Visitor) -> int:
    """How many have answered, as the public page says."""
    shown = visitor.page.locator(".ikm dd").nth(2)
    expect(shown).to_have_text(re.compile(r"^\d+$"))
    return int(shown.inner_text())
