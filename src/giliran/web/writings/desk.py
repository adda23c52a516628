"""The pages of those who write: the same for headquarters and for the head of an office."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.outreach.policy import writings as policy
from giliran.outreach.selectors import writings
from giliran.outreach.services import writings as services
from giliran.outreach.states import WritingKind
from giliran.web.access import ActorRequest
from giliran.web.writings import words
from giliran.web.writings.drawn import COUNTRY, at_clock
from giliran.web.writings.forms import PublishForm, WritingForm

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.outreach.models import Writing

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody writes: at headquarters, or for an office. `frame` is the template around the pages."""

    prefix: str
    frame: str
    office: Office | None = None
    may: tuple[tuple[str, bool], ...] = ()

    @property
    def tz(self) -> str:
        return self.office.timezone if self.office else COUNTRY

    def url(self, name: str, *args: str) -> str:
        return reverse(f"{self.prefix}{name}", args=[*([self.office.code] if self.office else []), *args])

    def context(self) -> dict[str, Any]:
        return {
            "desk": self,
            "frame": self.frame,
            "office": self.office,
            "here": "writings",
            "tz": self.tz,
            **dict(self.may),
        }


def listed(request: ActorRequest, desk: Desk, kind: str) -> HttpResponse:
    """Everything of a kind, and where each stands."""
    now = clock.now()
    page = Paginator(writings.writings_of(desk.office, request.actor, kind), A_PAGE).get_page(request.GET.get("page"))
    latest = writings.latest_of(list(page))
    helped = writings.helped(request.actor, words.half_a_year_ago(now)) if kind == WritingKind.QUESTION else {}
    rows = [
        {
            "url": desk.url("writing", one.name),
            "version": latest[one.pk],
            "writing": one,
            "standing": words.standing(one, now, desk.tz),
            "is_newer": 0 < one.shown < one.latest,
            "helped": helped.get(one.pk),
        }
        for one in page
    ]
    return render(request, "writings/list.html", {**desk.context(), "page": page, "rows": rows, "kind": kind})


def new(request: ActorRequest, desk: Desk, kind: str) -> HttpResponse:
    """Write, look, keep."""
    form = WritingForm(request.POST or None, kind=kind)
    context = {**desk.context(), "title": words.NEW[kind], "back": desk.url("writings"), "kind": kind}

    def keep() -> HttpResponse:
        made = services.write(form.text(), kind=kind, office=desk.office, by=request.actor, now=clock.now())
        messages.success(request, _("Kept as a draft. Nobody else reads it until it is published."))
        return redirect(desk.url("writing", made.name))

    return _fill_in(request, form, context, keep)


def edit(request: ActorRequest, desk: Desk, name: str) -> HttpResponse:
    """A newer version of something."""
    writing = _found(request, desk, name)
    version = writings.latest_of([writing])[writing.pk]
    given = asdict(services.text_of(version, writing.topic))
    form = WritingForm(request.POST or None, kind=writing.kind, initial=given)
    seen = request.POST.get("seen", "")
    context = {
        **desk.context(),
        "title": version.title(request.actor.language),
        "back": desk.url("writing", name),
        "seen": seen if seen.isdecimal() else str(writing.latest),
    }

    def keep() -> HttpResponse:
        number = int(context["seen"][:9])
        services.rewrite(form.text(), writing=writing, seen=number, by=request.actor, now=clock.now())
        messages.success(request, _("Kept as a newer version. The public reads it once it is published."))
        return redirect(desk.url("writing", name))

    return _fill_in(request, form, context, keep)


def one(request: ActorRequest, desk: Desk, name: str, form: PublishForm | None = None) -> HttpResponse:
    """As the public will read it, from when until when, and its history."""
    writing, now = _found(request, desk, name), clock.now()
    versions = writings.versions_of(writing)
    latest = versions[0]
    context = {
        **desk.context(),
        "writing": writing,
        "latest": latest,
        "standing": words.standing(writing, now, desk.tz),
        "previews": words.previews(services.text_of(latest, writing.topic)),
        "form": form or PublishForm(initial=_span(writing, desk, now)),
        "versions": versions,
        "moves": writings.moves_of(writing),
        "public_url": words.public_url(writing),
        "is_shown": writing.state == "published",
        "topic": writing.get_topic_display(),
        "urls": {which: desk.url(f"writing_{which}", name) for which in ("edit", "publish", "withdraw")},
    }
    return render(request, "writings/one.html", context, status=422 if form else 200)


def publish(request: ActorRequest, desk: Desk, name: str) -> HttpResponse:
    writing = _found(request, desk, name)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return one(request, desk, name, form)
    span = {at: at_clock(_naive(form.cleaned_data[at]), desk.tz) for at in ("shown_from", "shown_until")}
    try:
        services.publish(writing=writing, seen=form.cleaned_data["seen"], by=request.actor, now=clock.now(), **span)
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return one(request, desk, name, form)
    begins = span["shown_from"]
    is_later = begins is not None and begins > clock.now()
    messages.success(request, _("It will be shown at its time.") if is_later else _("The public reads it now."))
    return redirect(desk.url("writing", name))


def withdraw(request: ActorRequest, desk: Desk, name: str) -> HttpResponse:
    try:
        services.withdraw(writing=_found(request, desk, name), by=request.actor, now=clock.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Withdrawn. Nobody reads it any more; it can be published again."))
    return redirect(desk.url("writing", name))


def _fill_in(request: ActorRequest, form: WritingForm, context: dict[str, Any], keep: Any) -> HttpResponse:
    """The form; what it would look like (`step=preview`); or what `keep` answers."""
    status, previews = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("step") != "preview":
                return keep()
            previews = words.previews(services.checked(form.text(), context.get("kind") or _kind_of(form)))
        except Refusal as refused:
            form.refuse(refused)
            status = 422
    return render(request, "writings/edit.html", {**context, "form": form, "previews": previews}, status=status)


def _kind_of(form: WritingForm) -> str:
    return WritingKind.QUESTION if "topic" in form.fields else WritingKind.GUIDE


def _found(request: ActorRequest, desk: Desk, name: str) -> Writing:
    found = writings.writing_of(name, desk.office, request.actor)
    if found is None:
        raise Http404
    return found


def _span(writing: Writing, desk: Desk, now: datetime) -> dict[str, Any]:
    """What stands in the form: the days that hold, while they have not passed."""
    zone = ZoneInfo(desk.tz)
    is_to_come = policy.standing(writing.state, writing.shown_from, writing.shown_until, now) == policy.TO_COME
    times = {"shown_from": writing.shown_from if is_to_come else None, "shown_until": writing.shown_until}
    local = {
        at: moment.astimezone(zone).replace(tzinfo=None) for at, moment in times.items() if moment and moment > now
    }
    return {"seen": writing.latest, **local}


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None
