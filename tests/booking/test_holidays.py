"""A holiday declared late closes every office and answers everybody who holds a seat on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.booking.models import Booking, Clearing
from giliran.booking.services import invariants
from giliran.booking.services.clear_day import clear_due
from giliran.booking.services.holidays import Touched, declare_holiday, foresee_holiday, take_holiday_back
from giliran.booking.states import Remedy
from giliran.core.types import Actor
from giliran.offices import loading
from giliran.offices.models import Holiday, Office
from giliran.offices.services import ProposalRefused, holidays
from giliran.offices.services.holidays import HolidayDraft
from giliran.offices.states import HolidayKind
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, visits, world

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
DRAFT = HolidayDraft(TUESDAY, HolidayKind.NATIONAL, "Hari Berkabung Nasional", "Day of National Mourning")


@pytest.fixture
def country() -> list[Office]:
    catalogue.a_catalogue()
    found = [world.an_office(code, id=number) for number, code in enumerate(("jakarta-selatan", "bogor", "depok"), 1)]
    for office in found:
        slots.plan_slots(office, now=SUNDAY)
    slots.release_due(SUNDAY)
    return found


@pytest.fixture
def headquarters() -> Actor:
    return world.actor_of(world.staff_member("hq", None), roles=[("hq", None)])


def states(day: date) -> set[str]:
    return set(Slot.objects.filter(date=day).values_list("state", flat=True))


def test_looking_counts_whom_it_touches_and_writes_nothing(country: list[Office], headquarters: Actor) -> None:
    visits.a_visit(country[0], TUESDAY, now=SUNDAY, number=1, names=("Siti", "Budi"))
    visits.a_visit(country[1], TUESDAY, now=SUNDAY, number=2)
    visits.a_visit(country[1], WEDNESDAY, now=SUNDAY, number=3)
    assert foresee_holiday(DRAFT, by=headquarters, now=SUNDAY) == Touched(offices=2, bookings=2, people=3)
    assert (Holiday.objects.count(), states(TUESDAY)) == (0, {"released"})


def test_every_office_closes_and_every_booking_is_answered(country: list[Office], headquarters: Actor) -> None:
    one = visits.a_visit(country[0], TUESDAY, now=SUNDAY, number=1)
    two = visits.a_visit(country[1], TUESDAY, now=SUNDAY, number=2)
    assert declare_holiday(DRAFT, how=Remedy.MOVE, by=headquarters, now=SUNDAY) == 2
    assert states(TUESDAY) == {"closed"}
    while clear_due(SUNDAY):
        pass
    moved = Booking.objects.filter(moved_from__in=[one, two]).values_list("slot__office__code", "slot__date")
    assert sorted(moved) == [("bogor", WEDNESDAY), ("jakarta-selatan", WEDNESDAY)]
    assert Clearing.objects.filter(done_at=None).count() == 0
    assert Event.objects.filter(event="holiday.set", about="day:2026-11-24").count() == 1
    assert list(invariants.broken()) == []


def test_the_bookings_may_be_left_to_each_office(country: list[Office], headquarters: Actor) -> None:
    visits.a_visit(country[0], TUESDAY, now=SUNDAY)
    assert declare_holiday(DRAFT, how=None, by=headquarters, now=SUNDAY) == 0
    assert (states(TUESDAY), Clearing.objects.count()) == ({"closed"}, 0)


def test_closing_at_once_is_what_the_rules_would_do(country: list[Office], headquarters: Actor) -> None:
    visits.a_visit(country[0], TUESDAY, now=SUNDAY)
    declare_holiday(DRAFT, how=None, by=headquarters, now=SUNDAY)
    before = list(Slot.objects.order_by("id").values_list())
    for office in country:
        slots.apply_rules(office, by=headquarters, now=SUNDAY)
    assert list(Slot.objects.order_by("id").values_list()) == before


def test_a_holiday_taken_back_opens_the_offices_again(country: list[Office], headquarters: Actor) -> None:
    declare_holiday(DRAFT, how=None, by=headquarters, now=SUNDAY)
    assert take_holiday_back(TUESDAY, by=headquarters, now=SUNDAY) == 3
    pass_on_due(SUNDAY)
    assert states(TUESDAY) == {"released"}
    visits.a_visit(country[0], TUESDAY, now=SUNDAY)
    assert take_holiday_back(TUESDAY, by=headquarters, now=SUNDAY) == 0


def test_what_headquarters_wrote_outlives_the_next_edition(headquarters: Actor) -> None:
    row = {"date": "2026-11-24", "type": "national", "name_id": "Lain", "name_en": "Other", "estimated": "yes"}
    loading.load_holidays([row])
    assert holidays.confirm_holiday(TUESDAY, by=headquarters, now=SUNDAY)
    assert not holidays.confirm_holiday(TUESDAY, by=headquarters, now=SUNDAY)
    loading.load_holidays([row])
    assert not Holiday.objects.get().is_estimate
    assert holidays.drop_holiday(TUESDAY, by=headquarters, now=SUNDAY)
    loading.load_holidays([row])
    assert not Holiday.objects.get().is_off


@pytest.mark.parametrize(("day", "code"), [(date(2026, 11, 21), "date_past"), (TUESDAY, "holiday_known")])
def test_what_cannot_be_declared_is_said(headquarters: Actor, day: date, code: str) -> None:
    world.a_region()
    Holiday.objects.create(date=TUESDAY, kind="national", name_id="Ada", name_en="There")
    with pytest.raises(ProposalRefused) as caught:
        declare_holiday(HolidayDraft(day, HolidayKind.NATIONAL, "A", "B"), how=None, by=headquarters, now=SUNDAY)
    assert (caught.value.code, caught.value.field) == (code, "day")


def test_an_office_cannot_declare_a_holiday(country: list[Office]) -> None:
    head = world.actor_of(world.staff_member("head", country[0]), roles=[("head", country[0].pk)])
    for act in (
        lambda: declare_holiday(DRAFT, how=None, by=head, now=SUNDAY),
        lambda: take_holiday_back(TUESDAY, by=head, now=SUNDAY),
        lambda: holidays.confirm_holiday(TUESDAY, by=head, now=SUNDAY),
    ):
        with pytest.raises(PermissionDenied):
            act()
