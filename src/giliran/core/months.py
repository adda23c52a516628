"""Months by their first day."""

from __future__ import annotations

from datetime import date


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_to(last: date, count: int) -> list[date]:
    """`count` months, the oldest first; the last of them is that of `last`."""
    number = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1)]


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """All months from the one to the other, both included."""
    return months_to(last, (last.year - first.year) * 12 + last.month - first.month + 1)
