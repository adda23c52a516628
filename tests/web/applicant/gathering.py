"""Siti and an opening: what the stories about entries begin with, and how she fills in its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import time_machine
from django.test import Client

from giliran.accounts.models import Applicant
from giliran.booking.policy import PersonRequest
from giliran.opening.models import Entry, Opening
from giliran.opening.services import enter
from tests.factories import openings, world
from tests.web.applicant.conftest import needs_of


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    with time_machine.travel(moment, tick=False):
        yield moment


def begins(client: Client, opening: Opening) -> str:
    """The address of a draft, without its step."""
    return client.get(f"/me/openings/{opening.pk}/enter/")["Location"].removesuffix("people/")


def fills_in(client: Client, draft: str, who: Sequence[Applicant], *, guardian: bool = False, **wishes: str) -> None:
    client.post(f"{draft}people/", {"who": [str(one.public_id) for one in who]})
    client.post(f"{draft}needs/", needs_of(list(who), guardian=guardian))
    if wishes:
        client.post(f"{draft}wishes/", wishes)


def entered(
    opening: Opening,
    who: Sequence[Applicant],
    *,
    now: datetime = openings.MONDAY_9,
    wishes: str = "",
    key: str = "mine",
) -> Entry:
    """Somebody's entry, without the pages."""
    by = world.actor_of(who[0].account)
    asked = [_asked(one) for one in who]
    return enter.enter(opening_id=opening.pk, people=asked, key=key, by=by, now=now, wishes=wishes)


def _asked(person: Applicant) -> PersonRequest:
    is_child = person.birth_date.year > 2009
    return PersonRequest(person.pk, "child" if is_child else "new", "PB_E_5" if is_child else "PB_E_10", "holiday")
