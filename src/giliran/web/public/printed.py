"""What people may print of an office, hang up and hand out (R92, R94, R118); open to everybody, partners included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from giliran.offices import selectors as offices
from giliran.offices.states import OfficeKind
from giliran.web.access import anyone
from giliran.web.printed import radio, sheets

if TYPE_CHECKING:
    from giliran.offices.models import Office


@anyone
@require_GET
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """Poster, brochure, step card and the texts for radio, in both languages."""
    office = standing_office(code)
    context = {
        "office": office,
        "languages": list(sheets.LANGUAGES.items()),
        "sheets": sheets.SHEETS,
        "scripts": [(one, sheets.LANGUAGES[one.language]) for one in radio.scripts_of(office)],
        "a_minute": radio.A_MINUTE,
    }
    return render(request, "public/printed.html", context)


@anyone
@require_GET
@cache_control(public=True, max_age=600)
def printed_pdf(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One sheet in one language, as the office's figures stand now."""
    office, found = standing_office(code), sheets.sheet_named(name)
    if found is None:
        raise Http404
    response = HttpResponse(sheets.pdf_of(found[0], office, found[1]), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{office.code}-{name}.pdf"'
    return response


def standing_office(code: str) -> Office:
    """An office that is there for good: service points and events have the sheets of the office behind them."""
    office = offices.office_by_code(code)
    if office is None or office.kind != OfficeKind.OFFICE:
        raise Http404
    return office
