"""Somebody complains without a name, on a small screen, and follows the link until the office has answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.complaints import pictures
from tests.journeys import answering
from tests.journeys import product as products
from tests.journeys.conftest import Arrive
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser]

SAID = "Antrean loket dua tidak bergerak"


def test_a_complaint_without_a_name_is_answered_behind_its_link(
    arrive: Arrive, product: Product, tmp_path: Path
) -> None:
    # Given somebody with a small screen who finds the form from any page
    photo = tmp_path / "antrean.jpg"
    photo.write_bytes(pictures.a_photo((2400, 1600)))
    siti = arrive()
    siti.page.set_viewport_size({"width": 320, "height": 640})
    siti.opens("/complaints/")
    siti.follows("File a complaint")
    siti.finds_nothing_wrong()

    # When they say what happened, with a photo
    siti.field("What is it about?").select_option("waiting")
    siti.fills("What happened?", SAID)
    siti.field("Photos").set_input_files(photo)
    siti.field("Immigration office").select_option("jakarta-selatan")
    siti.page.get_by_text(siti.word("Anonymously"), exact=True).click()
    siti.presses("Send the complaint")

    # Then the page says number, link and terms
    siti.reads("Your complaint has arrived")
    siti.reads_plainly(re.compile(r"ADU-\w{3}-\w{3}-\w{3}"))
    siti.finds_nothing_wrong()
    link = siti.path
    assert re.fullmatch(r"/complaints/[\w-]{22}/", link)

    # When the office asks something, it is answered there without scripts
    products.run_inside(product.folder, f"from tests.journeys import answering; answering.ask({link!r})")
    plain = arrive(java_script_enabled=False)
    plain.opens(link)
    plain.reads_plainly(answering.QUESTION)
    plain.fills("Your answer", "Pukul sembilan")
    plain.presses("Send")
    plain.reads("Your message has arrived.")

    # Then the answer stands there, and can be rated
    products.run_inside(product.folder, f"from tests.journeys import answering; answering.answer({link!r})")
    siti.opens(link)
    siti.reads_plainly(answering.ANSWER)
    siti.page.get_by_text(siti.word("Very good"), exact=True).click()
    siti.presses("Send the rating")
    siti.reads("Thank you for your rating.")
    siti.finds_nothing_wrong()

    # However wide the letters of a number are, its page fits
    siti.page.locator("h1 .nowrap").evaluate("number => { number.textContent = 'ADU-WWW-WWW-WWW' }")
    siti.finds_nothing_wrong()
