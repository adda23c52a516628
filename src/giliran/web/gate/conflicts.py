"""Admissions without a network that could not stand by themselves, and the decision about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors, sentences
from giliran.onsite.services import settle as settling
from giliran.web.access import ActorRequest, at_office
from giliran.web.gate.forms import DecisionForm

if TYPE_CHECKING:
    from giliran.onsite.models import GateConflict

CONFLICTS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A conflict in words. `other_at` and `other_by`: when and by whom the ticket was let in elsewhere."""

    conflict: GateConflict
    why: str
    stands_means: str
    back_means: str
    other_at: datetime | None
    other_by: str
    form: DecisionForm


@at_office("settle_gate")
def conflicts(request: ActorRequest) -> HttpResponse:
    """What waits for a decision, then what was decided."""
    return _page(request)


@at_office("settle_gate")
def settle(request: ActorRequest, conflict: int) -> HttpResponse:
    """It stands, or it is taken back."""
    if request.method != "POST":
        return redirect("gate_conflicts", request.office.code)
    form = DecisionForm(request.POST, prefix=str(conflict))
    if not form.is_valid():
        return _page(request, form)
    stands, reason = request.POST.get("decision") == "stands", form.cleaned_data["reason"]
    try:
        settling.settle(
            office=request.office,
            conflict_id=conflict,
            stands=stands,
            reason=reason,
            by=request.actor,
            now=clock.now(),
        )
    except Refusal as refused:
        form.add_error(refused.field if refused.field == "reason" else None, refused.sentence)
        return _page(request, form)
    messages.success(request, _("Decided: it stands.") if stands else _("Decided: it is taken back."))
    return redirect("gate_conflicts", request.office.code)


def _page(request: ActorRequest, wrong: DecisionForm | None = None) -> HttpResponse:
    page = Paginator(selectors.gate_conflicts(request.office), CONFLICTS_A_PAGE).get_page(request.GET.get("page"))
    cases = [_case(one, wrong) for one in page]
    context = {
        "office": request.office,
        "page": page,
        "open_cases": [one for one in cases if one.conflict.state == "open"],
        "decided_cases": [one for one in cases if one.conflict.state != "open"],
        "form": wrong,
    }
    return render(request, "gate/conflicts.html", context, status=422 if wrong else 200)


def _case(conflict: GateConflict, wrong: DecisionForm | None) -> Case:
    others = getattr(conflict.ticket, "live_check_ins", []) if conflict.ticket else []
    other = next((one for one in others if one.nonce != conflict.press.nonce), None)
    stands, back = _meaning(conflict)
    prefix = str(conflict.pk)
    return Case(
        conflict=conflict,
        why=str(sentences.conflict(conflict.code)),
        stands_means=stands,
        back_means=back,
        other_at=other.at if other else None,
        other_by=str(other.by or "") if other else "",
        form=wrong if wrong and wrong.prefix == prefix else DecisionForm(prefix=prefix),
    )


def _meaning(conflict: GateConflict) -> tuple[str, str]:
    """What each decision does here."""
    if conflict.press.undoes:
        return _("The person stays admitted."), _("The admission is undone; the ticket is good again.")
    if conflict.code == "used":
        return _("The person was let in twice and counts once."), _("The second admission counts for nothing.")
    if conflict.ticket and conflict.ticket.state in ("confirmed", "missed"):
        return _("The person is checked in as of that moment."), _("The ticket stays as it is; nobody came with it.")
    return _("On record only: the ticket stays as it is."), _("The admission counts for nothing.")
