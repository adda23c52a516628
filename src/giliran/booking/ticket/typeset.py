"""The engine that sets all paper: tagged PDF/UA from a template and plain data, in our own type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
"""Templates of other packages start here: `#import "/booking/ticket/templates/look.typ"`."""


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """A template inside this package with `data`, which reaches it as JSON and never as markup."""
    # A compiler serves one thread at a time and costs less than a millisecond; its fonts are shared.
    compiler = typst.Compiler(template, root=_ROOT, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])
