"""Months by their first day."""

from __future__ import annotations

from datetime import date


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_to(last: date, count: int) -> list[date]:
    """`count` months, the oldest first; the last of them is that of `last`."""
    number = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1)]
