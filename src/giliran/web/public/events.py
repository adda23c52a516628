"""An organisation asks for an event, follows its request by a secret link, and sends its list of people there. Nobody
needs an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from giliran.booking.services import guests
from giliran.core import clock
from giliran.offices import selectors as offices
from giliran.offices import services
from giliran.offices.services import ProposalRefused
from giliran.offices.services.event_letters import page_url
from giliran.web.access import ActorRequest, anyone
from giliran.web.events import pace, people, words
from giliran.web.events.forms import AskForm

if TYPE_CHECKING:
    from giliran.offices.models import EventRequest, Office


@anyone
def ask(request: ActorRequest) -> HttpResponse:
    """The form; then the page of the request, which is its receipt."""
    form = AskForm(request.POST or None, request.FILES or None, initial={"kind": "eazy"})
    if request.method == "POST" and form.is_valid():
        spent = pace.spend(request)
        if spent is None:
            return _too_many(request, form)
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
            spent.rollback()
            form.refuse(refused)
        else:
            return redirect("event_request", token)
    elif set(form.errors) == {"letter"}:  # it has to be chosen again whatever else is wrong, so say all of it now
        parent = offices.office_by_code(form.cleaned_data["parent"])
        if faults := services.faults_of_ask(form.ask(), parent=parent, now=clock.now()):
            form.refuse(ProposalRefused(faults))
    return render(request, "events/ask.html", {"form": form}, status=422 if form.is_bound else 200)


def _too_many(request: ActorRequest, form: AskForm) -> HttpResponse:
    """Nothing was sent; what was typed is kept."""
    words = _("%(most)d requests came from your internet connection within an hour. Send this one in an hour.")
    form.add_error(None, words % {"most": pace.MOST_AN_HOUR})
    response = render(request, "events/ask.html", {"form": form}, status=429)
    response.headers["Retry-After"] = str(pace.HOUR)
    return response


@anyone
@never_cache
def event_request(request: ActorRequest, token: str) -> HttpResponse:
    """What was asked for and what has become of it; when it is approved, its people."""
    asked = _asked_by(token)
    if request.method == "POST":
        error = _withdraw(request, asked) if asked.event is None else people.take_in(request, asked.event)
        if not error:
            return redirect("event_request", token)
        return _page(request, asked, token, error=error)
    return _page(request, asked, token)


@anyone
@never_cache
@require_GET
def tickets(request: ActorRequest, token: str) -> HttpResponse:
    return people.tickets_pdf(request, _event_of(token))


@anyone
@never_cache
@require_GET
def wrong_rows(request: ActorRequest, token: str, number: int) -> HttpResponse:
    return people.wrong_csv(_event_of(token), number)


@anyone
@require_GET
def template(request: ActorRequest, kind: str) -> HttpResponse:
    """The empty list, as a spreadsheet or as CSV."""
    if kind == "csv":
        return people.file_of(guests.template_csv(words.language()), "text/csv; charset=utf-8", "daftar.csv")
    content = guests.template_xlsx(words.language(), day=clock.today("Asia/Jakarta"))
    return people.file_of(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "daftar.xlsx")


def _withdraw(request: ActorRequest, asked: EventRequest) -> str:
    try:
        services.withdraw_event(asked, by=request.actor, now=clock.now())
    except ProposalRefused as refused:
        return str(refused.sentence)
    return ""


def _page(request: ActorRequest, asked: EventRequest, token: str, *, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "token": token,
        "answers": words.answers_of(asked),
        "state_kind": words.STATE_KINDS[asked.state],
        "page_url": page_url(token),
        "error": error,
        "page_has_errors": bool(error),
    }
    if asked.event:
        [context["line"]] = words.lines([asked.event])
        context |= people.context_of(request, asked.event)
    template = "events/request.html#people" if request.htmx and asked.event else "events/request.html"
    response = render(request, template, context, status=422 if error else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked_by(token: str) -> EventRequest:
    asked = offices.event_request_by_token(token)
    if asked is None:
        raise Http404
    return asked


def _event_of(token: str) -> Office:
    event = _asked_by(token).event
    if event is None:
        raise Http404
    return event
