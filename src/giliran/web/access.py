"""Who may open a page: every view wears exactly one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from giliran.core import clock
from giliran.core.types import Actor
from giliran.offices import permissions
from giliran.offices import selectors as offices
from giliran.offices.states import KIOSK
from giliran.onsite.services import devices

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.onsite.models import GateDevice

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request as the middleware leaves it."""

    actor: Actor
    office: Office
    awaits_second_factor: bool
    htmx: Any


class KioskRequest(ActorRequest):
    """A request from a kiosk."""

    device: GateDevice


def anyone(view: View) -> View:
    """Open to everybody."""
    view.access = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """For people with an account."""

    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.user_id is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    page.access = "signed_in"  # type: ignore[attr-defined]
    return page


def at_office(permission: str) -> Callable[[View], View]:
    """For those who hold the permission at the office named in the address; sets `request.office`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: ActorRequest, office: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor.user_id is None:
                return redirect_to_login(request.get_full_path())
            found = offices.office_by_code(office)
            if found is None:
                raise Http404
            if not permissions.may(request.actor, permission, found.id):
                raise PermissionDenied
            request.office = found
            return view(request, *args, **kwargs)

        page.access = f"at_office:{permission}"  # type: ignore[attr-defined]
        return page

    return decorate


def at_headquarters(permission: str) -> Callable[[View], View]:
    """For those at headquarters who hold the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor.user_id is None:
                return redirect_to_login(request.get_full_path())
            if not permissions.may_at_headquarters(request.actor, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        page.access = f"at_headquarters:{permission}"  # type: ignore[attr-defined]
        return page

    return decorate


def staff(view: View) -> View:
    """For everybody who works at some office or at headquarters."""

    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.user_id is None:
            return redirect_to_login(request.get_full_path())
        if not request.actor.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    page.access = "staff"  # type: ignore[attr-defined]
    return page


KIOSK_COOKIE = "giliran_kiosk"


def at_kiosk(view: View) -> View:
    """For browsers that are enrolled as a kiosk of the office named in the address, with nobody signed in; sets
    `request.office`, `request.device` and an actor who may what a kiosk may. Everybody else reads that this is none."""

    @wraps(view)
    def page(request: KioskRequest, office: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = offices.office_by_code(office)
        if found is None:
            raise Http404
        secret = request.COOKIES.get(KIOSK_COOKIE, "")
        device = devices.recognise(office=found, secret=secret, now=clock.now(), is_kiosk=True)
        request.office = found
        if device is None or device.revoked_at is not None:
            return render(request, "kiosk/closed.html", {"office": found}, status=403)
        request.device = device
        roles = frozenset({(KIOSK, found.id)})
        request.actor = Actor(None, f"kiosk {device.name}", "kiosk", roles, str(get_language()))
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    page.access = "at_kiosk"  # type: ignore[attr-defined]
    return page


def in_demo(view: View) -> View:
    """Exists in demo only."""

    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    page.access = "in_demo"  # type: ignore[attr-defined]
    return page
