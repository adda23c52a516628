"""What an officer presses: each address is one deed, and works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giliran.accounts import services as accounts
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.issuance.services.refer import refer_from_counter
from giliran.onsite import selectors
from giliran.onsite.sentences import floor as sentences
from giliran.onsite.services import call, fees, serve, take_back
from giliran.onsite.services import counter as duties
from giliran.payments import selectors as payments
from giliran.payments.services import enter_receipt, issue_bill
from giliran.web.access import ActorRequest, at_office
from giliran.web.counter import pages, screen
from giliran.web.counter.panel import panel

if TYPE_CHECKING:
    from giliran.onsite.models import Duty, Visit


@dataclass(frozen=True, slots=True)
class Press:
    """Whose press it is, whom it concerns, and what was filled in."""

    duty: Duty
    by: Actor
    now: datetime
    ids: list[int]
    post: Mapping[str, Any]
    cleaned: Mapping[str, Any]

    @property
    def of(self) -> dict[str, Any]:
        """What every deed of several people is told."""
        return {"duty": self.duty, "visit_ids": self.ids, "by": self.by, "now": self.now}

    @property
    def alone(self) -> dict[str, Any]:
        return {"duty": self.duty, "by": self.by, "now": self.now}

    def visit(self) -> Visit:
        """The one visit at this counter that is named. Raises `Refusal` (`not_here`)."""
        named = self.post.get("who", "")
        found = next((one for one in selectors.at_counter(self.duty.counter) if str(one.pk) == named), None)
        if found is None:
            raise Refusal("not_here", sentences.refusal("not_here"))
        return found


def _transfer(press: Press) -> None:
    stage = selectors.stage_by_id(press.duty.counter.office, press.cleaned["stage"])
    if stage is None:
        raise Refusal("stage_closed", sentences.refusal("stage_closed"), field="stage")
    serve.transfer(**press.of, stage=stage)


def _park(press: Press) -> None:
    told = press.cleaned
    serve.park(**press.of, until=told["until"], reason=told["reason"])


def _refer(press: Press) -> None:
    told = press.cleaned
    refer_from_counter(**press.of, why=told.get("why", ""), question=told.get("question", ""))


def _paper(press: Press) -> None:
    code, _colon, state = press.post.get("paper", "").rpartition(":")
    is_there = {"ok": True, "missing": False}.get(state)
    serve.set_paper(visit=press.visit(), code=code, is_there=is_there, by=press.by, now=press.now)


def _ntpn(press: Press) -> None:
    visit = press.visit()
    bill = payments.bill_of(visit.ticket) or issue_bill(ticket=visit.ticket, by=press.by, now=press.now)
    enter_receipt(bill=bill, ntpn=press.post.get("ntpn", ""), by=press.by, now=press.now)


DEEDS: Mapping[str, Callable[[Press], object]] = {
    "call": lambda one: call.call_next(**one.alone, finish_first="finish_first" in one.post),
    "recall": lambda one: call.recall(**one.of),
    "start": lambda one: serve.start(**one.of),
    "skip": lambda one: serve.skip(**one.of),
    "finish": lambda one: serve.finish(**one.of),
    "hold": lambda one: serve.hold(**one.of),
    "resume": lambda one: serve.resume(**one.of),
    "park": _park,
    "refer": _refer,
    "transfer": _transfer,
    "back": lambda one: serve.send_back(**one.of, reason=one.cleaned["reason"]),
    "left": lambda one: serve.leave(**one.of, reason=one.cleaned["reason"]),
    "undo": lambda one: take_back.undo_last(**one.alone),
    "break": lambda one: duties.take_break(**one.alone, reason=one.cleaned["reason"]),
    "work": lambda one: duties.end_break(**one.alone),
    "out": lambda one: duties.sign_out(**one.alone),
    "note": lambda one: serve.add_note(visit=one.visit(), text=one.post.get("note", ""), by=one.by, now=one.now),
    "paper": _paper,
    "bill": lambda one: issue_bill(ticket=one.visit().ticket, by=one.by, now=one.now),
    "ntpn": _ntpn,
    "waive": lambda one: fees.waive(visit=one.visit(), reason=one.cleaned["reason"], by=one.by, now=one.now),
}
STAYS = {"paper", "note", "bill", "ntpn", "waive"}
"""After these the panel is still about the same person."""


@never_cache
@at_office("serve")
def press(request: ActorRequest, counter: int, deed: str) -> HttpResponse:
    """Do it, or say why not and keep what was typed."""
    if deed not in DEEDS and deed != "ask":
        raise Http404
    if request.method != "POST":
        return redirect("counter", request.office.code, counter)
    duty = pages.duty_here(request, counter)
    if duty is None:
        return pages.elsewhere(request, counter)
    if deed == "ask":
        return _asking(request, counter)
    return _do(request, duty, deed)


def _asking(request: ActorRequest, number: int) -> HttpResponse:
    """Open what a press asks first, for those who are ticked."""
    asked = {"ask": request.POST.get("ask", ""), "visit": _ids(request), "who": request.POST.get("who", "")}
    return redirect(f"{reverse('counter', args=[request.office.code, number])}?{urlencode(asked, doseq=True)}")


def _do(request: ActorRequest, duty: Duty, deed: str) -> HttpResponse:
    now, ids, who = clock.now(), _ids(request), request.POST.get("who", "")
    form = screen.ask_form(deed, duty, now, request.POST)
    kept: dict[str, Any] = {"who": int(who) if who.isdecimal() and len(who) < 19 else 0, "ticked": ids}
    asks: dict[str, Any] = {"ask": deed, "form": form} if form else {}
    kept |= asks
    if form and not form.is_valid():
        return screen.page(request, duty, now, **kept)
    try:
        if "ticks" in request.POST and not ids:
            raise Refusal("nobody_ticked", sentences.refusal("nobody_ticked"))
        by = screen.at_the_counter(request.actor)
        DEEDS[deed](Press(duty, by, now, ids, request.POST, form.cleaned_data if form else {}))
    except Refusal as refused:
        return _refused(request, duty, now, deed, refused, kept)
    if deed == "out":
        return redirect("counters", request.office.code)
    return _after(request, duty, deed, kept["who"])


def _refused(
    request: ActorRequest, duty: Duty, now: datetime, deed: str, refused: Refusal, kept: dict[str, Any]
) -> HttpResponse:
    """The screen again, with what was typed, and the sentence at its field."""
    if refused.code == "still_serving" and deed == "call":
        kept["ask"] = "busy"
    form = kept.get("form")
    if form is not None and refused.field in form.fields:
        form.add_error(refused.field, str(refused))
        return screen.page(request, duty, now, **kept)
    kept |= {name: request.POST.get(name, "")[:600] for name in ("ntpn", "note")}
    return screen.page(request, duty, now, error=refused, **kept)


def _after(request: ActorRequest, duty: Duty, deed: str, who: int) -> HttpResponse:
    here = reverse("counter", args=[request.office.code, duty.counter.number])
    if deed == "paper" and request.htmx:
        visit = next((one for one in selectors.at_counter(duty.counter) if one.pk == who), None)
        if visit is not None:
            told = {
                "panel": panel(visit, request.actor, clock.now()),
                "office": request.office,
                "counter": duty.counter,
            }
            return render(request, "counter/papers.html", told)
    return redirect(f"{here}?who={who}" if deed in STAYS and who else here)


def _ids(request: ActorRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("visit")[:20] if one.isdecimal() and len(one) < 19]


@never_cache
@require_POST
@at_office("reveal_nik")
def show_nik(request: ActorRequest, counter: int, visit: int) -> HttpResponse:
    """The sixteen digits of somebody at this counter, on this page only; the look is on record."""
    duty = pages.duty_here(request, counter)
    if duty is None:
        return pages.elsewhere(request, counter)
    found = next((one for one in selectors.at_counter(duty.counter) if one.pk == visit), None)
    if found is None or found.ticket.applicant is None:
        raise Http404
    nik = accounts.reveal_nik(found.ticket.applicant, by=screen.at_the_counter(request.actor), now=clock.now())
    return screen.page(request, duty, clock.now(), who=visit, nik=nik)
