"""From the report of an incident to its end: what everybody reads meanwhile."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser]

WHAT = "Situs uji tidak dapat dihubungi"


def test_what_headquarters_confirms_everybody_reads_until_it_is_over(arrive: Arrive) -> None:
    # Given an incident that was proposed, of which nobody is told yet
    maya, everybody = arrive(login="pusat"), arrive()
    everybody.page.set_viewport_size({"width": 320, "height": 640})
    maya.opens("/hq/incidents/new/")
    maya.page.get_by_label(maya.word("Site and app cannot be reached")).check()
    maya.fills("In a few words, Indonesian", WHAT)
    maya.fills("In a few words, English", "The site on trial cannot be reached")
    maya.presses("Continue")
    maya.finds_nothing_wrong()
    everybody.opens("/")
    everybody.reads_nowhere(WHAT)

    # When she confirms it
    maya.presses("Confirm and tell people")
    maya.reads("Confirmed. The banner stands on every page, and the status page says more.")

    # Then the banner stands on every page, and leads to what is known and to other ways
    everybody.opens("/")
    everybody.reads_plainly(WHAT)
    everybody.finds_nothing_wrong()
    everybody.follows("How it stands")
    everybody.is_at("/status/")
    everybody.reads("We know of it and are looking for the cause.")
    everybody.reads("Other ways to a number")
    everybody.finds_nothing_wrong()

    # And when it is over it is gone, and stands among what has been
    maya.presses("End the incident")
    maya.reads("It is over, and the banner is gone. Those who were hit are being told.")
    maya.finds_nothing_wrong()
    everybody.opens("/")
    everybody.reads_nowhere(WHAT)
    everybody.opens("/status/")
    everybody.reads("Everything is in operation")
