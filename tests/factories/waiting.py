"""Parties that wait for a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from giliran.accounts.models import Applicant
from giliran.offices.models import Office
from giliran.waiting.models import WaitingParty
from giliran.waiting.services.join import Wanted, join
from tests.factories import openings


def a_party(
    office: Office,
    people: Sequence[Applicant],
    *days: date,
    now: datetime,
    windows: Sequence[int] = (),
    notice: int = 0,
    key: str = "wait",
) -> WaitingParty:
    """These people of one account wait at an office for a place on these days."""
    return join(
        office=office,
        people=openings.asked(people),
        wanted=Wanted(tuple(days), tuple(windows), notice),
        key=key,
        by=openings.actor(people),
        now=now,
    )
