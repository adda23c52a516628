"""The windows of an office: parts of its day, with the letter of their labels."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices.policy import RestoreWindow, RetireWindow, WindowPlan, next_letter
from giliran.web.access import ActorRequest, at_office
from giliran.web.office import two_steps
from giliran.web.office.days import hours_words, next_closed_week, today_at
from giliran.web.office.forms import NewWindowForm, WindowForm


@at_office("set_calendar")
def window_list(request: ActorRequest) -> HttpResponse:
    """All windows, with what can be done to each."""
    windows = [
        (one, hours_words(one.starts_at, one.ends_at, request.actor.language))
        for one in offices.all_windows_of(request.office)
    ]
    return render(request, "office/windows.html", {"office": request.office, "here": "windows", "windows": windows})


@at_office("set_quota")
def add_window(request: ActorRequest) -> HttpResponse:
    """A new window and its first seats."""
    setup = offices.setup_of(request.office, today_at(request.office))
    start = next_closed_week(request.office, setup, clock.now())
    form = NewWindowForm(request.POST or None, initial={"valid_from": start})
    context = {"office": request.office, "here": "windows", "form": form, "letter": next_letter(setup.windows)}
    return two_steps.fill_in(
        request,
        form,
        back=reverse("office_windows", args=[request.office.code]),
        title=_("A new window"),
        page=lambda status: render(request, "office/window.html", context, status=status),
    )


@at_office("set_calendar")
def change_window(request: ActorRequest, window_id: int) -> HttpResponse:
    """Other names or hours."""
    window = _window(request, window_id)
    initial = {name: getattr(window, name) for name in ("name_id", "name_en", "starts_at", "ends_at")}
    form = WindowForm(request.POST or None, window=window, initial=initial)
    context = {"office": request.office, "here": "windows", "form": form, "window": window, "letter": window.letter}
    return two_steps.fill_in(
        request,
        form,
        back=reverse("office_windows", args=[request.office.code]),
        title=_("Change window %(letter)s") % {"letter": window.letter},
        page=lambda status: render(request, "office/window.html", context, status=status),
    )


@at_office("set_calendar")
def retire_window(request: ActorRequest, window_id: int) -> HttpResponse:
    """Put a window out of use."""
    return _confirm_use(request, window_id, RetireWindow(window_id), _("Put window %(letter)s out of use"))


@at_office("set_calendar")
def restore_window(request: ActorRequest, window_id: int) -> HttpResponse:
    """Take a window into use again."""
    return _confirm_use(request, window_id, RestoreWindow(window_id), _("Use window %(letter)s again"))


def _confirm_use(
    request: ActorRequest, window_id: int, proposal: RetireWindow | RestoreWindow, title: str
) -> HttpResponse:
    window = _window(request, window_id)
    return two_steps.confirm(
        request,
        proposal,
        answers=[{"label": _("Window"), "value": f"{window.letter} {window.name_id} / {window.name_en}"}],
        back=reverse("office_windows", args=[request.office.code]),
        title=title % {"letter": window.letter},
    )


def _window(request: ActorRequest, window_id: int) -> WindowPlan:
    found = offices.setup_of(request.office, today_at(request.office)).window(window_id)
    if found is None:
        raise Http404
    return found
