"""The door of WhatsApp: it tells us what people wrote to our number."""

from __future__ import annotations

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from giliran.api import calls, errors
from giliran.complaints.services.inbound import take_whatsapp
from giliran.core import clock

LARGEST = 1024 * 1024
"""Bytes; Meta bundles messages, pictures are fetched apart."""


@csrf_exempt
def whatsapp(request: HttpRequest) -> HttpResponse:
    """GET: Meta asks once whether the address is ours, with the word that was agreed. POST: a signed call."""
    if request.method == "GET":
        return _confirm(request)
    return calls.answered(request, LARGEST, _take)


whatsapp.access = "by_signature"  # type: ignore[attr-defined]


def _take(body: bytes, headers: dict[str, str]) -> dict[str, object]:
    signature = headers.get("x-hub-signature-256", "")
    return {"taken": take_whatsapp(body=body, signature=signature, now=clock.now())}


def _confirm(request: HttpRequest) -> HttpResponse:
    word, challenge = (request.GET.get(f"hub.{name}", "") for name in ("verify_token", "challenge"))
    agreed = settings.WHATSAPP_VERIFY_TOKEN
    if not agreed or not compare_digest(word.encode(), agreed.encode()) or not challenge.isalnum():
        return errors.fault("not_found")
    return HttpResponse(challenge[:200], content_type="text/plain")
