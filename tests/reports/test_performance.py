"""How an office does, for everybody: by hand on small numbers, and in one read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.booking.models import Ticket
from giliran.issuance.models import Case, CaseMove
from giliran.offices.models import Office
from giliran.onsite.models import Stage, Visit, VisitMove
from giliran.reports.policy import Pace, Share, pace_of
from giliran.reports.policy.performance import within
from giliran.reports.selectors import performance_of
from tests.complaints import scene as complaints
from tests.feedback import scene

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def test_half_and_nine_of_ten_by_hand() -> None:
    """Twenty people: ten below four minutes, eight more below ten, two below an hour."""
    minutes = [(59, 2), (3, 10), (9, 8)]
    assert pace_of("Berkas", "Papers", minutes) == Pace("Berkas", "Papers", 20, 4, 10)
    assert pace_of("Berkas", "Papers", minutes[:2]) is None


@given(st.lists(st.integers(0, 240), min_size=20, max_size=80))
def test_so_many_were_through_within_the_minutes(waited: list[int]) -> None:
    told = within([(one, 1) for one in waited], 9, 10)
    assert sum(one < told for one in waited) * 10 >= len(waited) * 9 > sum(one < told - 1 for one in waited) * 10


@pytest.mark.parametrize(("part", "of", "percent"), [(0, 0, 0), (1, 200, 1), (199, 200, 100), (1, 3, 33), (2, 3, 67)])
def test_a_share_in_percent(part: int, of: int, percent: int) -> None:
    assert (Share(part, of).percent, Share(part, of).is_told) == (percent, of >= 20)


@pytest.mark.django_db
def test_an_office_is_told_by_its_own_rows_in_one_read(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    office = scene.an_office()
    stage = Stage.objects.create(office=office, kind="documents", name_id="Berkas", name_en="Papers", position=1)
    booking = scene.a_finished(office, names=("Siti", "Budi"))
    first, second = (Visit.objects.get(ticket=one) for one in booking.tickets.order_by("number"))
    moved(first, stage, [("called", 60 * one + 5) for one in range(20)] + [("finished", 300)] * 20)
    moved(second, stage, [("called", 9_000)], at=NOW - timedelta(days=30))
    a_case(first.ticket, due=date(2026, 11, 26), ready=datetime(2026, 11, 26, 16, 59, tzinfo=UTC))
    a_case(second.ticket, due=date(2026, 11, 26), ready=datetime(2026, 11, 26, 17, 1, tzinfo=UTC))
    complaints_at(office)
    with django_assert_num_queries(1):
        told = performance_of(office, now=NOW)
    assert told.waits == (Pace("Berkas", "Papers", 20, 10, 18),)
    assert told.services == (Pace("Berkas", "Papers", 20, 6, 6),)
    assert (told.came, told.in_time, told.answered, told.open) == (Share(2, 2), Share(1, 2), Share(1, 2), 1)
    Case.objects.update(state="refused")
    assert performance_of(office, now=NOW).in_time == Share(0, 0)


def moved(visit: Visit, stage: Stage, deeds: list[tuple[str, int]], *, at: datetime = NOW) -> None:
    states = {"called": ("waiting", "called"), "finished": ("serving", "waiting")}
    VisitMove.objects.bulk_create(
        [
            VisitMove(visit=visit, deed=deed, at=at, from_state=states[deed][0], to_state=states[deed][1], stage=stage,
                      seconds=seconds)
            for deed, seconds in deeds
        ]
    )  # fmt: skip


def a_case(ticket: Ticket, *, due: date, ready: datetime) -> None:
    """17.00 UTC is midnight in the capital."""
    case = Case.objects.create(
        ticket=ticket, office=ticket.office, state="ready", state_at=ready, visited_at=NOW, opened_at=NOW,
        due_date=due, collect_until=due,
    )  # fmt: skip
    CaseMove.objects.create(case=case, at=ready, from_state="to_laminate", to_state="ready")


def complaints_at(office: Office) -> None:
    """One answered in time, one never, one still within its term; and one in confidence, which nobody counts."""
    for answered, due in ((2, 5), (None, -1), (None, 9)):
        one = complaints.a_complaint(office)
        one.filed_at, one.close_due_at = NOW - timedelta(days=9), NOW + timedelta(days=due)
        one.answered_at = NOW - timedelta(days=answered) if answered else None
        one.save()
    complaints.a_complaint(office, category="broker")
