"""This browser as a device of a gate: the cookie that says so, and the page where devices are enrolled and revoked.

The secret stands in a cookie that no script can read: whatever goes wrong on a page, it cannot be carried off to
another machine. It goes to the gate of its own office only, and stays when people sign out: it is the device's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors
from giliran.onsite.services import devices as enrolling
from giliran.web.access import KIOSK_COOKIE, ActorRequest, at_office
from giliran.web.gate.forms import DeviceForm

if TYPE_CHECKING:
    from giliran.onsite.models import GateDevice

COOKIE = "giliran_gate"
_GIVEN_UP = "gate_queue_given_up"
_KEPT_SECONDS = 400 * 24 * 60 * 60  # the longest that browsers keep one


def this_device(request: ActorRequest) -> GateDevice | None:
    """The device that this browser is at this office, be it revoked or not."""
    secret = request.COOKIES.get(COOKIE, "")
    return enrolling.recognise(office=request.office, secret=secret, now=clock.now())


def is_live(device: GateDevice | None) -> bool:
    return device is not None and device.revoked_at is None


@at_office("enrol_gate")
def devices(request: ActorRequest) -> HttpResponse:
    """Which devices may work without a network, and a form to make this browser one of them."""
    form = DeviceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        device, secret = enrolling.enrol(
            office=request.office,
            name=form.cleaned_data["name"],
            by=request.actor,
            now=clock.now(),
            is_kiosk=form.cleaned_data["is_kiosk"],
            waiting=form.cleaned_data["waiting"] or 0,
            gives_up=form.cleaned_data["give_up"],
        )
    except Refusal as refused:
        form.add_error(refused.field, refused.sentence)
        return _page(request, form)
    if form.cleaned_data["waiting"]:
        request.session[_GIVEN_UP] = True
    if device.is_kiosk:
        return _open_kiosk(request, secret)
    messages.success(request, _("This browser is now the gate device %(name)s.") % {"name": device.name})
    response = redirect("gate_devices", request.office.code)
    _remember(response, secret, name=COOKIE, path=reverse("gate", args=[request.office.code]))
    return response


@at_office("enrol_gate")
def revoke(request: ActorRequest, device: UUID) -> HttpResponse:
    """Ask once, then revoke."""
    found = next((one for one in selectors.gate_devices(request.office) if one.public_id == device), None)
    if request.method != "POST" and found and not found.revoked_at:
        return render(request, "gate/revoke.html", {"office": request.office, "device": found})
    if request.method == "POST":
        try:
            gone = enrolling.revoke(office=request.office, device_id=device, by=request.actor, now=clock.now())
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("%(name)s was revoked. It gets no list any more.") % {"name": gone.name})
    return redirect("gate_devices", request.office.code)


def _open_kiosk(request: ActorRequest, secret: str) -> HttpResponse:
    """From now on nobody is signed in here: whoever stands before a kiosk must not find an officer's session."""
    logout(request)
    response = redirect("kiosk", request.office.code)
    _remember(response, secret, name=KIOSK_COOKIE, path=reverse("kiosk", args=[request.office.code]))
    return response


def _page(request: ActorRequest, form: DeviceForm) -> HttpResponse:
    mine = this_device(request)
    context = {
        "office": request.office,
        "devices": selectors.gate_devices(request.office),
        "mine": mine,
        "may_enrol_this": not is_live(mine),
        "form": form,
        "asks_give_up": bool(form.is_bound and form["waiting"].value() not in (None, "", "0")),
        "given_up": bool(request.session.pop(_GIVEN_UP, False)),
    }
    return render(request, "gate/devices.html", context, status=422 if form.errors else 200)


def _remember(response: HttpResponse, secret: str, *, name: str, path: str) -> None:
    response.set_cookie(
        name,
        secret,
        max_age=_KEPT_SECONDS,
        path=path,
        secure=settings.TLS,
        httponly=True,
        samesite="Strict",
    )
