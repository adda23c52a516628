"""Card and ticket disagree at the door: whoever is alone of their name and birth date is served, else a supervisor
decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from giliran.accounts.models import User
from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.states import Role
from giliran.onsite.policy import ATTENTION, VALID
from giliran.onsite.sentences import reason
from giliran.onsite.services.check_in import Admission, Look, check_in, look
from giliran.opening.models import Entry, EntryPerson
from tests.factories import openings, world
from tests.onsite.scene import NINE, Door, a_door, a_party

pytestmark = pytest.mark.django_db


def seen(door: Door, ticket: Ticket) -> Look:
    return look(office=door.office, text=ticket.booking.code, by=door.by, now=NINE)


def press(door: Door, ticket: Ticket, *, by: Actor | None = None, why: str = "") -> Admission:
    return check_in(
        office=door.office, ticket_ids=[ticket.public_id], nonce=f"n{why}{by is None}", by=by or door.by, now=NINE,
        override_reason=why, card_differs=True,
    )  # fmt: skip


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def supervisor(door: Door) -> Actor:
    user = world.staff_member(Role.SUPERVISOR, door.office)
    return world.actor_of(user, door="gate", roles=[(Role.SUPERVISOR, door.office.id)])


@pytest.fixture
def two(door: Door) -> list[Ticket]:
    """The same name and birth date on two bookings of the week, under two NIKs."""
    return [a_party(door.slot, "Siti Rahma")[0], a_party(door.slot, "SITI RAHMA")[0]]


def test_whoever_is_alone_is_let_in_and_it_goes_on_record(door: Door) -> None:
    [siti] = a_party(door.slot, "Siti Rahma")
    assert seen(door, siti).verdict.kind == VALID  # type: ignore[union-attr]
    assert len(press(door, siti).admitted) == 1
    assert Event.objects.get(event="gate.checked_in").data["card_differs"] is True


def test_a_second_place_of_the_week_is_a_matter_of_attention(door: Door, two: list[Ticket]) -> None:
    verdict = seen(door, two[0]).verdict
    assert verdict is not None
    assert (verdict.kind, verdict.code, verdict.needs_reason) == (ATTENTION, "double", False)
    with translation.override("en"):
        assert "Siti Rahma with the same birth date" in reason(verdict, "Asia/Jakarta")
    plain = check_in(office=door.office, ticket_ids=[two[0].public_id], nonce="n", by=door.by, now=NINE)
    assert len(plain.admitted) == 1  # the card agrees: namesakes there are


def test_then_a_supervisor_decides_with_a_reason(door: Door, two: list[Ticket], supervisor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        press(door, two[0], why="looks right")
    assert refused.value.code == "supervisor_decides"
    with pytest.raises(Refusal) as refused:
        press(door, two[0], by=supervisor)
    assert (refused.value.code, refused.value.field) == ("decision_needs_reason", "reason")
    assert len(press(door, two[0], by=supervisor, why="Family card shown").admitted) == 1
    assert Event.objects.get(event="gate.checked_in").data["reason"] == "Family card shown"


@pytest.mark.parametrize("state", ["cancelled", "moved"])
def test_a_place_that_was_given_back_is_none(door: Door, two: list[Ticket], state: str) -> None:
    Ticket.objects.filter(pk=two[1].pk).update(state=state)
    assert seen(door, two[0]).verdict.kind == VALID  # type: ignore[union-attr]


def test_a_place_of_another_week_is_none(door: Door, two: list[Ticket]) -> None:
    Ticket.objects.filter(pk=two[1].pk).update(date=two[1].date + timedelta(days=7))
    assert seen(door, two[0]).verdict.kind == VALID  # type: ignore[union-attr]


def test_an_entry_for_the_week_counts_like_a_booking(door: Door) -> None:
    [siti] = a_party(door.slot, "Siti Rahma")
    other = world.a_person(User.objects.create(created_at=world.LONG_AGO), 2, name="siti rahma", born=siti.birth_date)
    opening = openings.a_plain_opening(door.office, first_date=siti.date, last_date=siti.date)
    entry = Entry.objects.create(
        public_id="e" * 16, opening=opening, account=other.account, key="k", request_digest=b"", party=1, door="web",
        created_at=world.LONG_AGO,
    )  # fmt: skip
    EntryPerson.objects.create(
        entry=entry, position=0, applicant=other, nik_hash=other.nik_hash, service="new", booklet="b", purpose="p"
    )
    assert seen(door, siti).verdict.code == "double"  # type: ignore[union-attr]
    Entry.objects.update(withdrawn_at=NINE)
    assert seen(door, siti).verdict.kind == VALID  # type: ignore[union-attr]
