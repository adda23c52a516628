"""From the moment an opening is on the calendar until it closes, no other door gives one of its seats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from giliran.accounts.models import Applicant
from giliran.api.limits import PACE
from giliran.booking.models import Booking, Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.services.book import book
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.reschedule import reschedule, reschedule_specially
from giliran.catalogue import selectors as catalogue
from giliran.core.errors import Refusal
from giliran.offices.models import Office
from giliran.opening.models import Opening
from giliran.opening.services.take_seats import book_turn
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.waiting.models import WaitingParty
from tests.api.conftest import an_app
from tests.api.conftest import book as book_by_api
from tests.factories import openings, waiting, world
from tests.factories.openings import FRIDAY_8, FRIDAY_14, MONDAY_9, SATURDAY_20, SUNDAY, THURSDAY_20
from tests.web.desk.officer import Desk

pytestmark = pytest.mark.django_db

STAGES = {
    "scheduled": (SUNDAY,),
    "gathering": (SUNDAY, MONDAY_9),
    "frozen": (SUNDAY, MONDAY_9, THURSDAY_20),
    "drawn": (SUNDAY, MONDAY_9, THURSDAY_20, FRIDAY_8),
    "running": (SUNDAY, MONDAY_9, THURSDAY_20, FRIDAY_8, FRIDAY_14),
}
HELD, FREE = date(2026, 12, 1), date(2026, 12, 8)
"""A day whose seats the opening gives, and one that was open before there was an opening for it."""


@dataclass
class Scene:
    """An office with an opening, and people who stand before its other doors."""

    office: Office
    slot: Slot
    visit: Booking
    waits: WaitingParty
    people: list[Applicant]
    now: datetime = SUNDAY

    def reach(self, stage: str) -> Scene:
        """Bring the opening there by the steps that run it; two parties enter while it gathers."""
        for moment in STAGES[stage]:
            openings.tick(moment)
            if moment == MONDAY_9:
                openings.a_crowd(self.opening, 2, first=900)
            self.now = moment
        assert self.opening.state == stage
        return self

    @property
    def opening(self) -> Opening:
        return Opening.objects.get(first_date="2026-11-30")

    @property
    def refusal(self) -> str:
        return "reserved" if self.opening.state == "running" else "not_open"


@pytest.fixture
def scene() -> Iterator[Scene]:
    """A visit on a day that is open already, a party that waits for the day of the opening, and two other people."""
    PACE.forget()
    office = openings.an_office(quota=3, entitled_share=0)
    Slot.objects.filter(office=office, date=FREE).update(state="released", opens_at=SUNDAY)
    siti, rudi, ani = [
        [world.a_person(world.an_account(f"{name}@example.id"), number, name=name)]
        for number, name in enumerate(("siti", "rudi", "ani"), 1)
    ]
    asked = [PersonRequest(siti[0].pk, "new", "PB_E_10", "holiday")]
    there = Slot.objects.get(office=office, date=FREE, letter="A")
    visit = book(slot_id=there.pk, people=asked, key="visit", by=openings.actor(siti), now=SUNDAY)
    party = waiting.a_party(office, rudi, HELD, now=SUNDAY)
    yield Scene(office, Slot.objects.get(office=office, date=HELD, letter="A"), visit, party, ani)
    catalogue.forget_rules()


@pytest.fixture(params=list(STAGES))
def stage(request: pytest.FixtureRequest, scene: Scene) -> Scene:
    return scene.reach(request.param)


def refused(act: object) -> str:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    return caught.value.code


def nobody_got_in(scene: Scene) -> bool:
    days = Slot.objects.filter(office=scene.office, date__range=("2026-11-30", "2026-12-04"))
    scene.waits.refresh_from_db()
    return (set(days.values_list("taken", flat=True)), scene.waits.state) == ({0}, "waiting")


def test_no_visit_is_moved_to_it_on_pages_at_the_desk_or_by_an_app(stage: Scene) -> None:
    visit, slot, now = stage.visit, stage.slot, stage.now
    holder = world.actor_of(visit.account)
    assert refused(lambda: reschedule(booking=visit, slot_id=slot.pk, key="m", by=holder, now=now)) == stage.refusal
    head = world.staff_member("head", stage.office)
    by = world.actor_of(head, door="desk", roles=[("head", stage.office.pk)])
    assert (
        refused(
            lambda: reschedule_specially(
                booking=visit, slot_id=slot.pk, key="s", cause="officer_error", reason="Salah input", by=by, now=now
            )
        )
        == stage.refusal
    )
    at_desk = world.sign_in(Client(), head, second_factor=True)
    with time_machine.travel(now, tick=False):
        page = world.sign_in(Client(), visit.account).post(
            reverse("booking_move_check", args=[visit.code]), {"slot": slot.pk}
        )
        form = {"slot": slot.pk, "reason": "Diminta lewat telepon"}
        desk = at_desk.post(reverse("desk_move", args=[stage.office.code, visit.code]), form)
        app = an_app(visit.account).post(
            f"/api/v1/bookings/{visit.code}/reschedule",
            {"slot": slot.pk},
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY="app",
        )
    assert (page.status_code, page.context["refused"].code) == (409, stage.refusal)
    assert (desk.status_code, str(slot.pk) in dict(desk.context["form"].fields["slot"].choices)) == (422, False)
    assert (app.status_code, app.json()["code"]) == (409, stage.refusal)
    assert Ticket.objects.get().state == "confirmed"
    assert nobody_got_in(stage)


def test_nobody_books_it_on_pages_at_the_desk_or_by_an_app(stage: Scene) -> None:
    [ani], slot, now = stage.people, stage.slot, stage.now
    asked = [PersonRequest(ani.pk, "new", "PB_E_10", "holiday")]
    by = openings.actor([ani])
    assert refused(lambda: book(slot_id=slot.pk, people=asked, key="b", by=by, now=now)) == stage.refusal
    officer = Desk(world.sign_in(Client(), world.staff_member("cs", stage.office), second_factor=True), stage.office)
    officer.at = now
    place = officer.comes_to_book(7)
    offered = {one.date for one in officer.get(place).context["form"].times}
    assert officer.post(place, slot=slot.pk).status_code == 422
    seat = {"applicant": str(ani.public_id), "service": "new", "booklet": "PB_E_10", "purpose": "holiday"}
    with time_machine.travel(now, tick=False):
        app = book_by_api(an_app(ani.account), {"slot": slot.pk, "people": [seat]})
    assert (app.status_code, app.json()["code"]) == (409, stage.refusal)
    assert not {day for day in offered if date(2026, 11, 30) <= day <= date(2026, 12, 4)}
    assert nobody_got_in(stage)


def test_the_waiting_list_gets_none_of_it_not_even_one_that_comes_back(scene: Scene) -> None:
    scene.reach("running")
    entry = scene.opening.entries.order_by("ahead").first()
    assert entry is not None
    openings.tick(FRIDAY_14 + timedelta(minutes=1))
    holder = world.actor_of(entry.account)
    people = openings.asked([one.applicant for one in entry.people.all() if one.applicant])
    now = FRIDAY_14 + timedelta(minutes=2)
    booking = book_turn(entry=entry, slot_id=scene.slot.pk, people=people, key="turn", by=holder, now=now)
    cancel_booking(booking=booking, by=holder, now=FRIDAY_14 + timedelta(minutes=3))
    openings.tick(FRIDAY_14 + timedelta(minutes=90))
    assert nobody_got_in(scene)
    scene.slot.refresh_from_db()
    assert (scene.slot.reserved_for, scene.slot.returning) == (scene.opening.name, 0)


def test_seats_that_a_change_of_rules_adds_to_its_week_are_its_own_although_some_are_kept_for_the_list(
    scene: Scene,
) -> None:
    """A slot of the week that was open before the opening came, and whose seat came back, says nothing of the week."""
    Slot.objects.filter(office=scene.office, date="2026-12-04").update(state="released", opens_at=SUNDAY)
    scene.reach("gathering")
    slots.keep_for_waiting(Slot.objects.get(office=scene.office, date="2026-12-04", letter="B").pk)
    Slot.objects.filter(office=scene.office, date="2026-12-02").delete()
    slots.plan_slots(scene.office, now=MONDAY_9)
    made = Slot.objects.filter(office=scene.office, date="2026-12-02")
    assert set(made.values_list("reserved_for", flat=True)) == {scene.opening.name}


def test_once_it_has_closed_all_these_doors_open(scene: Scene) -> None:
    scene.reach("running")
    openings.tick(SATURDAY_20)
    scene.waits.refresh_from_db()
    assert (scene.waits.state, scene.waits.booking.slot.date if scene.waits.booking else None) == ("found", HELD)
    moved = reschedule(
        booking=scene.visit, slot_id=scene.slot.pk, key="m", by=world.actor_of(scene.visit.account), now=SATURDAY_20
    )
    assert moved.slot == scene.slot
