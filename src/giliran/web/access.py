"""Who may open a page: every view wears exactly one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from giliran.core.types import Actor
from giliran.offices import permissions
from giliran.offices import selectors as offices

if TYPE_CHECKING:
    from giliran.offices.models import Office

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request as the middleware leaves it."""

    actor: Actor
    office: Office
    awaits_second_factor: bool
    htmx: Any


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


def in_demo(view: View) -> View:
    """Exists in demo only."""

    @wraps(view)
    def page(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    page.access = "in_demo"  # type: ignore[attr-defined]
    return page
