"""The pages of those who lead incidents, the same at headquarters and at an office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.outreach import permissions
from giliran.outreach.selectors import incidents as reads
from giliran.outreach.selectors.current import NATIONAL_TZ
from giliran.outreach.sentences.incidents import usual_over, usual_words
from giliran.outreach.services import incidents as services
from giliran.outreach.states import IncidentState
from giliran.web.access import ActorRequest
from giliran.web.incidents.forms import (
    ConfirmForm,
    DismissForm,
    IncidentForm,
    ProposeForm,
    ResolveForm,
    UpdateForm,
)
from giliran.web.incidents.words import where

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.outreach.models import Incident

PAST_A_PAGE = 20
SOON = timedelta(hours=1)
KINDS = {
    IncidentState.PROPOSED: "soon",
    IncidentState.CONFIRMED: "no",
    IncidentState.RESOLVED: "free",
    IncidentState.DISMISSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages stand: at an office, or at headquarters (`office` empty), inside the template `frame`."""

    name: str
    frame: str
    office: Office | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def address(self, page: str = "", *args: Any) -> str:
        before = [self.office.code] if self.office else []
        return reverse(f"{self.name}{page}", args=[*before, *args])

    @property
    def zone(self) -> str:
        return self.office.timezone if self.office else NATIONAL_TZ


def listing(request: ActorRequest, place: Place) -> HttpResponse:
    """What is open, the proposed ones first, and what has been."""
    opened = [_line(one, place) for one in reads.open_incidents(request.actor, place.office)]
    past = Paginator(reads.past_incidents(request.actor, place.office), PAST_A_PAGE).get_page(request.GET.get("page"))
    context = {"opened": opened, "page": past, "past": [_line(one, place) for one in past]}
    return _render(request, place, "incidents/list.html", context)


def propose(request: ActorRequest, place: Place) -> HttpResponse:
    """Report one by hand."""
    now = clock.now()
    choices = None if place.office else list(offices.all_offices())
    form = ProposeForm(request.POST or None, offices=choices, zone=ZoneInfo(place.zone), initial={"since": now})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = [one for one in choices or [] if str(one.pk) in given["offices"]] if choices else [place.office]
        try:
            made = services.propose_incident(
                kind=given["kind"], what=form.two("what"), offices=[one for one in chosen if one],
                since=form.moment("since") or now, by=request.actor, now=now,
            )  # fmt: skip
        except Refusal as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect(place.address("_one", made.public_id))
    context = {"form": form}
    return _render(request, place, "incidents/new.html", context, status=422 if form.errors else 200)


def lead(request: ActorRequest, place: Place, public_id: UUID) -> HttpResponse:
    """One incident with its history; confirm or dismiss it, say what is new, or that it is over."""
    incident = reads.incident_of(public_id, request.actor, place.office)
    if incident is None:
        raise Http404
    forms = _forms(request, incident, place)
    if request.method != "POST":
        return _one(request, place, incident, forms)
    deed = request.POST.get("deed", "")
    if deed not in forms:
        messages.error(request, _("Somebody else has just changed this incident. See how it stands now."))
        return redirect(place.address("_one", public_id))
    form = forms[deed]
    if form.is_valid():
        try:
            words = DEEDS[deed](incident, form, request, clock.now())
        except Refusal as refused:
            if refused.field is None:
                messages.error(request, str(refused))
                return redirect(place.address("_one", public_id))
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, words)
            return redirect(place.address("_one", public_id))
    return _one(request, place, incident, forms, status=422)


def _confirm(incident: Incident, form: IncidentForm, request: ActorRequest, now: datetime) -> str:
    services.confirm_incident(
        incident=incident, what=form.two("what"), ways=form.two("ways"), words=form.two("words"),
        since=form.moment("since") or incident.since, next_update_at=form.moment("next_update_at"),
        expected_at=form.moment("expected_at"), by=request.actor, now=now,
    )  # fmt: skip
    return _("Confirmed. The banner stands on every page, and the status page says more.")


def _update(incident: Incident, form: IncidentForm, request: ActorRequest, now: datetime) -> str:
    services.update_incident(
        incident=incident, words=form.two("words"), next_update_at=form.moment("next_update_at"),
        expected_at=form.moment("expected_at"), by=request.actor, now=now,
    )  # fmt: skip
    return _("People read it now.")


def _resolve(incident: Incident, form: IncidentForm, request: ActorRequest, now: datetime) -> str:
    services.resolve_incident(incident=incident, words=form.two("words"), by=request.actor, now=now)
    return _("It is over, and the banner is gone. Those who were hit are being told.")


def _dismiss(incident: Incident, form: IncidentForm, request: ActorRequest, now: datetime) -> str:
    services.dismiss_incident(incident=incident, reason=form.cleaned_data["reason"], by=request.actor, now=now)
    return _("Dismissed. Nobody was told anything.")


DEEDS: Mapping[str, Callable[[Incident, IncidentForm, ActorRequest, datetime], str]] = {
    "confirm": _confirm,
    "update": _update,
    "resolve": _resolve,
    "dismiss": _dismiss,
}


def _forms(request: ActorRequest, incident: Incident, place: Place) -> dict[str, IncidentForm]:
    """What may be done about it now, by the one who asks."""
    if not permissions.may_lead_incident(request.actor, [one.pk for one in incident.offices.all()]):
        return {}
    said = {name: getattr(incident, name) for name in ("what_id", "what_en", "ways_id", "ways_en", "since")}
    soon = {"next_update_at": clock.now() + SOON, "expected_at": incident.expected_at}
    asked: dict[str, tuple[type[IncidentForm], Mapping[str, Any]]] = {}
    if incident.state == IncidentState.PROPOSED:
        asked = {"confirm": (ConfirmForm, {**said, **soon, **_in_two(usual_words())}), "dismiss": (DismissForm, {})}
    elif incident.state == IncidentState.CONFIRMED:
        asked = {"update": (UpdateForm, soon), "resolve": (ResolveForm, _in_two(usual_over()))}
    pressed = request.POST.get("deed")
    return {
        deed: form(request.POST if deed == pressed else None, zone=ZoneInfo(place.zone), initial=initial, prefix=deed)
        for deed, (form, initial) in asked.items()
    }


def _in_two(words: Any) -> dict[str, str]:
    return {"words_id": words.id, "words_en": words.en}


def _one(
    request: ActorRequest, place: Place, incident: Incident, forms: Mapping[str, IncidentForm], status: int = 200
) -> HttpResponse:
    notes = sorted(incident.notes.all(), key=lambda note: note.pk, reverse=True)
    context = {
        "one": _line(incident, place),
        "notes": [(note, _said(note, "words"), KINDS[IncidentState(note.state)]) for note in notes],
        "forms": forms,
        "wrong": next((form for form in forms.values() if form.errors), None),
    }
    return _render(request, place, "incidents/one.html", context, status=status)


def _line(incident: Incident, place: Place) -> dict[str, Any]:
    return {
        "incident": incident,
        "what": _said(incident, "what"),
        "ways": _said(incident, "ways"),
        "where": where([one.name for one in incident.offices.all()]),
        "kind": KINDS[IncidentState(incident.state)],
        "url": place.address("_one", incident.public_id),
    }


def _said(thing: Any, name: str) -> str:
    return str(getattr(thing, f"{name}_{'en' if (get_language() or 'id').startswith('en') else 'id'}"))


def _render(
    request: ActorRequest, place: Place, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    around = {
        "here": "incidents",
        "frame": place.frame,
        "office": place.office,
        "tz": place.zone,
        "list_url": place.address(),
        "new_url": place.address("_new"),
    }
    return render(request, template, {**around, **place.more, **context}, status=status)
