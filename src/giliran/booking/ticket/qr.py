"""QR codes: black on white with a quiet zone of four modules, level M, never beyond version 6."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

_LARGEST = 6
_QUIET = 4
_MASK = 2
"""One of the eight that the standard allows, for all codes. What stands in them is mostly a signature, which looks like
chance under every mask; comparing all eight takes four fifths of the time and finds none that is read better."""


def svg(text: str, title: str) -> str:
    """An `<svg>` to stand inside a page, named `title` for those who cannot see it; no style attributes."""
    drawn = _drawn(_made(text), title=title, svgclass="qr", lineclass=None)
    return drawn.replace("<svg ", '<svg role="img" shape-rendering="crispEdges" ', 1)


def plain_svg(text: str) -> bytes:
    """The same drawing as a file of its own, for paper: rows overlap a hair, so that no white shows."""
    drawn = _drawn(_made(text), svgclass=None, lineclass=None)
    return drawn.replace("<path stroke=", '<path stroke-width="1.04" stroke=', 1).encode()


def png(text: str, *, scale: int = 8) -> bytes:
    """A picture, `scale` pixels a module."""
    out = io.BytesIO()
    _made(text).save(out, kind="png", scale=scale, border=_QUIET)
    return out.getvalue()


def version(text: str) -> int:
    """1-6. Raises `ValueError` if the text needs a larger code."""
    made = _made(text)
    assert isinstance(made.version, int)
    return made.version


@lru_cache(maxsize=256)  # page, mail and paper show the same
def _made(text: str) -> segno.QRCode:
    made = segno.make_qr(text, error="m", boost_error=False, mask=_MASK)
    if not isinstance(made.version, int) or made.version > _LARGEST:
        raise ValueError(f"QR version {made.version}: more than {_LARGEST} is too fine for cheap printers.")
    return made


def _drawn(made: segno.QRCode, **options: str | None) -> str:
    out = io.BytesIO()
    made.save(out, kind="svg", border=_QUIET, light="#fff", xmldecl=False, nl=False, omitsize=True, **options)
    return out.getvalue().decode()
