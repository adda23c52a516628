"""The stage door of the demo: who you can be, which messages went out, and a clock that can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.notifications import selectors as notifications
from giliran.web.access import ActorRequest, in_demo
from giliran.web.demo import floor
from giliran.web.demo import friday as fridays
from giliran.web.demo.forms import ClockForm
from giliran.web.demo.people import LOGINS

ZONE = ZoneInfo(settings.TIME_ZONE)


@in_demo
def logins(request: ActorRequest) -> HttpResponse:
    """Everybody whom a newcomer can be, with passwords and the current second factors."""
    return render(request, "demo/logins.html", {"logins": LOGINS})


@in_demo
def outbox(request: ActorRequest) -> HttpResponse:
    """The last messages, as their readers get them."""
    return render(request, "demo/outbox.html", {"outbox": notifications.recent(50)})


@in_demo
def attachment(request: ActorRequest, message_id: int, filename: str) -> HttpResponse:
    """A file that went out with a message."""
    found = notifications.attachment_of(message_id, filename)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type=found.mimetype)


@in_demo
def clock_page(request: ActorRequest) -> HttpResponse:
    """Show the product's clock, and move it: to a named moment, by a step, or back to the machine's.

    Above it stands the opening that a newcomer can live through; that part of the page keeps itself up to date.
    """
    if request.htmx:
        return render(request, "demo/clock.html#friday", {"friday": fridays.friday(clock.now()), "now": clock.now()})
    form = ClockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = form.target(clock.now(), ZONE)
        clock.set_demo_offset(timedelta() if target is None else _offset_to(target))
        messages.success(request, _("The clock has been set."))
        return redirect("demo_clock")
    context = {
        "form": form,
        "friday": fridays.friday(clock.now()),
        "now": clock.now(),
        "tz": settings.TIME_ZONE,
        "is_moved": bool(clock.demo_offset()),
    }
    return render(request, "demo/clock.html", context)


@in_demo
def friday(request: ActorRequest) -> HttpResponse:
    """A step of "A Friday in two minutes": the clock goes to where it begins, or people come."""
    if request.method == "POST":
        fridays.take(request.POST.get("step", ""), clock.now())
    return redirect("demo_clock")


@in_demo
def working_day(request: ActorRequest) -> HttpResponse:
    """An office at work: the clock goes to a busy hour, and whoever has a ticket comes in."""
    if request.method != "POST":
        return redirect("demo_clock")
    moment = floor.begin(clock.now())
    if moment is None:
        messages.warning(request, _("Nobody is expected at the office in the next two weeks."))
        return redirect("demo_clock")
    messages.success(request, _("People have come in, and the officers are at work."))
    return redirect("floor_queue", floor.OFFICE) if request.actor.is_staff else redirect("demo_logins")


def _offset_to(target: datetime) -> timedelta:
    return target - (clock.now() - clock.demo_offset())
