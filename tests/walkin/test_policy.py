"""Who may come without a booking."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.offices.policy.places import RULES
from giliran.walkin import policy
from giliran.walkin.policy import Ask
from giliran.walkin.states import Reason

MONDAY = date(2026, 11, 23)
USUAL = {key: rule.default for key, rule in RULES.items()}


def ask(reason: str, kind: str = "new", **more: object) -> Ask:
    return Ask(reason, kind, bool(more.pop("companion", False)), MONDAY, 540, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ask("elderly"), ""),
        (ask("elderly", companion=True), ""),
        (ask("elderly", born=date(1966, 11, 23)), ""),  # 60 today (OP02)
        (ask("elderly", born=date(1966, 11, 24)), "not_elderly"),  # tomorrow
        (ask("child", "child", companion=True, born=date(2020, 11, 24)), ""),  # five (OP03)
        (ask("child", "child", companion=True, born=date(2020, 11, 23)), "not_small_child"),  # six today
        (ask("child", "child"), "child_alone"),
        (ask("child", "new", companion=True), "service_not_child"),
        (ask("pregnant"), ""),
        (ask("disabled", "child", companion=True), ""),
        (ask("disabled", "examined"), ""),
        (ask("express"), ""),
        (ask("express", "renewal"), ""),
        (ask("express", "examined"), "service_not_express"),  # PR05
        (ask("express", companion=True), "companion_unasked"),
        (ask("examined", "examined"), ""),
        (ask("examined", "new"), "service_not_examined"),
        (ask("open"), "open_closed"),
    ],
)
def test_who_may_and_why_not(asked: Ask, code: str) -> None:
    assert policy.refuse(asked, USUAL) == code


def test_express_has_hours() -> None:
    at = [policy.refuse_reason("express", minute, USUAL) for minute in (479, 480, 659, 660)]
    assert at == ["express_early", "", "", "express_late"]  # PR03, PR04


def test_an_office_opens_its_door_and_allows_nobody_along() -> None:
    figures = USUAL | {"open_walk_in": 1, "walk_in_companions": 0}
    assert policy.refuse(ask("open"), figures) == ""
    assert policy.refuse(ask("open", "examined"), figures) == "service_not_open"
    assert policy.refuse(ask("elderly", companion=True), figures) == "companion_unasked"
    assert policy.refuse(ask("child", "child", companion=True), figures) == ""


def test_each_reason_has_its_pool() -> None:
    pools = {one.value: policy.pool_of(one) for one in Reason}
    assert pools == {
        "elderly": "priority", "child": "priority", "pregnant": "priority", "disabled": "priority",
        "express": "express", "examined": "walk_in", "open": "walk_in",
    }  # fmt: skip


@given(st.sampled_from(list(Reason)), st.sampled_from(["new", "child", "renewal"]), st.dates(date(2020, 1, 1)))
def test_a_birth_date_that_stands_in_never_says_anything_against_the_reason(reason: str, kind: str, day: date) -> None:
    if day.year > 9_000:
        return
    born = policy.stand_in_birth_date(reason, kind, day)
    assert policy.contradicts(reason, born, day) == ""
    age = policy.age_on(born, day)
    assert age >= 0 and (kind != "child" or reason == "elderly" or age < 17)


def test_the_usual_booklet_where_there_is_one_else_the_longest() -> None:
    born, child = date(1990, 1, 1), date(2022, 1, 1)
    ages = {"PB_E_5": 0, "PB_E_10": 17}
    assert policy.booklet_for(born, MONDAY, ages, "PB_NE_10") == "PB_E_10"
    assert policy.booklet_for(child, MONDAY, ages, "PB_NE_5") == "PB_E_5"
    assert policy.booklet_for(born, MONDAY, ages | {"PB_NE_10": 17}, "PB_NE_10") == "PB_NE_10"
    assert policy.booklet_for(born, MONDAY, {}, "PB_NE_10") == ""
