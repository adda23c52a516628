"""The door of the payment gateway: it tells us what was paid."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from giliran.api import calls
from giliran.core import clock
from giliran.payments.services import take_callback

LARGEST = 16 * 1024
"""Bytes; a call is a few hundred."""


@csrf_exempt
def callback(request: HttpRequest) -> HttpResponse:
    """Takes a signed call, once, and answers in JSON whatever happens."""
    return calls.answered(request, LARGEST, _take)


callback.access = "by_signature"  # type: ignore[attr-defined]


def _take(body: bytes, headers: dict[str, str]) -> dict[str, object]:
    taken = take_callback(body=body, headers=headers, now=clock.now())
    return {"status": taken.outcome, "code": taken.code, "repeated": taken.repeated}
