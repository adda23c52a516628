"""What the pages of an office's results have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from giliran.core import clock
from giliran.feedback import selectors
from giliran.web.surveys import chart, words

if TYPE_CHECKING:
    from giliran.feedback.selectors import OfficeResults
    from giliran.offices.models import Office


def told(results: OfficeResults) -> dict[str, Any]:
    """An office's results as the pages show them."""
    return {
        "result": results.total,
        "grade": words.grade_of(results.total),
        "elements": words.element_lines(results.total),
        "months": words.month_lines(results.months),
        "chart": chart.chart_of(results.months),
        "span": words.span_words(results.months[0][0], results.months[-1][0]),
        "too_few": words.too_few(results.least),
        "bands": words.band_lines(),
    }


def in_short(office: Office, *, is_choosing: bool) -> dict[str, Any]:
    """One line for the page of an office; an event's answers stand with the office behind it. Whoever has chosen a day
    there wants seats, and gets the link only."""
    home = office.parent or office
    if is_choosing:
        return {"judged": home}
    results = selectors.results_of(home, today=clock.today(home.timezone))
    return {
        "judged": home,
        "judgement": results.total,
        "judged_grade": words.grade_of(results.total),
        "too_few": words.too_few(results.least),
    }
