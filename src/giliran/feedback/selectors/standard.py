"""The regulation as the product is shipped with it: `data/skm.json`."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from giliran import data
from giliran.feedback.policy import Band, Element, Standard, Step


@cache
def standard() -> Standard:
    """Scale, elements and bands with their official words."""
    told = data.document("skm")
    return Standard(
        tuple(Step(one["name_id"], one["name_en"], one["value"]) for one in told["scale"]),
        tuple(
            Element(one["name_id"], one["name_en"], one["code"], one["hint_id"], one["hint_en"])
            for one in told["elements"]
        ),
        tuple(Band(one["name_id"], one["name_en"], one["grade"], Decimal(one["ikm_min"])) for one in told["bands"]),
    )
