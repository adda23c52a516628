"""Reading what is shown to eyes: QR codes on a screen and on paper."""

from __future__ import annotations

import io

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator


def read_codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def read_screen(place: Locator) -> str:
    """The text of the QR code that this part of the page shows."""
    [text] = read_codes(Image.open(io.BytesIO(place.screenshot())))
    return text


def read_paper(pdf: bytes, *, dots_per_inch: int = 150) -> list[str]:
    """The texts of the QR codes of a PDF, page by page, as an office printer would draw them."""
    pages = pypdfium2.PdfDocument(pdf)
    return [text for page in pages for text in read_codes(page.render(scale=dots_per_inch / 72).to_pil())]
