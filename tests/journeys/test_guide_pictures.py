"""The pictures in the guides are those of the pages as they are. One that has aged fails here, and is taken anew by

    GILIRAN_TAKE_PICTURES=1 .venv/bin/pytest tests/journeys/test_guide_pictures.py

which writes them into the static files. Look at them before they are kept.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops, ImageStat

from giliran.outreach.policy.pictures import PICTURES, Size
from tests.journeys import product as products
from tests.journeys.conftest import Arrive
from tests.journeys.product import REPOSITORY, Product
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

FOLDER = REPOSITORY / "src" / "giliran" / "web" / "static" / "guides"
SHARPNESS = 1.5
"""Pixels of the file for one of CSS."""
MOST_BYTES = 60_000
MOST_UNLIKE = 12.0
"""Of 255, on the mean, when both are drawn small: other figures are nothing, another layout is much."""


class Shot(NamedTuple):
    """Where a picture is taken: who has signed in, the page, and what stands at the top."""

    login: str
    path: str
    top: str


SHOTS = {
    "offices": Shot("", "/offices/?q=jakarta", "main .rows-title, main .rows"),
    "calendar": Shot("", "/offices/jakarta-selatan/?people=2", "#calendar"),
    "sign-in": Shot("", "/accounts/login/", "main h1"),
    "ticket": Shot("contoh", "/me/bookings/{code}/", ".ticket"),
    "opening": Shot("", "/openings/?q=jakarta", "main .rows-title, main .rows"),
}


@pytest.fixture(scope="module")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One where nobody has moved the clock: the openings stand as on the pictures."""
    with products.running(prepared, tmp_path_factory.mktemp("pictures") / "data") as product:
        yield product


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pictures_show_the_pages_as_they_are(arrive: Arrive, language: str) -> None:
    assert set(SHOTS) == set(PICTURES)
    looks = {login: arrive(language, login=login, device_scale_factor=SHARPNESS) for login in ("", "contoh")}
    aged = []
    for name, shot in SHOTS.items():
        taken = _take(looks[shot.login], shot, PICTURES[name])
        file = FOLDER / f"{name}-{language}.webp"
        if os.environ.get("GILIRAN_TAKE_PICTURES") == "1":
            FOLDER.mkdir(exist_ok=True)
            taken.save(file, quality=55, method=6)
        assert file.stat().st_size <= MOST_BYTES
        kept = Image.open(file)
        if kept.size != taken.size or _unlike(kept, taken) > MOST_UNLIKE:
            aged.append(f"{file.name}: {_unlike(kept, taken):.1f}")
    assert not aged, "These pictures have aged; how to take them anew stands at the top of this file."


def _take(visitor: Visitor, shot: Shot, size: Size) -> Image.Image:
    visitor.page.set_viewport_size({"width": size.width, "height": size.height})
    visitor.opens(shot.path.format(code=visitor.product.parties["pictured"].code))
    visitor.page.locator(shot.top).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 12)")
    picture = visitor.page.screenshot(animations="disabled", caret="hide")
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _unlike(one: Image.Image, other: Image.Image) -> float:
    small = [picture.convert("L").resize((36, 52)) for picture in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*small)).mean[0])
