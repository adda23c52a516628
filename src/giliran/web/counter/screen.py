"""The one screen of a counter: who is here, what can be pressed, who is next."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.forms import Form as AnyForm
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.onsite import selectors
from giliran.onsite.policy.line import Next
from giliran.onsite.policy.presses import MOST_CALLS, RECALL_PAUSE
from giliran.onsite.selectors import CounterLine
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.states import VisitState
from giliran.web.access import ActorRequest
from giliran.web.counter import forms
from giliran.web.counter.panel import Panel, panel

if TYPE_CHECKING:
    from giliran.onsite.models import Duty, Visit

AFTERWARDS = 4
"""So many who come after the next are shown."""


@dataclass(frozen=True, slots=True)
class NextRow:
    """Somebody in the line of the counter, in words."""

    label: str
    waits: str
    why: str
    right: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """The line of a counter: whom the next press calls, who comes after them, and how many wait at each stage."""

    party: list[NextRow]
    afterwards: list[NextRow]
    stage: str
    why: str
    stages: list[tuple[str, int, str]]
    waiting: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What one officer sees. `shown` is whom the panel is about, `ticked` those whom a press concerns."""

    duty: Duty
    here: list[Visit]
    held: list[Visit]
    shown: Visit | None
    ticked: Collection[int]
    panel: Panel | None
    line: LineShown
    undoable: str
    recall_in: int
    may_recall: bool
    calls: int

    @property
    def called(self) -> list[Visit]:
        return [one for one in self.here if one.state == VisitState.CALLED]

    @property
    def serving(self) -> list[Visit]:
        return [one for one in self.here if one.state == VisitState.SERVING]

    @property
    def is_party(self) -> bool:
        return len(self.here) > 1

    @property
    def may_finish_first(self) -> bool:
        return bool(self.here) and not self.called


def at_the_counter(actor: Actor) -> Actor:
    """The same officer, acting through this door."""
    return replace(actor, door="counter")


def screen(
    duty: Duty, actor: Actor, now: datetime, *, who: int = 0, ticked: Collection[int] = (), nik: str = ""
) -> Screen:
    everybody = selectors.at_counter(duty.counter)
    here = [one for one in everybody if one.state != VisitState.HELD]
    shown = next((one for one in everybody if one.pk == who), here[0] if here else None)
    called = [one for one in here if one.state == VisitState.CALLED]
    last = max((one.called_at for one in called if one.called_at), default=None)
    pause = int((last + RECALL_PAUSE - now).total_seconds()) if last else 0
    calls = max((one.calls for one in called), default=0)
    return Screen(
        duty=duty,
        here=here,
        held=[one for one in everybody if one.state == VisitState.HELD],
        shown=shown,
        ticked=ticked or [one.pk for one in here],
        panel=panel(shown, actor, now, nik=nik) if shown else None,
        line=line_shown(selectors.line_at(duty.counter, now), now, actor.language),
        undoable=_undoable(duty, now),
        recall_in=max(0, pause),
        may_recall=calls < MOST_CALLS,
        calls=calls,
    )


def line_shown(line: CounterLine, now: datetime, language: str) -> LineShown:
    following = line.following
    party = following.party if following else ()
    after = following.line[len(party) : len(party) + AFTERWARDS] if following else ()
    return LineShown(
        party=[_row(one, now) for one in party],
        afterwards=[_row(one, now) for one in after],
        stage=following.stage.name(language) if following and len(line.stages) > 1 else "",
        why=str(sentences.WHY[party[0].why]) if party else "",
        stages=[
            (one.stage.name(language), len(one.line), minutes(one.since, now) if one.since else "")
            for one in line.stages
        ],
        waiting=line.waiting,
    )


def _row(one: Next, now: datetime) -> NextRow:
    right = "" if one.who.precedence == "regular" else str(sentences.RIGHTS[one.who.precedence])
    return NextRow(one.who.label, minutes(one.who.queued_at, now), one.why, right)


def minutes(since: datetime, now: datetime) -> str:
    """`12 menit`."""
    count = max(0, int((now - since).total_seconds() // 60))
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def _undoable(duty: Duty, now: datetime) -> str:
    """What the last press did, in words; empty where nothing can be taken back."""
    moves = selectors.last_press(duty, now)
    if not moves:
        return ""
    labels = ", ".join(one.visit.ticket.label for one in reversed(moves))
    return _("%(labels)s: %(deed)s") % {"labels": labels, "deed": moves[0].get_deed_display()}


ASKS = {
    "park": forms.ParkForm,
    "refer": forms.ReferForm,
    "transfer": forms.StageForm,
    "back": forms.SendBackForm,
    "left": forms.ReasonForm,
    "break": forms.BreakForm,
    "waive": forms.WaiveForm,
}
"""Presses that ask something first."""


def ask_form(name: str, duty: Duty, now: datetime, data: Any = None) -> AnyForm | None:
    """The form of a press that asks something; None for all others."""
    office = duty.counter.office
    if name == "park":
        return forms.ParkForm(data, office=office, now=now, initial={"until": "half"})
    if name == "transfer":
        stages = [one for one in selectors.stages_of(office) if one.closed_at is None]
        return forms.StageForm(data, stages=stages)
    return ASKS[name](data) if name in ASKS else None


def page(
    request: ActorRequest,
    duty: Duty,
    now: datetime,
    *,
    ask: str = "",
    form: AnyForm | None = None,
    error: Refusal | None = None,
    who: int = 0,
    ticked: Collection[int] = (),
    nik: str = "",
    ntpn: str = "",
    note: str = "",
) -> HttpResponse:
    """The whole screen; 422 where a press was refused."""
    if ask and form is None:
        form = ask_form(ask, duty, now)
    shown = screen(duty, request.actor, now, who=who, ticked=ticked, nik=nik)
    context = {
        "office": request.office,
        "counter": duty.counter,
        "duty": duty,
        "s": shown,
        "ask": ask if form or ask == "busy" else "",
        "form": form,
        "error": error,
        "ntpn": ntpn,
        "note": note,
        "now": now,
    }
    return render(request, "counter/counter.html", context, status=422 if error or (form and form.errors) else 200)


def line_answer(request: ActorRequest, duty: Duty, now: datetime) -> HttpResponse:
    """The line alone; 304 while it is what the browser has."""
    shown = line_shown(selectors.line_at(duty.counter, now), now, request.actor.language)
    text = render_to_string("counter/fragment.html", {"line": shown, "office": request.office, "counter": duty.counter})
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(status=304) if request.headers.get("If-None-Match") == etag else HttpResponse(text)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
