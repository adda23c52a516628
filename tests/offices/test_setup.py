"""What the head of an office changes is stored as it was shown, and on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from giliran.audit import selectors as audit
from giliran.offices import selectors, services
from giliran.offices.models import Office
from giliran.offices.policy import (
    AddWindow,
    ChangeWindow,
    CloseDays,
    DropQuotas,
    Proposal,
    ReopenDay,
    RestoreWindow,
    RetireWindow,
    RulePlan,
    SetFigures,
    SetQuotas,
    Setup,
    SetWorkingDays,
    WindowPlan,
)
from tests.factories import world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def office() -> Office:
    return world.an_office()


@pytest.fixture
def head(office: Office):
    user = world.staff_member("head", office)
    return world.actor_of(user, roles=[("head", office.id)])


def known(setup: Setup) -> tuple[object, ...]:
    """A setup with new windows under one name, and nothing in an order."""
    letters = {window.id: window.letter for window in setup.windows}
    return (
        set(setup.calendar.weekdays),
        dict(setup.calendar.closures),
        {(w.letter, w.name_id, w.name_en, w.hours, w.is_active) for w in setup.windows},
        {(letters[r.window_id], r.weekday, r.pool, r.capacity, r.valid_from) for r in setup.rules},
        dict(setup.figures),
    )


def proposals(office: Office) -> list[Proposal]:
    """One of each kind, each after those before it."""
    first, second = office.windows.order_by("letter")
    return [
        AddWindow("Sore", "Late", time(16, 30), time(18), 8, MONDAY),
        ChangeWindow(first.id, "Pagi sekali", "Early", time(7), time(12)),
        RetireWindow(second.id),
        RestoreWindow(second.id),
        SetWorkingDays(frozenset({0, 1, 2, 5})),
        CloseDays(MONDAY, MONDAY + timedelta(days=6), "Banjir"),
        ReopenDay(MONDAY),
        SetQuotas("online", MONDAY, {(0, first.id): 5, (5, first.id): 9}),
        SetQuotas("online", MONDAY, {(0, first.id): 6, (5, first.id): 9}),
        SetQuotas("online", MONDAY + timedelta(weeks=2), {(0, first.id): 7}),
        DropQuotas("online", MONDAY + timedelta(weeks=2)),
        SetFigures({"release_weekday": 3, "release_minute": 600, "gate_early_minutes": 30}),
        SetFigures({"gate_early_minutes": 45}),
    ]


def test_what_is_stored_is_what_was_shown(office: Office, head) -> None:
    for proposal in proposals(office):
        _, shown = services.check(office, proposal, now=NOW)
        services.change_setup(office, proposal, by=head, now=NOW)
        assert known(selectors.setup_of(office, TODAY)) == known(shown), proposal


def test_every_change_is_on_record_with_its_content(office: Office, head) -> None:
    services.change_setup(office, CloseDays(MONDAY, MONDAY, "Banjir"), by=head, now=NOW)
    services.change_setup(office, SetWorkingDays(frozenset({0, 2})), by=head, now=NOW)
    lines = audit.trail_of(f"office:{office.code}")
    assert [(line.event, line.actor_id, line.office_id, line.data) for line in lines] == [
        (
            "office.days_closed",
            head.user_id,
            office.id,
            {"first": "2026-11-23", "last": "2026-11-23", "reason": "Banjir"},
        ),
        ("office.working_days_set", head.user_id, office.id, {"weekdays": [0, 2]}),
    ]


def test_a_refused_change_stores_nothing(office: Office, head) -> None:
    before = selectors.setup_of(office, TODAY)
    with translation.override("en"), pytest.raises(services.ProposalRefused) as refused:
        services.change_setup(office, AddWindow("x", "x", time(9), time(10), 5, MONDAY), by=head, now=NOW)
    assert (refused.value.code, refused.value.field, str(refused.value.sentence)) == (
        "windows_overlap",
        "starts_at",
        "These hours overlap with A Morning (08:00\N{EN DASH}12:00). A window may begin when another ends.",
    )
    assert selectors.setup_of(office, TODAY) == before
    assert audit.trail_of(f"office:{office.code}") == []


def test_another_office_is_not_touched(office: Office, head) -> None:
    other = world.an_office("bogor", id=2)
    before = selectors.setup_of(other, TODAY)
    for proposal in proposals(office):
        services.change_setup(office, proposal, by=head, now=NOW)
    assert selectors.setup_of(other, TODAY) == before
    foreign = other.windows.get(letter="A")
    with pytest.raises(services.ProposalRefused) as refused:
        services.change_setup(office, RetireWindow(foreign.id), by=head, now=NOW)
    assert refused.value.code == "unknown_window"


def test_a_setup_reads_every_part(office: Office) -> None:
    window = office.windows.get(letter="A")
    setup = selectors.setup_of(office, TODAY)
    assert WindowPlan(window.id, "A", "Pagi", "Morning", time(8), time(12)) in setup.windows
    assert RulePlan(window.id, 0, "online", 20, date(2026, 1, 1)) in setup.rules
    assert setup.calendar.weekdays == {0, 1, 2, 3, 4}
    assert setup.figures["release_weekday"] == 4
