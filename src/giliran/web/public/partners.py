"""For those who help to spread the word: tourism offices, banks, schools, associations (R82)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from giliran.accounts.policy.ages import ELDERLY_FROM, YOUNG_UNTIL
from giliran.offices import selectors as offices
from giliran.web.access import anyone
from giliran.web.printed.sheets import LANGUAGES, SHEETS


@anyone
@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """What they may print, hand out and link to, and what nobody may do in the office's name."""
    wanted = request.GET.get("office", "")
    everywhere = list(offices.all_offices())
    chosen = next((one for one in everywhere if one.code == wanted), None)
    page = reverse("office", args=[chosen.code]) if chosen else reverse("home")
    context = {
        "offices": everywhere,
        "chosen": chosen,
        "is_unknown": bool(wanted) and chosen is None,
        "sheets": SHEETS,
        "languages": list(LANGUAGES.items()),
        "elderly_from": ELDERLY_FROM,
        "young_until": YOUNG_UNTIL,
        "link": settings.PUBLIC_URL + page,
    }
    return render(request, "public/partners.html", context, status=404 if context["is_unknown"] else 200)
