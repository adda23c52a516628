"""What people say of all offices, as page and as files with the same numbers; and of the product (R114)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from giliran.core import clock
from giliran.core.months import month_of, months_to
from giliran.feedback import selectors
from giliran.feedback.services.download import download_country
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.files import csv_response, xlsx_response
from giliran.web.surveys import files, words
from giliran.web.surveys.forms import PeriodForm


class Asked(NamedTuple):
    """Which months, in which order; `wrong` if what was typed is no span of months."""

    first: date
    last: date
    by: str
    wrong: bool

    @property
    def query(self) -> str:
        return urlencode({"first": f"{self.first:%Y-%m}", "last": f"{self.last:%Y-%m}", "by": self.by})


@at_headquarters("see_surveys")
@require_GET
def surveys(request: ActorRequest) -> HttpResponse:
    """Every office, the lowest index first."""
    asked = _asked(request)
    country = selectors.country(request.actor, first=asked.first, last=asked.last)
    product = selectors.opinions(request.actor, first=asked.first, last=asked.last)
    if country is None or product is None:
        raise Http404
    context: dict[str, Any] = {
        "here": "surveys",
        "asked": asked,
        "sorts": [(files.BY_INDEX, _("Lowest index first")), (files.BEST, _("Highest index first")),
                  (files.BY_NAME, _("By name"))],
        "span": words.span_words(asked.first, asked.last),
        "lines": [(office, one, words.grade_of(one)) for office, one in files.ordered(country, asked.by)],
        "total": country.total,
        "total_grade": words.grade_of(country.total),
        "too_few": words.too_few(country.least),
        "element_names": [(one.code, one.name(words.language())) for one in words.elements()],
        "product": product,
        "scale": [(one.name(words.language()), product.counts[one.value]) for one in selectors.standard().scale],
        "product_words": [(one, words.month_words(one.month)) for one in product.words],
    }  # fmt: skip
    return render(request, "hq/surveys.html", context, status=422 if asked.wrong else 200)


@at_headquarters("see_surveys")
@require_GET
def surveys_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The same rows as a file; that it was taken away is on record."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    asked = _asked(request)
    country = download_country(first=asked.first, last=asked.last, kind=kind, by=request.actor, now=clock.now())
    rows = files.rows(country, asked.by)
    name = f"giliran-ikm-{asked.first:%Y%m}-{asked.last:%Y%m}.{kind}"
    return csv_response(name, rows) if kind == "csv" else xlsx_response(name, {"IKM": rows})


def _asked(request: HttpRequest) -> Asked:
    """The last twelve months unless others are named."""
    form, usual = PeriodForm(request.GET), months_to(clock.today("Asia/Jakarta"), selectors.MONTHS)
    fine = form.is_valid()
    first = month_of(form.cleaned_data.get("first") or usual[0])
    last = month_of(form.cleaned_data.get("last") or usual[-1])
    by = request.GET.get("by", "")
    by = by if by in (files.BEST, files.BY_NAME) else files.BY_INDEX
    if not fine or first > last:
        return Asked(usual[0], usual[-1], by, True)
    return Asked(first, last, by, False)
