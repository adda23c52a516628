"""An organisation asks for an event, and follows its request by a secret link. Nobody needs an account."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices import services
from giliran.offices.services import ProposalRefused
from giliran.offices.services.event_letters import page_url
from giliran.web.access import ActorRequest, anyone
from giliran.web.events import words
from giliran.web.events.forms import AskForm


@anyone
def ask(request: ActorRequest) -> HttpResponse:
    """The form; then the page of the request, which is its receipt."""
    form = AskForm(request.POST or None, request.FILES or None, initial={"kind": "eazy"})
    if request.method == "POST" and form.is_valid():
        try:
            _asked, token = services.ask_for_event(
                form.ask(),
                form.sent_letter(),
                parent=offices.office_by_code(form.cleaned_data["parent"]),
                by=request.actor,
                now=clock.now(),
                language=words.language(),
            )
        except ProposalRefused as refused:
            form.refuse(refused)
        else:
            return redirect("event_request", token)
    return render(request, "events/ask.html", {"form": form}, status=422 if form.is_bound else 200)


@anyone
@never_cache
def event_request(request: ActorRequest, token: str) -> HttpResponse:
    """What was asked for, what has become of it, and what to do next."""
    asked = offices.event_request_by_token(token)
    if asked is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            services.withdraw_event(asked, by=request.actor, now=clock.now())
            return redirect("event_request", token)
        except ProposalRefused as refused:
            error = str(refused.sentence)
    context = {
        "asked": asked,
        "token": token,
        "answers": words.answers_of(asked),
        "state_kind": words.STATE_KINDS[asked.state],
        "page_url": page_url(token),
        "error": error,
        "title": _("Request for an event"),
    }
    response = render(request, "events/request.html", context, status=409 if error else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
