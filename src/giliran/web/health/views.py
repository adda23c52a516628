"""What load balancers and monitors ask. No session, no cookie, no language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from giliran.core import clock
from giliran.web.access import anyone
from giliran.web.health import checks, numbers


@anyone
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return _never_kept(HttpResponse("ok\n", content_type="text/plain"))


@anyone
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people can be served: 200, or 503 with the names of what is not ready."""
    missing = checks.not_ready(clock.now())
    body = {"ready": not missing, "not_ready": missing}
    return _never_kept(JsonResponse(body, status=503 if missing else 200))


@anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. It counts, and names nobody."""
    return _never_kept(HttpResponse(generate_latest(numbers.REGISTRY), content_type=CONTENT_TYPE_LATEST))


def _never_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
