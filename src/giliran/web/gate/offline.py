"""What the page of the gate fetches so that it works without a network, and what it sends once there is one again."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite.services import day_list as lists
from giliran.onsite.services import take_in
from giliran.onsite.services.take_in import Press
from giliran.web.access import ActorRequest, at_office
from giliran.web.gate import shown
from giliran.web.gate.device import this_device

NOW = "Giliran-Now"
"""Our clock in milliseconds, on every answer, so that a device knows how wrong its own is."""

_NONCE = re.compile(r"[!-~]{1,64}")
_TICKET = re.compile(r"[0-9a-f]{16}")


@at_office("check_in")
def day_list(request: ActorRequest) -> HttpResponse:
    """The list of the day; 304 while it is the same."""
    device = this_device(request)
    if device is None:
        return _answer({"code": "not_enrolled"}, status=409)
    by = shown.at_the_gate(request.actor)
    sending = {"csrf": get_token(request), "seal": lists.seal_of(device)}
    try:
        told = lists.day_list(office=request.office, device=device, by=by, now=clock.now())
    except Refusal as refused:
        return _answer({"code": refused.code, **sending}, status=409)
    text = json.dumps(told, separators=(",", ":"))
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
        response[NOW] = _now()
    else:
        response = _answer({"list": told, "device": device.name, **sending})
    response["ETag"] = etag
    return response


@at_office("check_in")
def sync(request: ActorRequest) -> HttpResponse:
    """Presses made without a network, at most 200 at once; each gets its answer, and the same again the same answer."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    device = this_device(request)
    if device is None:
        return _answer({"code": "not_enrolled"}, status=409)
    try:
        told = json.loads(request.body)
        rows = told["presses"][: take_in.MOST_PRESSES]
        read = [_press(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError):
        return _answer({"code": "unreadable"}, status=400)
    presses = [one for one in read if one]
    by = shown.at_the_gate(request.actor)
    answers = take_in.take_in(office=request.office, device=device, presses=presses, by=by, now=clock.now())
    return _answer({"answers": {one.nonce: dict(one.outcome) for one in answers}})


@at_office("check_in")
@never_cache
def shell(request: ActorRequest) -> HttpResponse:
    """The page of the gate without anybody on it: what a device keeps and shows while there is no network."""
    context = {
        "office": request.office,
        "is_shell": True,
        "now": clock.now(),
        **shown.for_the_browser(request.office, is_enrolled=True),
    }
    return render(request, "gate/gate.html", context)


@at_office("check_in")
def manifest(request: ActorRequest) -> HttpResponse:
    """The gate as an app of its own on the home screen."""
    home = reverse("gate", args=[request.office.code])
    sizes = [(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")]
    told = {
        "id": home,
        "name": _("Gate: %(office)s") % {"office": request.office.name},
        "short_name": _("Gate"),
        "lang": str(getattr(request, "LANGUAGE_CODE", "id")),
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcfbf8",
        "theme_color": "#163c86",
        "icons": [
            {
                "src": static(f"icons/giliran-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in sizes
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _press(row: Any) -> Press | None:
    """A press as a page of ours sends it; None for what is none, which the page then keeps and shows."""
    nonce, tickets, at = row.get("nonce"), row.get("tickets"), row.get("at")
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        return None
    if not isinstance(tickets, list) or not 1 <= len(tickets) <= 20 or not all(map(_is_ticket, tickets)):
        return None
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < 253_402_300_800_000:
        return None
    return Press(
        nonce=nonce,
        at=datetime.fromtimestamp(at / 1000, UTC),
        tickets=tuple(dict.fromkeys(tickets)),
        officer=_words(row, "officer", 400),
        undoes=_words(row, "undoes", 64),
        reason=_words(row, "reason", 200).strip(),
        card_differs=row.get("differs") is True,
        text=_words(row, "text", 2_000),
    )


def _is_ticket(text: Any) -> bool:
    return isinstance(text, str) and _TICKET.fullmatch(text) is not None


def _words(row: dict[str, Any], name: str, longest: int) -> str:
    text = row.get(name, "")
    return "".join(filter(str.isprintable, text))[:longest] if isinstance(text, str) else ""


def _answer(told: dict[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(told, status=status)
    response[NOW] = _now()
    return response


def _now() -> str:
    return str(int(clock.now().timestamp() * 1000))
