"""Mobile events: what an organisation asks for, and what an office makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from giliran.core.types import NOBODY, Actor
from giliran.offices.models import EventRequest, Office
from giliran.offices.policy import EventAsk, EventPlan, WindowWish
from giliran.offices.services import Letter, ask_for_event
from giliran.slots.services import set_up_event
from tests.factories import world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
"""Sunday, 22 November 2026, 20.00 WIB."""

SATURDAY = date(2026, 12, 5)
PDF = b"%PDF-1.7\n% a letter"

ASK = EventAsk(
    organisation="PT Maju Bersama",
    organisation_kind="firm",
    contact_name="Ratna Dewi",
    contact_email="ratna@maju.example",
    contact_phone="+6281234567890",
    kind="eazy",
    place="Aula lantai 2",
    address="Jl. Jenderal Sudirman No. 1",
    regency_code="31.74",
    first_date=SATURDAY,
    last_date=SATURDAY,
    people=40,
)
PLAN = EventPlan(
    name="Eazy Passport PT Maju Bersama",
    kind="eazy",
    address="Aula lantai 2, Jl. Jenderal Sudirman No. 1",
    regency_code="31.74",
    first_date=SATURDAY,
    last_date=SATURDAY,
    weekdays=frozenset({5}),
    windows=(WindowWish(time(9), time(12), 20), WindowWish(time(13), time(15), 20)),
)


def a_request(parent: Office, *, now: datetime = NOW, **changes: Any) -> tuple[EventRequest, str]:
    """A request with a letter, and the secret of its link."""
    world.a_region()
    ask = replace(ASK, **changes)
    return ask_for_event(ask, Letter("surat.pdf", PDF), parent=parent, by=NOBODY, now=now, language="id")


def a_head(office: Office) -> Actor:
    """The head of an office, made once."""
    from_before = office.assignment_set.filter(role="head").first()
    user = from_before.user if from_before else world.staff_member("head", office, email=f"head-{office.id}@example.id")
    return world.actor_of(user, roles=[("head", office.id)])


def an_event(parent: Office, *, request: EventRequest | None = None, now: datetime = NOW, **changes: Any) -> Office:
    """An event set up by the head of the office."""
    world.a_region()
    return set_up_event(replace(PLAN, **changes), parent=parent, by=a_head(parent), now=now, request=request)
