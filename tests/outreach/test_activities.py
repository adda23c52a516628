"""The register of activities: what can be entered, what is withdrawn, and what new accounts say beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import sqrt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import selectors
from giliran.outreach.models import Activity
from giliran.outreach.policy.activities import (
    ActivityDraft,
    days_looked_at,
    effect_of,
    fault_of,
    overlap,
)
from giliran.outreach.services.activities import record_activity, withdraw_activity
from tests.factories import world

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FAIR = ActivityDraft("stand", date(2026, 11, 2), "Pasar Tebet", "31.74", "Pedagang", 120, True)


@pytest.mark.parametrize(
    ("held_on", "days"),
    [(TODAY, 0), (date(2026, 11, 17), 0), (date(2026, 11, 16), 7), (date(2026, 11, 10), 7), (date(2026, 11, 9), 14),
     (date(2026, 1, 1), 14), (date(2026, 12, 1), 0)],
)  # fmt: skip
def test_whole_weeks_are_looked_at(held_on: date, days: int) -> None:
    assert days_looked_at(held_on, TODAY) == days


@pytest.mark.parametrize(
    ("days", "before", "after", "verdict"),
    [
        (0, 50, 90, "too_early"), (7, 9, 10, "too_few"),
        # 1.96 x sqrt(100) = 19.6: 41 against 59 may be chance, 40 against 60 is more than that
        (14, 41, 59, "like_chance"), (14, 40, 60, "more"), (14, 60, 40, "fewer"), (7, 0, 20, "more"),
    ],
)  # fmt: skip
def test_a_difference_is_told_from_chance(days: int, before: int, after: int, verdict: str) -> None:
    assert effect_of(days, before, after, 0).verdict == verdict


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_verdict_is_the_same_seen_from_either_side(one: int, other: int) -> None:
    there, back = effect_of(7, one, other, 0).verdict, effect_of(7, other, one, 0).verdict
    assert {there, back} in ({"too_few"}, {"like_chance"}, {"more", "fewer"})
    assert (there in ("more", "fewer")) == (one + other >= 20 and abs(one - other) > 1.96 * sqrt(one + other))


def test_activities_meet_in_the_same_land_and_days() -> None:
    here = ("31.74", TODAY)
    assert overlap(here, ("31", TODAY + timedelta(days=14))) and overlap(("31", TODAY), here)
    assert not overlap(here, ("31.7", TODAY)) and not overlap(here, ("31.74", TODAY - timedelta(days=15)))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [({"held_on": TODAY + timedelta(days=1)}, ("activity_ahead", "held_on")),
     ({"held_on": date(2025, 11, 1)}, ("activity_too_old", "held_on")),
     ({"reached": 0}, ("reached_out_of_bounds", "reached")), ({"held_on": TODAY}, None)],
)  # fmt: skip
def test_what_cannot_be_true_is_refused(changes: dict[str, object], fault: tuple[str, str] | None) -> None:
    assert fault_of(replace(FAIR, **changes), TODAY) == fault  # type: ignore[arg-type]


@pytest.fixture
def office(db: None) -> Office:
    return world.an_office()


def head_of(office: Office | None) -> Actor:
    role = "head" if office else "hq"
    user = world.staff_member(role, office, email=f"{role}-{office.pk if office else 0}@example.id")
    return world.actor_of(user, roles=[(role, office.pk if office else None)])


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code


def new_accounts(day: date, count: int, *, first: int, email: bool = True, district: str = "31.74.01") -> None:
    made = world.many_people(count, 1, first=first)
    ids = [people[0].account_id for people in made]
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    User.objects.filter(pk__in=ids).update(created_at=at, **({} if email else {"email": None}))
    Applicant.objects.filter(account__in=ids).update(district_code=district)


def test_new_accounts_of_the_region_stand_beside_an_activity(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    head = head_of(office)
    fair = record_activity(office=office, draft=FAIR, by=head, now=NOW)
    radio = record_activity(office=office, draft=replace(FAIR, kind="radio", area="31"), by=head, now=NOW)
    new_accounts(date(2026, 10, 18), 3, first=0)  # before the fourteen days
    new_accounts(date(2026, 10, 19), 10, first=10)
    new_accounts(date(2026, 11, 2), 25, first=30)
    new_accounts(date(2026, 11, 15), 5, first=60)
    new_accounts(date(2026, 11, 16), 4, first=80)  # after them
    new_accounts(date(2026, 11, 3), 6, first=100, district="31.73.02")
    new_accounts(date(2026, 11, 3), 7, first=120, email=False)
    found = list(selectors.activities(office, head))
    with django_assert_num_queries(3):
        effects = selectors.effects_of(found, NOW)
    told = {pk: (one.days, one.before, one.after, one.others, one.verdict) for pk, one in effects.items()}
    assert told == {fair.pk: (14, 10, 30, 1, "more"), radio.pk: (14, 10, 36, 1, "more")}


def test_what_was_entered_wrongly_is_withdrawn_once_with_a_reason(office: Office) -> None:
    head = head_of(office)
    fair = record_activity(office=office, draft=replace(FAIR, place="  Pasar   Tebet "), by=head, now=NOW)
    assert (fair.place, fair.recorded_by_id) == ("Pasar Tebet", head.user_id)
    with refused("withdraw_reason_missing"):
        withdraw_activity(activity=fair, reason=" ", by=head, now=NOW)
    withdraw_activity(activity=fair, reason="Salah tanggal", by=head, now=NOW)
    with refused("activity_gone"):
        withdraw_activity(activity=fair, reason="Lagi", by=head, now=NOW)
    assert list(selectors.activities(office, head)) == []
    assert selectors.activity_of(fair.pk, office, head) is None
    assert list(Event.objects.values_list("event", flat=True)) == ["activity.recorded", "activity.withdrawn"]


def test_an_office_enters_its_own_province_and_nobody_elses_register(office: Office) -> None:
    other = world.an_office("bogor", id=2)
    head, headquarters = head_of(office), head_of(None)
    for area in ("32", "99.99", ""):
        with refused("area_unknown"):
            record_activity(office=office, draft=replace(FAIR, area=area), by=head, now=NOW)
    for place in (other, None):
        with pytest.raises(PermissionDenied):
            record_activity(office=place, draft=FAIR, by=head, now=NOW)
    own = record_activity(office=None, draft=FAIR, by=headquarters, now=NOW)
    theirs = record_activity(office=office, draft=FAIR, by=head, now=NOW)
    assert list(selectors.activities(None, headquarters)) == [theirs, own]
    assert list(selectors.activities(office, head)) == [theirs]
    assert list(selectors.activities(None, head)) == [] == list(selectors.activities(other, head))
    assert selectors.diligence(headquarters, today=TODAY) == {office.pk: selectors.Diligence(1, 120)}
    with pytest.raises(PermissionDenied):
        withdraw_activity(activity=own, reason="x", by=head, now=NOW)
    assert Activity.objects.filter(withdrawn_at=None).count() == 2
