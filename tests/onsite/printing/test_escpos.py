"""A card as bytes: what a printer reads out of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from giliran.onsite.printing import escpos
from giliran.onsite.printing.escpos import CardText, card_bytes, plain, qr_bytes

CARD = CardText(
    "Kantor Imigrasi Kelas I Khusus Non TPI Jakarta Selatan", "Nomor antrean", "W-012", "Layanan pelanggan",
    "3 orang di depan Anda", "G1.ABCDEFGHIJKLMNOP234567", ("Bayar Rp1.950.000",), "Ikuti giliran Anda",
    "https://giliran.example/now/abc/", "Simpan kartu ini.", "Senin, 09.00",
)  # fmt: skip
COMMAND = re.compile(
    rb"\x1b@|\x1bt.|\x1ba.|\x1bE.|\x1d!.|\x1dVB.|\x1d\(k(?P<low>.)(?P<high>.)", re.DOTALL
)  # every command that the cards use


def read(data: bytes) -> tuple[str, list[str]]:
    """What a printer does: the text that it prints, and what its QR codes say."""
    text, codes, at, stored = bytearray(), [], 0, b""
    while at < len(data):
        found = COMMAND.match(data, at)
        if found is None:
            assert data[at] == 0x0A or 0x20 <= data[at] <= 0x7E, data[at:]
            text.append(data[at])
            at += 1
            continue
        at = found.end()
        if found["low"] is not None:
            length = found["low"][0] + 256 * found["high"][0]
            asked, at = data[at : at + length], at + length
            if asked.startswith(b"1P0"):
                stored = asked[3:]
            elif asked == b"1Q0":
                codes.append(stored.decode())
    return text.decode(), codes


def test_a_printer_reads_the_card_and_its_qr() -> None:
    text, codes = read(card_bytes(CARD))
    assert codes == [CARD.qr, CARD.live]
    assert text.splitlines() == [
        "Kantor Imigrasi Kelas I Khusus Non TPI Jakarta", "Selatan", "", "Nomor antrean", "W-012", "Layanan pelanggan",
        "3 orang di depan Anda", "", "", "Bayar Rp1.950.000", "Ikuti giliran Anda", "", "Simpan kartu ini.",
        "Senin, 09.00", "", "",
    ]  # fmt: skip


def test_it_begins_clean_and_ends_with_a_cut() -> None:
    data = card_bytes(CARD)
    assert data.startswith(b"\x1b@") and data.endswith(b"\x1dVB\x00")


def test_a_long_label_stays_on_its_line() -> None:
    for label, times in (("W-012", 7), ("P-1001", 7), ("P-10010", 6), ("A-1234567890", 4)):
        data = card_bytes(CARD._replace(label=label))
        assert b"\x1d!" + bytes([(times - 1) * 0x11]) + label.encode() in data
        assert len(label) * times <= escpos.COLUMNS


def test_other_letters_become_plain_ones() -> None:
    assert plain("Šiti – Ké…") == b"Siti - Ke..."
    assert plain("北\x1b@\n") == b"??@?"


@given(st.text(max_size=80), st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=300))
def test_nothing_that_is_printed_is_a_command(words: str, code: str) -> None:
    card = CARD._replace(office=words, stage=words, lines=(words,), qr=code)
    _text, codes = read(card_bytes(card))
    assert codes == [code, CARD.live]


def test_a_code_longer_than_a_byte_counts() -> None:
    code = "A" * 300
    assert read(qr_bytes(code))[1] == [code]
