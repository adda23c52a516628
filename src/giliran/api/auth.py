"""Who is asking: an app by its session token, or a page of ours by its session cookie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from ninja.security.base import AuthBase

from giliran.api.errors import Fault
from giliran.core.types import NOBODY, Actor
from giliran.offices import selectors as offices

DOOR = "api"
_TOKEN_MOST = 64


class ApiRequest(HttpRequest):
    """A request that has passed one of the checks below."""

    actor: Actor


class SessionToken(AuthBase):
    """The token that an app was given when somebody signed in through `/_allauth/app/v1/`."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "X-Session-Token"

    def __call__(self, request: HttpRequest) -> Actor | None:
        token = request.headers.get(self.openapi_name, "")
        if not (token.isascii() and token.isalnum() and len(token) <= _TOKEN_MOST):
            return None
        found = authenticate_by_x_session_token(token)
        return _remember(request, _actor_of(*found)) if found else None


class SessionCookie(AuthBase):
    """The session of a page of ours; what changes something needs its CSRF token in `X-CSRFToken` too."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Actor | None:
        seen: Actor = getattr(request, "actor", NOBODY)
        if seen.user_id is None:
            return None
        if getattr(request, "awaits_second_factor", False):
            raise Fault("second_factor_required")
        _check_csrf(request)
        return _remember(request, replace(seen, door=DOOR))


class _CsrfCheck(CsrfViewMiddleware):
    """Says no with a problem document instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        raise Fault("csrf")


def _check_csrf(request: HttpRequest) -> None:
    """As Django does for pages; it has passed over our routes, for most callers have no cookie."""
    check = _CsrfCheck(lambda request: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    check.process_view(request, HttpResponse, (), {})


SIGNED_IN = [SessionToken(), SessionCookie()]


def _actor_of(user: Any, session: Mapping[str, Any]) -> Actor:
    """As on pages, roles count only in a session that was opened with a second factor."""
    roles = offices.roles_of(user.pk)
    methods = session.get("account_authentication_methods", [])
    if roles and not any(method.get("method") == "mfa" for method in methods):
        raise Fault("second_factor_required")
    return Actor(user.pk, str(user), DOOR, roles, str(translation.get_language()))


def _remember(request: HttpRequest, actor: Actor) -> Actor:
    request.actor = actor  # type: ignore[attr-defined]
    return actor
