"""The camera of the gate reads a ticket that is held in front of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Playwright, expect

from tests.journeys.conftest import BROWSER_ARGUMENTS, Arrive
from tests.journeys.product import Product
from tests.journeys.test_gate import MONDAY_MORNING, result

pytestmark = [pytest.mark.browser]


@pytest.fixture
def filming(playwright: Playwright, browser_path: str, product: Product, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees the ticket of Yohana Filma."""
    film = _film(product.parties["filmed"].guests[0].qr, tmp_path / "ticket.mjpeg")
    eyes = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = playwright.chromium.launch(executable_path=browser_path, args=[*BROWSER_ARGUMENTS, *eyes])
    yield browser
    browser.close()


def test_a_ticket_held_before_the_camera_is_seen(arrive: Arrive, filming: Browser, product: Product) -> None:
    product.set_clock(MONDAY_MORNING)
    agus = arrive(browser=filming, login="pintu", permissions=["camera"])
    agus.opens("/gate/jakarta-selatan/")
    assert result(agus, "valid") == "valid"
    guest = product.parties["filmed"].guests[0]
    expect(agus.page.locator(".gate-party .label")).to_have_text([guest.label])
    agus.presses("Let in")
    assert result(agus, "admitted") == "admitted"


def _film(text: str, path: Path) -> Path:
    """A few seconds of a QR code on white paper."""
    code = io.BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=8, border=4)
    paper = Image.new("RGB", (1280, 720), "white")
    picture = Image.open(code).convert("RGB")
    paper.paste(picture, ((1280 - picture.width) // 2, (720 - picture.height) // 2))
    frame = io.BytesIO()
    paper.save(frame, "JPEG", quality=90)
    path.write_bytes(frame.getvalue() * 10)
    return path
