"""Odd patterns, for headquarters: the list, what one is made of, a file of it, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.reports.selectors import Evidence
from giliran.reports.sentences import sentence
from giliran.reports.services import decide, look
from giliran.reports.states import Kind, Settled
from giliran.web.access import ActorRequest, at_headquarters
from giliran.web.files import csv_response
from giliran.web.forms import Radios
from giliran.web.hq import patterns_file, patterns_words

SHOWN_EACH = 20
"""Patterns of a kind where all kinds stand on one page."""


class DecisionForm(forms.Form):
    """What is done about a pattern. `seen` is how many decisions stood on the page."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is to be done"),
        choices=Settled.choices,
        widget=Radios,
        error_messages={"required": sentence("unknown_decision"), "invalid_choice": sentence("unknown_decision")},
    )
    handed_to = forms.CharField(
        label=gettext_lazy("Handed on to"),
        required=False,
        help_text=gettext_lazy("Only when it is handed on: an office, a unit or a person."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": sentence("reason_missing")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9_999)


@at_headquarters("see_patterns")
@require_GET
def patterns(request: ActorRequest) -> HttpResponse:
    """All kinds on one page, or all patterns of one kind."""
    asked = request.GET.get("kind", "")
    only = Kind(asked) if asked in Kind.values else None
    found = look.see_patterns(by=request.actor, now=clock.now())
    most = None if only else SHOWN_EACH
    groups = [patterns_words.group(kind, some, most) for kind, some in found.items() if only in (None, kind)]
    return render(request, "hq/patterns.html", {"here": "patterns", "groups": groups, "only": only})


@at_headquarters("see_patterns")
def pattern(request: ActorRequest, kind: str, name: str) -> HttpResponse:
    """What a pattern is made of; decide about it."""
    now = clock.now()
    evidence = _found(look.see_pattern(kind=_kind(kind), name=name, by=request.actor, now=now))
    form = DecisionForm(request.POST or None, initial={"seen": len(evidence.pattern.decisions)})
    if request.method != "POST":
        return _page(request, evidence, form, 200)
    if not form.is_valid():
        return _page(request, evidence, form, 422)
    try:
        decide.decide_pattern(pattern=evidence.pattern, by=request.actor, now=now, **form.cleaned_data)
    except Refusal as refused:
        return _refused(request, evidence, form, refused)
    messages.success(request, _("Put on record. The pattern comes back when it has grown."))
    return redirect("hq_patterns")


@at_headquarters("see_patterns")
@require_GET
def pattern_file(request: ActorRequest, kind: str, name: str) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    now = clock.now()
    evidence = _found(look.download_pattern(kind=_kind(kind), name=name, by=request.actor, now=now))
    return csv_response(_file_name(kind, name, now), patterns_file.rows(evidence))


def _kind(text: str) -> Kind:
    if text not in Kind.values:
        raise Http404
    return Kind(text)


def _found(evidence: Evidence | None) -> Evidence:
    if evidence is None:
        raise Http404
    return evidence


def _page(request: ActorRequest, evidence: Evidence, form: forms.Form, status: int) -> HttpResponse:
    context: dict[str, Any] = {"here": "patterns", "form": form, **patterns_words.told(evidence)}
    return render(request, "hq/pattern.html", context, status=status)


def _refused(request: ActorRequest, evidence: Evidence, form: forms.Form, refused: Refusal) -> HttpResponse:
    """What was typed is kept; where somebody else was faster, the next press is meant after what stands there now."""
    if refused.field is None:
        form = DecisionForm({**request.POST.dict(), "seen": str(len(evidence.pattern.decisions))})
    form.add_error(refused.field, str(refused.sentence))
    return _page(request, evidence, form, 422 if refused.field else 409)


def _file_name(kind: str, name: str, now: datetime) -> str:
    return f"giliran-{kind}-{name[:8]}-{now:%Y%m%d}.csv"
