"""What headquarters decides for the country, and how far offices may go (R81)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit import selectors as audit
from giliran.core.types import Actor
from giliran.offices import selectors, services
from giliran.offices.models import PolicyValue
from giliran.offices.policy import RULES, Bounds, National, SetFigures, figures_of, national_of
from tests.factories import world
from tests.factories.openings import SUNDAY

BOSS = Actor(1, "Maya", "web", frozenset({("hq", None)}))


def changed(before: National, *, bounds: dict[str, Bounds] | None = None, **figures: int) -> National:
    return replace(before, figures={**before.figures, **figures}, bounds={**before.bounds, **(bounds or {})})


def codes(wanted: National, before: National) -> dict[str, str]:
    return {fault.field: fault.code for fault in wanted.faults(before)}


def test_without_rows_the_defaults_hold() -> None:
    national = national_of({})
    assert dict(national.figures) == {key: rule.default for key, rule in RULES.items()}
    assert {key: tuple(one) for key, one in national.bounds.items()} == {
        key: (rule.least, rule.most) for key, rule in RULES.items()
    }
    assert national.texts == {"beacon_name": "Penutupan indeks NYSE Composite hari Kamis"}


@pytest.mark.parametrize(("own", "holds"), [("5", 30), ("30", 30), ("60", 60), ("120", 120), ("700", 120)])
def test_an_offices_own_figure_holds_within_the_bounds(own: str, holds: int) -> None:
    rows = {"opening_pace": "90", "opening_pace.least": "30", "opening_pace.most": "120"}
    assert figures_of(rows, {"opening_pace": own})["opening_pace"] == holds
    assert figures_of(rows, {})["opening_pace"] == 90


def test_what_is_headquarters_alone_no_office_changes() -> None:
    assert figures_of({"entitled_share": "10"}, {"entitled_share": "50"})["entitled_share"] == 10


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"opening_pace": 0}, {"opening_pace": "outside_the_rule"}),
        ({"entitled_share": 51}, {"entitled_share": "outside_the_rule"}),
        ({"opening_pace": 90, "bounds": {"opening_pace": Bounds(100, 200)}}, {"opening_pace": "outside_own_bounds"}),
        ({"bounds": {"opening_pace": Bounds(200, 100)}}, {"opening_pace.most": "bounds_crossed"}),
        ({"bounds": {"opening_pace": Bounds(0, 100)}}, {"opening_pace.least": "outside_the_rule"}),
        ({}, {"": "nothing_new"}),
        ({"opening_pace": 90}, {}),
    ],
)
def test_what_cannot_be_is_told_at_its_figure(change: dict[str, Any], wrong: dict[str, str]) -> None:
    before = national_of({})
    assert codes(changed(before, **change), before) == wrong


def test_a_beacon_that_is_demanded_has_a_name() -> None:
    before = national_of({})
    wanted = replace(changed(before, beacon_demanded=1), texts={"beacon_name": ""})
    assert codes(wanted, before) == {"beacon_name": "beacon_unnamed"}
    assert codes(replace(before, texts={"beacon_name": "x" * 201}), before) == {"beacon_name": "text_too_long"}


@pytest.mark.django_db
def test_it_is_stored_and_put_on_record() -> None:
    office = world.an_office()
    before = selectors.national_policy()
    wanted = changed(before, bounds={"opening_pace": Bounds(30, 600)}, opening_pace=120)
    services.set_policy(wanted, by=BOSS, now=SUNDAY)
    assert selectors.national_policy() == wanted
    assert selectors.figures_of(office)["opening_pace"] == 120
    assert PolicyValue.objects.count() == 3
    [line] = audit.trail_of("policy")
    assert line.data == {
        "opening_pace": ["60", "120"], "opening_pace.least": ["1", "30"], "opening_pace.most": ["6000", "600"],
    }  # fmt: skip
    with pytest.raises(services.ProposalRefused) as refused:
        services.set_policy(wanted, by=BOSS, now=SUNDAY)
    assert refused.value.code == "nothing_new"


@pytest.mark.django_db
def test_nobody_but_headquarters_sets_it() -> None:
    wanted = changed(selectors.national_policy(), opening_pace=120)
    with pytest.raises(PermissionDenied):
        services.set_policy(wanted, by=Actor(1, "Ratna", "web", frozenset({("head", 1)})), now=SUNDAY)


@pytest.mark.django_db
def test_an_office_is_kept_within_headquarters_own_bounds() -> None:
    office = world.an_office()
    services.set_policy(
        changed(selectors.national_policy(), bounds={"opening_pace": Bounds(30, 120)}), by=BOSS, now=SUNDAY
    )
    with pytest.raises(services.ProposalRefused) as refused:
        services.check(office, SetFigures({"opening_pace": 121}), now=SUNDAY)
    [fault] = refused.value.faults
    assert (fault.code, fault.field, fault.data) == ("out_of_bounds", "opening_pace", {"least": 30, "most": 120})
    before, after = services.check(office, SetFigures({"opening_pace": 120}), now=SUNDAY)
    assert (before.figures["opening_pace"], after.figures["opening_pace"]) == (60, 120)
