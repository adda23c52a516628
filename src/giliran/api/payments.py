"""The door of the payment gateway: it tells us what was paid."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from giliran.api import errors, refusals
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.payments.services import take_callback

log = structlog.get_logger(__name__)

LARGEST = 16 * 1024
"""Bytes; a call is a few hundred."""


@csrf_exempt
def callback(request: HttpRequest) -> HttpResponse:
    """Takes a signed call, once, and answers in JSON whatever happens: 200 when it is on record, a problem document
    when it is not. A gateway tries again what was not answered, and what was answered 500 or 503."""
    if request.method != "POST":
        return errors.fault("method_not_allowed", {"Allow": "POST"})
    if _length_of(request.META) > LARGEST:
        return errors.fault("too_large")
    try:
        taken = take_callback(body=request.body, headers=dict(request.headers), now=clock.now())
    except Refusal as refused:
        return errors.problem(refusals.status_of_code(refused.code), refused.code, refused.sentence)
    except (RawPostDataException, UnreadablePostError):
        return errors.fault("bad_request")
    except (OperationalError, InterfaceError):
        return errors.fault("unavailable", {"Retry-After": "30"})
    except Exception as broken:
        log.error("payment call broke", exc_info=broken)
        return errors.fault("broken")
    return JsonResponse({"status": taken.outcome, "code": taken.code, "repeated": taken.repeated})


callback.access = "by_signature"  # type: ignore[attr-defined]


def _length_of(meta: Mapping[str, str]) -> int:
    """As announced. Servers of ours take no body whose length is not."""
    length = meta.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else LARGEST + 1
