"""What makes the product a thing on the home screen, and keeps a visited ticket readable without a network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.web.access import anyone

KEPT = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/surfaces.css",
    "css/print.css",
    "css/applicant.css",
    "js/base.js",
    "js/offline.js",
    "icons.svg",
    "favicon.svg",
    "vendor/inter/inter-latin.woff2",
)
"""What a ticket page needs to look like itself."""


@anyone
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for the whole site."""
    kept = [*(static(name) for name in KEPT), reverse("offline")]
    context = {"kept": kept, "icon": static("icons/giliran-192.png")}
    return render(request, "public/sw.js", context, content_type="text/javascript; charset=utf-8")


@anyone
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, colours and pictures for the home screen."""
    return JsonResponse(
        {
            "id": "/",
            "name": "Giliran",
            "short_name": "Giliran",
            "description": _("A certain day and hour at the immigration office."),
            "lang": request.LANGUAGE_CODE,
            "start_url": "/me/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fcfbf8",
            "theme_color": "#163c86",
            "icons": [
                {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(_picture(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")),
            ],
        },
        content_type="application/manifest+json",
    )


def _picture(size: int, purpose: str) -> dict[str, str]:
    name = f"icons/giliran-{size}{'-maskable' if purpose == 'maskable' else ''}.png"
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
