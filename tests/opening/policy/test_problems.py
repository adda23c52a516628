"""What somebody who watches openings should look at first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from giliran.opening.policy.problems import PROBLEMS, Course, problems, urgency

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
SOON, NOW_DUE, LATE = NOW + timedelta(hours=1), NOW - timedelta(seconds=60), NOW - timedelta(seconds=61)


@pytest.mark.parametrize(
    ("course", "found"),
    [
        (Course(SOON), ()),
        (Course(NOW_DUE), ()),
        (Course(LATE), ("behind",)),
        (Course(None), ()),
        (Course(LATE, is_paused=True), ("paused",)),
        (Course(SOON, is_frozen=True, lacks_beacon=True), ("beacon_due",)),
        (Course(NOW, is_frozen=True, lacks_beacon=True), ("beacon_missing",)),
        (Course(LATE, is_frozen=True, lacks_beacon=True), ("beacon_missing",)),
        (Course(SOON, is_frozen=False, lacks_beacon=True), ()),
        (Course(LATE, is_frozen=True), ("behind",)),
        (Course(SOON, void=2, asked=1), ("void", "asked")),
        (Course(LATE, is_paused=True, void=1, asked=1), ("paused", "void", "asked")),
    ],
)
def test_the_worst_comes_first(course: Course, found: tuple[str, ...]) -> None:
    assert problems(course, NOW) == found


def test_problems_come_before_time() -> None:
    rows = [((), NOW), (("void", "asked"), SOON), (("paused",), SOON), ((), LATE), (("asked",), LATE)]
    assert sorted(rows, key=lambda row: urgency(*row)) == [
        (("paused",), SOON),
        (("void", "asked"), SOON),
        (("asked",), LATE),
        ((), LATE),
        ((), NOW),
    ]
    assert len(set(PROBLEMS)) == 6
