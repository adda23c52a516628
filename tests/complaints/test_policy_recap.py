"""The recap by hand, and the seven months of 2020 whose nine in ten it must find again (R111, R112)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.complaints.policy.alike import likeness, nearest, words_of
from giliran.complaints.policy.recap import SIDES, Count, crossed, recap, share

pytestmark = pytest.mark.one_engine

JAN, FEB, MAR = (date(2020, month, 1) for month in (1, 2, 3))
COUNTS = [
    Count(JAN, "app", "email", "bogor", 5),
    Count(JAN, "app", "lapor", "bogor", 2),
    Count(FEB, "app", "email", "", 1),
    Count(FEB, "staff", "email", "bogor", 4),
    Count(MAR, "staff", "email", "bogor", 9),
]


def test_lines_months_and_shares_by_hand() -> None:
    """7 + 5 in two months: 8 of 12 are 66.7 percent, 4 are 33.3."""
    found = recap(COUNTS, [JAN, FEB], "category")
    assert [(one.key, one.months, one.n, one.share) for one in found.lines] == [
        ("app", (7, 1), 8, Decimal("66.7")),
        ("staff", (0, 4), 4, Decimal("33.3")),
    ]
    assert (found.totals, found.n, found.share_of("nothing")) == ((7, 5), 12, 0)
    assert [one.key for one in recap(COUNTS, [JAN, FEB], "office").lines] == ["bogor", ""]
    assert crossed(COUNTS, "category", "channel")["app", "lapor"] == 2
    assert (share(1, 8), share(0, 0)) == (Decimal("12.5"), 0)


MONTHS, KEYS, AMOUNTS = st.sampled_from([JAN, FEB, MAR]), st.sampled_from("abc"), st.integers(0, 99)


@given(st.lists(st.builds(Count, MONTHS, KEYS, KEYS, KEYS, AMOUNTS)))
def test_whatever_side_is_laid_out_the_whole_is_the_same(counts: list[Count]) -> None:
    for side in SIDES:
        found = recap(counts, [JAN, FEB, MAR], side)
        assert found.n == sum(found.totals) == sum(one.n for one in found.lines) == sum(one.n for one in counts)
        assert all(sum(one.months) == one.n for one in found.lines)


def test_nearly_the_same_words_are_one_matter() -> None:
    text = "Aplikasi tidak bisa dibuka sejak pagi, muncul tulisan error 503"
    assert likeness(words_of(text), words_of(text.upper())) == 1
    others = {1: "Petugas loket tidak ramah", 2: "aplikasi tidak bisa dibuka sejak pagi muncul error 503!", 3: ""}
    assert nearest(text, others) == [(2, 7 / 8)]
