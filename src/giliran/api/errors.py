"""Every fault as a problem document (RFC 9457), with the same codes as the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from giliran.api import refusals
from giliran.core.errors import Refusal

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Any] = {
    400: _("This request cannot be read"),
    401: _("Sign in first"),
    403: _("This is not allowed"),
    404: _("There is nothing here"),
    405: _("This cannot be done here"),
    409: _("This is not possible now"),
    413: _("This request is too large"),
    422: _("Check what was sent"),
    429: _("Too many requests"),
    500: _("Something broke on our side"),
    503: _("The service is interrupted"),
}

FAULTS: Mapping[str, tuple[int, Any]] = {
    "bad_request": (400, _("The request is malformed, or its body is not JSON.")),
    "key_missing": (400, _("Send an Idempotency-Key header: a name of your choice for this request.")),
    "key_too_long": (400, _("An Idempotency-Key is 1 to 64 visible ASCII characters.")),
    "not_signed_in": (401, _("Sign in first: send X-Session-Token, or the session cookie of a page.")),
    "second_factor_required": (403, _("People who work here sign in with a second factor.")),
    "csrf": (403, _("With a session cookie, send the CSRF token in X-CSRFToken.")),
    "forbidden": (403, _("You may not do this.")),
    "not_found": (404, _("There is nothing at this address, or it is not yours.")),
    "method_not_allowed": (405, _("This address does not take that method; see the Allow header.")),
    "too_large": (413, _("Send less than 1 MB.")),
    "invalid": (422, _("Some of what was sent cannot be used; `errors` says what and why.")),
    "too_many_requests": (429, _("You ask too often. Wait as long as the Retry-After header says.")),
    "broken": (500, _("Something broke on our side. Nothing was done; please try again.")),
    "unavailable": (503, _("The service is interrupted. Nothing was done; try again in half a minute.")),
}
"""Code to status and sentence, for faults that are the API's own. Those of the domain are `Refusal`s."""


class Fault(Exception):
    """One of `FAULTS`."""

    def __init__(self, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.headers = headers or {}


def problem(status: int, code: str, detail: Any, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """A problem document. Members of `more` that are None are left out."""
    body = {
        "type": f"{settings.PUBLIC_URL}/api/v1/problems#{code}",
        "title": str(TITLES.get(status, detail)),
        "status": status,
        "detail": str(detail),
        "code": code,
        **{name: value for name, value in more.items() if value is not None},
    }
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def fault(code: str, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """The problem document of one of `FAULTS`."""
    status, detail = FAULTS[code]
    return problem(status, code, detail, headers, **more)


def fault_of(status: int) -> str:
    """The code for an answer that something below us gave without one."""
    codes = (code for code, (known, _detail) in FAULTS.items() if known == status)
    return "forbidden" if status == 403 else next(codes, "broken" if status >= 500 else "bad_request")


def install(api: NinjaAPI) -> None:
    """Teach the API to answer in problem documents."""
    api.add_exception_handler(Fault, _fault)
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _not_signed_in)
    api.add_exception_handler(Throttled, lambda request, exc: fault("too_many_requests"))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(PermissionDenied, lambda request, exc: fault("forbidden"))
    api.add_exception_handler(Http404, lambda request, exc: fault("not_found"))
    api.add_exception_handler(RequestDataTooBig, lambda request, exc: fault("too_large"))
    api.add_exception_handler(UnreadablePostError, lambda request, exc: fault("bad_request"))
    api.add_exception_handler(Exception, _broken)
    for gone in (OperationalError, InterfaceError):
        api.add_exception_handler(gone, _unavailable)


def _fault(request: HttpRequest, exc: Any) -> HttpResponse:
    return fault(exc.code, exc.headers)


def _http_error(request: HttpRequest, exc: Any) -> HttpResponse:
    return fault(fault_of(exc.status_code))


def _refused(request: HttpRequest, exc: Any) -> HttpResponse:
    assert isinstance(exc, Refusal)
    return problem(
        refusals.status_of_code(exc.code), exc.code, exc.sentence, field=exc.field, **refusals.members_of(exc)
    )


def _not_signed_in(request: HttpRequest, exc: Any) -> HttpResponse:
    return fault("not_signed_in", {"WWW-Authenticate": 'X-Session-Token realm="giliran"'})


def _unavailable(request: HttpRequest, exc: Any) -> HttpResponse:
    return fault("unavailable", {"Retry-After": "30"})


def _broken(request: HttpRequest, exc: Any) -> HttpResponse:
    log.error("api broke", path=request.path, method=request.method, exc_info=exc)
    return fault("broken")


def _invalid(request: HttpRequest, exc: Any) -> HttpResponse:
    """422 with every wrong field; a path that cannot name anything is simply not there."""
    if any(error["loc"][0] == "path" for error in exc.errors):
        return fault("not_found")
    return fault("invalid", errors=list(_errors(exc.errors)))


def _errors(errors: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for error in errors:
        source, *place = error["loc"]
        path = place[1:] if source == "body" else place
        yield {
            "field": ".".join(map(str, path)),
            "in": str(source),
            "detail": _sentence(error["type"], error.get("ctx") or {}),
        }


_SENTENCES: tuple[tuple[str, Any], ...] = (
    ("missing", _("This is required.")),
    ("extra_forbidden", _("There is no such field here.")),
    ("string_too_long", _("At most %(max_length)s characters.")),
    ("string_too_short", _("At least %(min_length)s characters.")),
    ("too_long", _("At most %(max_length)s of them.")),
    ("too_short", _("At least %(min_length)s of them.")),
    ("string_pattern", _("This does not have the right form.")),
    ("string", _("Send text.")),
    ("literal_error", _("One of: %(expected)s.")),
    ("enum", _("One of: %(expected)s.")),
    ("less_than_equal", _("At most %(le)s.")),
    ("greater_than_equal", _("At least %(ge)s.")),
    ("int", _("Send a whole number.")),
    ("bool", _("Send true or false.")),
    ("date", _("Send a date as YYYY-MM-DD.")),
    ("uuid", _("Send the id as it was given.")),
    ("list", _("Send a list.")),
    ("value_error", "%(error)s"),
)


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    for name, sentence in _SENTENCES:
        if kind.startswith(name):
            return str(sentence) % context
    return str(_("This cannot be used here."))
