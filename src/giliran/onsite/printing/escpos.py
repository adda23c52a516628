"""A queue card in the language of receipt printers (ESC/POS), 80 mm wide: 48 signs a line.

Commands after Epson's "ESC/POS Command Reference": `ESC @`, `ESC a`, `ESC t`, `ESC E`, `GS !`, `GS ( k`, `GS V`,
`GS r`. Text is plain ASCII, which every code page of every printer has at the same places.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

COLUMNS = 48
"""Signs of the usual font on 576 dots."""
QR_DOTS = 7
"""Of one module: a QR of version 6 is 41 modules and 36 mm wide then."""

ASK_WHETHER_DONE = b"\x1dr\x01"
"""`GS r 1`: the printer answers with one byte when what came before has been done."""

_START = b"\x1b@\x1bt\x00\x1ba\x01"  # forget what was before, code page 437, in the middle
_CUT = b"\n\n\x1dVB\x00"
_PLAIN, _TALL = b"\x1d!\x00", b"\x1d!\x11"
_LARGEST = 7
"""Times the usual size; six signs of twelve dots fill the line then."""

_LOOKALIKES = str.maketrans(
    {"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "•": "*", "·": "-"}
)


class CardText(NamedTuple):
    """A card in words, in the language of its holder; `qr` is the ticket's, `live` leads to the person's own page."""

    office: str
    caption: str
    label: str
    stage: str
    ahead: str
    qr: str
    lines: tuple[str, ...]
    follow: str
    live: str
    keep: str
    at: str


def card_bytes(card: CardText) -> bytes:
    """Everything that goes to the printer, from start to cut."""
    return b"".join((_START, *_parts(card), _CUT))


def _parts(card: CardText) -> Iterator[bytes]:
    yield _text(card.office)
    yield b"\n" + _text(card.caption)
    yield _large(card.label)
    yield _TALL + _text(card.stage, COLUMNS // 2) + _PLAIN
    yield _text(card.ahead)
    yield b"\n" + qr_bytes(card.qr) + b"\n"
    for line in card.lines:
        yield b"\x1bE\x01" + _text(line) + b"\x1bE\x00"
    yield _text(card.follow)
    yield qr_bytes(card.live) + b"\n"
    yield _text(card.keep)
    yield _text(card.at)


def _large(label: str) -> bytes:
    """The label as large as the paper allows."""
    times = max(2, min(_LARGEST, COLUMNS // max(1, len(label))))
    size = bytes([(times - 1) * 0x11])
    return b"\x1d!" + size + plain(label) + b"\n" + _PLAIN


def qr_bytes(text: str) -> bytes:
    """`GS ( k`: model 2, size of a module, correction M, then what it says, then print it."""
    data = text.encode("ascii")
    stored = len(data) + 3
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes([QR_DOTS]),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + bytes([stored & 0xFF, stored >> 8]) + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
        )
    )


def plain(text: str) -> bytes:
    """ASCII without anything that a printer could take for a command."""
    folded = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return "".join(sign if " " <= sign <= "~" else "?" for sign in letters).encode("ascii")


def _text(text: str, columns: int = COLUMNS) -> bytes:
    lines = textwrap.wrap(" ".join(text.split()), columns)
    return b"".join(plain(line) + b"\n" for line in lines)
