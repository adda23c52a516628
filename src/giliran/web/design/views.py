"""The living page of components; it exists only in debugging and in the demo."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from giliran.web.access import anyone
from giliran.web.design import samples

SURFACES = {"applicant": "design.html", "gate": "design_gate.html", "board": "design_board.html"}


@anyone
def design(request: HttpRequest) -> HttpResponse:
    """Every component once; `?theme=dark`, `?errors=1`, `?surface=gate|board|staff`."""
    surface = request.GET.get("surface", "applicant")
    template = SURFACES.get(surface, SURFACES["applicant"])
    wrong = {"nik": "123", "birth_date_day": "31", "birth_date_month": "2"}
    context = {
        "form": samples.SampleForm(wrong if "errors" in request.GET else None),
        "weeks": samples.month(),
        "answers": samples.answers(),
        "moment": samples.MOMENT,
        "page": Paginator(range(60), 20).page(2),
        "crumbs": [("Kantor", "#"), ("Kepulauan Riau", "#"), ("Tanjungpinang", None)],
        "theme": request.GET.get("theme", ""),
        "staff": surface == "staff",
    }
    return render(request, template, context)
