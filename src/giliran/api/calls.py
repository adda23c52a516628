"""Calls of other systems: signed, taken once, and answered in JSON whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError

from giliran.api import errors, refusals
from giliran.core.errors import Refusal

log = structlog.get_logger(__name__)


def answered(
    request: HttpRequest, largest: int, take: Callable[[bytes, dict[str, str]], Mapping[str, Any]]
) -> HttpResponse:
    """What `take` says of body and headers (in lower case): 200 when it is on record, a problem document when it is
    not. Whoever calls tries again what was not answered, and what was answered 500 or 503."""
    if request.method != "POST":
        return errors.fault("method_not_allowed", {"Allow": "POST"})
    if _length_of(request.META, largest) > largest:
        return errors.fault("too_large")
    try:
        said = take(request.body, {name.lower(): value for name, value in request.headers.items()})
    except Refusal as refused:
        return errors.problem(refusals.status_of_code(refused.code), refused.code, refused.sentence)
    except (RawPostDataException, UnreadablePostError):
        return errors.fault("bad_request")
    except (OperationalError, InterfaceError):
        return errors.fault("unavailable", {"Retry-After": "30"})
    except Exception as broken:
        log.error("call broke", exc_info=broken)
        return errors.fault("broken")
    return JsonResponse(said)


def _length_of(meta: Mapping[str, str], largest: int) -> int:
    """As announced. Servers of ours take no body whose length is not."""
    length = meta.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else largest + 1
