"""A screen of the staff that nobody touches locks; whoever comes back says who they are, and finds the same page.

Told by the machine's own clock, since the demo moves the product's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giliran.core import secrets
from giliran.web.access import ActorRequest, staff

Handler = Callable[[HttpRequest], HttpResponse]

_LOCKED = ("/desk/", "/office/", "/hq/")
"""Not the gate: a door must open at once, and what it holds goes at night."""
_SEEN, _KEPT = "seen_at", "kept_press"
_WRITE_EVERY = 60
_MOST_KEPT = 50_000
_SECRET = ("csrfmiddlewaretoken",)


def lock_when_idle(get_response: Handler) -> Handler:
    """After `IDLE_MINUTES` without a press the pages of the staff ask once more who it is. What a page asks by itself
    keeps nobody awake. A press that comes too late is kept, sealed, and offered again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (_minutes() and request.path.startswith(_LOCKED) and request.actor.is_staff):  # type: ignore[attr-defined]
            return get_response(request)
        now, seen = int(time.time()), _seen(request)
        if now - seen > _minutes() * 60:
            return _lock(request)
        if now - seen >= _WRITE_EVERY and not _asks_by_itself(request):
            request.session[_SEEN] = now
        return get_response(request)

    return middleware


def _minutes() -> int:
    return int(settings.IDLE_MINUTES)


def _seen(request: HttpRequest) -> float:
    """The last press, or the last proof of who it is."""
    proofs = [float(one.get("at", 0)) for one in request.session.get("account_authentication_methods", [])]
    return max([float(request.session.get(_SEEN, 0)), *proofs])


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.method == "GET" and "HX-Request" in request.headers


def _lock(request: HttpRequest) -> HttpResponse:
    by_itself = _asks_by_itself(request)
    page = request.headers.get("HX-Current-URL", "") if by_itself else request.get_full_path()
    if request.method != "GET":
        page = _keep(request)
    address = f"{reverse(_proof_of(request))}?{urlencode({'locked': 1, 'next': page})}"
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def _proof_of(request: HttpRequest) -> str:
    return "mfa_reauthenticate" if is_mfa_enabled(request.user) else "account_reauthenticate"


def _keep(request: HttpRequest) -> str:
    """What was typed waits in the session, sealed: it may hold a NIK. The page that offers it."""
    sent = request.POST.copy()
    for name in _SECRET:
        sent.pop(name, None)
    text = json.dumps({"path": request.get_full_path(), "sent": sent.urlencode()})
    if len(text) <= _MOST_KEPT and not request.FILES:
        request.session[_KEPT] = secrets.keyring().seal(text, _place(request)).hex()
    return reverse("unlocked")


def _place(request: HttpRequest) -> str:
    return f"session.{_KEPT}:{request.user.pk}"


@never_cache
@staff
def unlocked(request: ActorRequest) -> HttpResponse:
    """Back again: the press that came too late, to be sent or dropped."""
    sealed = request.session.pop(_KEPT, "")
    if not sealed:
        return redirect("desk")
    kept = json.loads(secrets.keyring().unseal(bytes.fromhex(sealed), _place(request)))
    sent = QueryDict(kept["sent"])
    fields = [(name, value) for name, values in sent.lists() for value in values]
    return render(request, "errors/unlocked.html", {"path": kept["path"], "fields": fields})


@never_cache
@require_POST
@staff
def awake(request: ActorRequest) -> HttpResponse:
    """Somebody types: that is work too."""
    return HttpResponse(status=204)
