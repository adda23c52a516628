"""Lists of complaints, in parts of which few or very many stand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.complaints.selectors import worklist
from giliran.complaints.selectors.worklist import Wanted
from tests.complaints import scene
from tests.complaints.scene import FILED, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", [worklist.WORK, worklist.ALL])
def test_a_short_list_stands_in_the_order_of_a_long_one(part: str) -> None:
    office = scene.an_office()
    for hours in (30, 5, 77, 1):
        scene.filed(office, now=FILED + timedelta(hours=hours), text=f"Loket tutup sejak jam {hours}")
    asked = Wanted(part=part, text="loket")
    found = worklist.cases(staff("cs", office), asked, now=FILED + timedelta(days=4), office=office)

    short, long = (worklist.page_keys(found, asked, 0, 3, is_short=is_short) for is_short in (True, False))

    assert short == long == [one.pk for one in found[:3]]
    assert len(short) == 3
