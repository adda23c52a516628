"""What holds for every answer to a program, also for those that no route gave."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from giliran.api import errors

FOR_PROGRAMS = ("/api/", "/payments/")

Handler = Callable[[HttpRequest], HttpResponse]


def answer_in_problems(get_response: Handler) -> Handler:
    """Unknown addresses, wrong methods, oversized bodies and our own faults become problem documents too.

    Nothing is stored on the way, unless a route says that it may be.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(FOR_PROGRAMS):
            return response
        response = _as_problem(response)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language", "X-Session-Token"])
        return response

    return middleware


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers.get("Content-Type") == errors.MEDIA_TYPE:
        return response
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    return errors.fault(errors.fault_of(response.status_code), kept)
