"""What a spreadsheet takes for text, and not for something to run."""

from __future__ import annotations

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with, in narrow and wide letters."""


def safe_cell(value: object) -> str:
    """The text of a cell; before what a spreadsheet would take for a formula stands an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip().startswith(_RUNS) else text
