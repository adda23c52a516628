"""What every request knows before its page runs: the language, who is acting, and how they proved it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

from giliran.core import clock
from giliran.core.types import NOBODY, Actor
from giliran.offices import selectors as offices
from giliran.outreach.services import faults
from giliran.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

_FOR_EVERYBODY = re.compile(r"/openings/[0-9]+/wait/")
_FOR_PROGRAMS = ("/api/", "/payments/")
_SAYS_WHAT_IS_DOWN = ("/readyz", "/status/")
_FREE_OF_SECOND_FACTOR = ("/accounts/", "/static/", "/language/", "/demo/", "/api/", "/healthz", "/readyz", "/metrics")


def count_what_breaks(get_response: Handler) -> Handler:
    """Pages that break are counted; many of them in some minutes propose an incident."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code >= 500 and request.path not in _SAYS_WHAT_IS_DOWN:
            faults.count_fault(clock.now())
        return response

    return middleware


def know_nobody(get_response: Handler) -> Handler:
    """The waiting page is the same for everybody and may be kept by caches: no cookie reaches it, and it sets none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _FOR_EVERYBODY.fullmatch(request.path):
            return get_response(request)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        varies = [one for one in response.headers.get("Vary", "").split(", ") if one and one != "Cookie"]
        del response.headers["Vary"]
        if varies:
            response.headers["Vary"] = ", ".join(varies)
        return response

    return middleware


def speak(get_response: Handler) -> Handler:
    """Indonesian first on every page, English where it was chosen; the API follows `Accept-Language`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.path.startswith(_FOR_PROGRAMS):
            chosen = get_language_from_request(request)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def refuse_nul(get_response: Handler) -> Handler:
    """No text of ours holds a NUL, and PostgreSQL takes none: a page never sees one. The API says it its own way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_FOR_PROGRAMS) and _holds_nul(request):
            return errors.bad_request(request)
        return get_response(request)

    return middleware


def _holds_nul(request: HttpRequest) -> bool:
    lists = (*request.GET.lists(), *request.POST.lists())
    return any("\x00" in text for name, values in lists for text in (name, *values))


def know_the_actor(get_response: Handler) -> Handler:
    """Set `request.actor`. Roles count only in a session that was opened with a second factor.

    Pages for somebody are stored nowhere on the way, nor shown by "Back" after signing out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.awaits_second_factor = False  # type: ignore[attr-defined]
        request.actor = actor_of(request, door="web")  # type: ignore[attr-defined]
        response = get_response(request)
        if request.actor.user_id is not None:  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def actor_of(request: HttpRequest, *, door: str) -> Actor:
    """Who acts in this request, through this door."""
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    roles = offices.roles_of(user.pk)
    if roles and not has_second_factor(request):
        request.awaits_second_factor = True  # type: ignore[attr-defined]
        roles = frozenset()
    return Actor(user.pk, str(user), door, roles, str(translation.get_language()))


def has_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor (or a passkey, which is one) was shown in this session, within one shift."""
    methods = request.session.get("account_authentication_methods", [])
    since = time.time() - settings.SHIFT_HOURS * 3600  # the machine's own time, as allauth writes it
    return any(method.get("method") == "mfa" and float(method.get("at", 0)) > since for method in methods)


def demand_second_factor(get_response: Handler) -> Handler:
    """Staff without a second factor in this session reach nothing but the pages that give them one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.awaits_second_factor and not request.path.startswith(_FREE_OF_SECOND_FACTOR):  # type: ignore[attr-defined]
            has_one = is_mfa_enabled(request.user)
            if not has_one:
                return redirect("mfa_activate_totp")
            back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
            return redirect(f"{reverse('mfa_reauthenticate')}{back}")
        return get_response(request)

    return middleware
