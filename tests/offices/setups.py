"""Offices as plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from giliran.offices.policy import RULES, Calendar, RulePlan, Setup, WindowPlan

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
CHRISTMAS = date(2026, 12, 25)

MORNING = WindowPlan(1, "A", "Pagi", "Morning", time(8), time(12))
AFTERNOON = WindowPlan(2, "B", "Siang", "Afternoon", time(13), time(16, 30))
EVENING = WindowPlan(3, "C", "Malam", "Evening", time(18), time(20), is_active=False)


def a_setup(**changes: Any) -> Setup:
    """Monday to Friday, 20 seats in the morning and 10 in the afternoon, a third window out of use."""
    rules = tuple(
        RulePlan(window, weekday, "online", seats, date(2026, 1, 1))
        for window, seats in ((1, 20), (2, 10))
        for weekday in range(5)
    )
    calendar = Calendar(set(range(5)), {CHRISTMAS: ("Hari Raya Natal", "Christmas Day")}, {})
    figures = {key: rule.default for key, rule in RULES.items()}
    return replace(Setup(calendar, (MORNING, AFTERNOON, EVENING), rules, figures), **changes)
