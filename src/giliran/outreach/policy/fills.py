"""What a text may have filled in from the product's own data, so that no figure in it grows old."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from giliran.offices.policy.places import RULES

FEE, PAPERS, FIGURE, DAY, HOUR = "fee", "papers", "figure", "day", "hour"

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
_SERVICE = re.compile(r"[a-z][a-z-]{1,19}")

FILLS: Mapping[str, Callable[[str], bool]] = {
    FEE: lambda name: bool(_CODE.fullmatch(name)),
    PAPERS: lambda name: bool(_SERVICE.fullmatch(name)),
    FIGURE: lambda name: name in RULES,
    DAY: lambda name: name in RULES and name.endswith("_weekday"),
    HOUR: lambda name: name in RULES and name.endswith("_minute"),
}
"""Kinds of fill, and which names each may have."""
