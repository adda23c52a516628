from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.accounts.policy import Reason
from giliran.catalogue.policy import (
    ServiceRule,
    booklets_for,
    default_booklet,
    fee_of,
    papers_for,
    suits,
    valid_on,
)


@dataclass(frozen=True)
class Paper:
    code: str
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True)
class Fee:
    code: str
    amount: int
    valid_from: date
    valid_to: date | None = None
    min_age: int | None = None


OLD = Fee("PB_E_5", 650, date(2019, 5, 3), date(2024, 12, 16))
NEW = Fee("PB_E_5", 950, date(2024, 12, 17))
LONG = Fee("PB_NE_10", 650, date(2024, 12, 17), min_age=17)


@pytest.mark.parametrize(
    ("rule", "age", "reason"),
    [
        (ServiceRule(True, 17, None), 17, None),
        (ServiceRule(True, 17, None), 16, Reason("service_for_older", {"from_age": 17, "age": 16})),
        (ServiceRule(True, None, 16), 16, None),
        (ServiceRule(True, None, 16), 17, Reason("service_for_younger", {"below_age": 17, "age": 17})),
        (ServiceRule(False, None, None), 0, None),
    ],
)
def test_a_service_is_for_an_age(rule: ServiceRule, age: int, reason: Reason | None) -> None:
    assert suits(rule, age) == reason


def test_papers_are_those_of_the_service_then_of_the_purpose_for_the_age() -> None:
    own = [Paper("KTP", min_age=17), Paper("KTP_ORTU", max_age=16), Paper("KK")]
    added = [Paper("REKOM")]
    assert [paper.code for paper in papers_for(own, added, 40)] == ["KTP", "KK", "REKOM"]
    assert [paper.code for paper in papers_for(own, added, 10)] == ["KTP_ORTU", "KK", "REKOM"]
    assert [paper.code for paper in papers_for(own)] == ["KTP", "KTP_ORTU", "KK"]


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        (date(2019, 5, 2), None),
        (date(2019, 5, 3), OLD),
        (date(2024, 12, 16), OLD),
        (date(2024, 12, 17), NEW),
        (date(2030, 1, 1), NEW),
    ],
)
def test_the_fee_is_that_of_the_day(day: date, fee: Fee | None) -> None:
    assert fee_of([NEW, OLD, LONG], "PB_E_5", day) == fee


@given(st.lists(st.tuples(st.dates(), st.dates()), max_size=6), st.dates())
def test_a_code_never_has_two_fees_on_a_day(spans: list[tuple[date, date]], day: date) -> None:
    fees = [Fee("X", n, min(span), max(span)) for n, span in enumerate(spans)]
    valid = valid_on(fees, day)
    assert len(valid) == any(fee.valid_from <= day <= (fee.valid_to or day) for fee in fees)


def test_ten_years_are_for_adults_and_the_married() -> None:
    assert booklets_for([NEW, LONG], 16) == [NEW]
    assert booklets_for([NEW, LONG], 17) == [NEW, LONG]
    assert booklets_for([NEW, LONG], 16, married=True) == [NEW, LONG]
    assert (default_booklet(16), default_booklet(17)) == ("PB_NE_5", "PB_NE_10")
