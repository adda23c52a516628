"""A short day of robots: sixty people, four counters, four stages, through the real pages.

On one engine: what presses at once do to each is asked in `tests/races`, and `bench.day` plays six hundred on both.
"""

from __future__ import annotations

import pytest
import time_machine

from giliran.web.counter import panel
from tests.floor_day import scenery
from tests.floor_day.reckoning import reckon
from tests.floor_day.robots import Day


@pytest.mark.one_engine
@pytest.mark.django_db
def test_everybody_is_seen_out_and_the_figures_add_up() -> None:
    panel.forget_shelf()
    with time_machine.travel(scenery.SUNDAY, tick=False) as traveller:
        scene = scenery.make(54, 4, seed=20261123, letters="A", walk_ins=6)
        day = Day(scene, traveller)
        told = day.play()
        found = reckon(told.looks, most_in_a_row=2, now=day.now)
        handed_over = day.hand_over()
    panel.forget_shelf()
    assert told.refused == []
    assert found.faults == []
    assert (told.deeds["walked in"], told.deeds["handed back"]) == (6, 1)
    assert 3 <= handed_over <= 5
    assert found.attended + found.missed == 54 + 5
    assert found.ends["done"] >= 45
    assert {"ended", "sent", "no-show", "recall", "skip", "break", "ntpn", "came back"} <= set(told.deeds)
    assert found.longest["regular"] <= 150
