"""Pictures of the product's own pages, which guides name. `tests/journeys/test_guide_pictures.py` takes them anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Size(NamedTuple):
    """In CSS pixels, as the picture is shown."""

    width: int
    height: int


PICTURES: Mapping[str, Size] = {
    "offices": Size(360, 480),
    "calendar": Size(360, 560),
    "sign-in": Size(360, 312),
    "ticket": Size(360, 560),
    "opening": Size(360, 520),
}
"""Name -> size; one file a language: `guides/<name>-<language>.webp` among the static files."""
