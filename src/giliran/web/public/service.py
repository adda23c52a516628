"""The public-service page of an office: the six things that UU 25/2009, article 23(4), asks for (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from giliran.catalogue import selectors as catalogue
from giliran.complaints.selectors import terms
from giliran.complaints.states import Channel, ComplaintClass
from giliran.core import clock, formats
from giliran.feedback import selectors as feedback
from giliran.offices import selectors as offices
from giliran.offices.states import Pool, Role
from giliran.reports import selectors as reports
from giliran.web.access import anyone
from giliran.web.public.places import hours_of
from giliran.web.public.printed import standing_office
from giliran.web.surveys import words

if TYPE_CHECKING:
    from giliran.catalogue.selectors import Shelf
    from giliran.offices.models import Office


@anyone
@require_GET
def public_service(request: HttpRequest, code: str) -> HttpResponse:
    """Provider, staff, standards, pledge, complaints, performance; all from what the office works with."""
    office, now, language = standing_office(code), clock.now(), words.language()
    today, figures, staff = clock.today(office.timezone), offices.figures_of(office), offices.staff_of(office)
    shelf = catalogue.shelf(today, language)
    answers = feedback.results_of(office, today=today, least=figures["survey_least"])
    context = {
        "office": office,
        "days": formats.weekdays_words(offices.weekdays_of(office), language),
        "hours": hours_of(office),
        "staff": [(role.label, staff.numbers[role]) for role in Role if staff.numbers.get(role)],
        "staff_total": sum(staff.numbers.values()),
        "heads": staff.heads if figures["head_named"] else (),
        "seats": _seats(office, language),
        "terms": terms(),
        "classes": [(one.label, terms().finish[one]) for one in ComplaintClass],
        "channels": [one.label for one in Channel],
        "performance": reports.performance_of(office, now=now),
        "language": language,
        "answers": answers.total,
        "grade": words.grade_of(answers.total),
        "too_few": words.too_few(answers.least),
        "services": _services(shelf, figures),
        "fees": list(shelf.fees.values()),
    }
    return render(request, "public/service.html", context)


def _services(shelf: Shelf, figures: Mapping[str, int]) -> list[dict[str, Any]]:
    """Each with its papers and the working days of its promise."""
    days = {"express": figures["express_issue_days"]}
    return [
        {
            "name": one.name,
            "summary": one.summary,
            "bookable": one.bookable,
            "days": days.get(one.kind, figures["issue_days"]),
            "papers": shelf.papers(one.code),
        }
        for one in shelf.services.values()
    ]


def _seats(office: Office, language: str) -> list[tuple[str, int, int]]:
    """Day, seats that are booked, and seats for those who come without a booking; days without any left out."""
    week = offices.seats_of_week(office, clock.today(office.timezone))
    booked = (Pool.ONLINE, Pool.ENTITLED)
    return [
        (formats.weekday_name(day, language), sum(seats[one] for one in booked),
         seats.total() - sum(seats[one] for one in booked))
        for day, seats in sorted(week.items())
        if seats.total()
    ]  # fmt: skip
