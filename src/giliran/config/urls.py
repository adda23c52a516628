"""Mounts the doors."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from giliran.api.inbound import whatsapp
from giliran.api.payments import callback
from giliran.api.urls import api
from giliran.web.account.language import set_language
from giliran.web.applicant.waiting import wait
from giliran.web.applicant.waits import wait_found
from giliran.web.locking import awake, unlocked

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("giliran.web.public.urls")),
    path("me/", include("giliran.web.applicant.urls")),
    path("openings/<int:opening_id>/wait/", wait, name="wait"),
    path("waiting/<slug:party>/<str:token>/", wait_found, name="wait_found"),
    path("desk/awake/", awake, name="awake"),
    path("desk/unlocked/", unlocked, name="unlocked"),
    path("desk/", include("giliran.web.counter.urls")),
    path("desk/", include("giliran.web.desk.urls")),
    path("gate/", include("giliran.web.gate.urls")),
    path("kiosk/", include("giliran.web.kiosk.urls")),
    path("board/", include("giliran.web.board.urls")),
    path("office/", include("giliran.web.office.urls")),
    path("hq/", include("giliran.web.hq.urls")),
    path("demo/", include("giliran.web.demo.urls")),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("payments/callback/", callback, name="payment_callback"),
    path("inbound/whatsapp/", whatsapp, name="inbound_whatsapp"),
    path("", include("giliran.web.health.urls")),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("design/", include("giliran.web.design.urls")))

handler400 = "giliran.web.errors.bad_request"
handler403 = "giliran.web.errors.forbidden"
handler404 = "giliran.web.errors.not_found"
handler500 = "giliran.web.errors.server_error"
