"""What the lane says when it cannot: problem documents (RFC 9457), with the same codes as the pages and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import trans_real
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Any] = {
    400: _("This request cannot be read"),
    401: _("Sign in first"),
    404: _("There is nothing here"),
    405: _("This cannot be done here"),
    408: _("This request came too slowly"),
    409: _("This is not possible now"),
    413: _("This request is too large"),
    422: _("Check what was sent"),
    500: _("Something broke on our side"),
    503: _("The service is interrupted"),
}

FAULTS: Mapping[str, tuple[int, Any]] = {
    "bad_request": (400, _("The request is malformed, or its body is not JSON.")),
    "pass_missing": (401, _("Send the pass that your entry's page gave you: Authorization: Pass ...")),
    "not_found": (404, _("There is nothing at this address, or it is not yours.")),
    "method_not_allowed": (405, _("This address does not take that method; see the Allow header.")),
    "too_slow": (408, _("The request did not arrive in time. Nothing was done; send it again.")),
    "too_large": (413, _("Send less than 16 kB.")),
    "invalid": (422, _("Some of what was sent cannot be used; `errors` says what and why.")),
    "broken": (500, _("Something broke on our side. Send it again with the same key: you are never booked twice.")),
    "unavailable": (
        503,
        _("The service is interrupted. Send it again with the same key: if it was booked, you get that booking."),
    ),
    "busy": (503, _("Too many people ask at this moment. Send it again with the same key; your place is kept.")),
    "too_many_listeners": (503, _("Too many people listen at this moment. Ask for the document instead.")),
}
"""Code to status and sentence, for faults that are the lane's own. Those of the domain are refusals."""

_STATUS: Mapping[str, int] = {"pass_invalid": 401, "pass_expired": 401, "pass_foreign": 401, "key_reused": 422}


def fault(code: str, language: str, *, retry_after: int | None = None, **more: Any) -> Response:
    """The problem document of one of `FAULTS`."""
    status, detail = FAULTS[code]
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return _document(status, code, detail, language, headers, more)


def refusal(code: str, sentence: Any, language: str, **more: Any) -> Response:
    """A rule's no: 409, unless the pass does not count or what was sent can never be right."""
    return _document(_STATUS.get(code, 409), code, sentence, language, {}, more)


def language_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The first language of `Accept-Language` that the product speaks; Indonesian where it names none."""
    wanted = next((value for name, value in headers if name == b"accept-language"), b"").decode("latin-1").lower()
    spoken = [code for code, _name in settings.LANGUAGES]
    for tag, _quality in trans_real.parse_accept_lang_header(wanted):
        if (code := tag.partition("-")[0]) in spoken:
            return code
    return settings.LANGUAGE_CODE


def _document(
    status: int, code: str, detail: Any, language: str, headers: Mapping[str, str], more: Mapping[str, Any]
) -> Response:
    with translation.override(language):
        body = {
            "type": f"{settings.PUBLIC_URL}/api/v1/problems#{code}",
            "title": str(TITLES.get(status, detail)),
            "status": status,
            "detail": str(detail),
            "code": code,
            **{name: value for name, value in more.items() if value is not None},
        }
    challenge = {"WWW-Authenticate": 'Pass realm="giliran"'} if status == 401 else {}
    always = {"Cache-Control": "no-store", "Content-Language": language}
    return Response(msgspec.json.encode(body), status, {**always, **challenge, **headers}, MEDIA_TYPE)
