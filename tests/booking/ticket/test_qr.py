from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from giliran.booking.ticket import codec, qr
from giliran.core.secrets import Keyring
from tests.booking.ticket.samples import CLAIM


def test_a_ticket_fits_version_6(keyring: Keyring) -> None:
    assert qr.version(codec.sign(CLAIM, keyring)) == 6


def test_the_largest_body_would_fit_too() -> None:
    """29 bytes and a signature are 149 signs of base32."""
    assert qr.version(codec.PREFIX + "A" * 149) == 6


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 6"):
        qr.png("A" * 155)


def test_another_reader_reads_the_picture(keyring: Keyring) -> None:
    text = codec.sign(CLAIM, keyring)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(text))))
    assert found.text == text
    assert found.ec_level == "M"
    assert codec.read(found.text, keyring.ticket_public_keys()) == CLAIM


def test_svg_stands_in_a_page_under_a_strict_policy() -> None:
    drawn = qr.svg("G1:ABC", 'Tiket <A-012> "x"')
    root = ElementTree.fromstring(drawn)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert (root.get("role"), title is not None and title.text) == ("img", 'Tiket <A-012> "x"')
    assert all("style" not in element.attrib for element in root.iter())


def test_quiet_zone_and_white_ground() -> None:
    picture = Image.open(io.BytesIO(qr.png("G1:ABC", scale=1))).convert("L")
    edge = {picture.getpixel((x, y)) for x in range(picture.width) for y in range(4)}
    assert edge == {255}
