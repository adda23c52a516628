"""What may stand in addresses besides words and numbers."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter


class DayConverter:
    """`2026-11-27` in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")
