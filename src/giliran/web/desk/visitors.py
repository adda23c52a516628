"""People who came without a booking: who of them has no name yet, and the form that gives one by the card."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from giliran.accounts.services.people import PersonDraft, PersonRefused, check_person
from giliran.accounts.states import Relation
from giliran.booking.states import Door
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.states import Purpose
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.onsite import selectors as onsite
from giliran.slots import selectors as slots
from giliran.walkin import policy, selectors
from giliran.walkin.services import Needs, book_ahead
from giliran.walkin.services import identify as name_visitor
from giliran.walkin.states import Reason
from giliran.web.access import ActorRequest, at_office
from giliran.web.desk.forms import DeskPersonForm
from giliran.web.people.person_form import as_typed

if TYPE_CHECKING:
    from giliran.walkin.models import WalkIn

_BY_EYE = (Reason.PREGNANT, Reason.DISABLED)
"""Reasons that no card proves."""


class VisitorForm(DeskPersonForm):
    """The person as on the card, what they come for, and whether what they said at the door holds."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    booklet = forms.ChoiceField(label=gettext_lazy("Passport"))
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=Purpose.choices)
    holds = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, reason: str, day: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, is_first=True, **kwargs)
        lists = {
            "service": [(one.code, one.name) for one in selectors.services_for(reason, language)],
            "booklet": [(one.code, one.name) for one in catalogue.booklets_on(day, language)],
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        del self.fields["language"]
        if reason in _BY_EYE:
            self.fields["holds"].label = _("The reason holds: %(reason)s") % {"reason": Reason(reason).label}
            self.fields["holds"].help_text = _("If not, the visit goes on in order of time.")
        else:
            del self.fields["holds"]

    def person(self, reason: str) -> PersonDraft:
        draft = replace(self.draft(), relation=Relation.SELF)
        return replace(
            draft,
            is_pregnant=draft.is_pregnant or (reason == Reason.PREGNANT and bool(self.cleaned_data.get("holds"))),
            has_disability=draft.has_disability or (reason == Reason.DISABLED and bool(self.cleaned_data.get("holds"))),
        )

    def needs(self) -> Needs:
        return Needs(*(self.cleaned_data[name] for name in ("service", "booklet", "purpose")))


@never_cache
@at_office("serve")
def visitors(request: ActorRequest) -> HttpResponse:
    """Who waits for a name, the first to come on top."""
    office, actor = request.office, request.actor
    context = {
        "office": office,
        "unnamed": selectors.unnamed(office, actor),
        "named": selectors.named(office, onsite.local_day(office, clock.now()), actor),
    }
    return render(request, "desk/visitors/visitors.html", context)


@never_cache
@at_office("serve")
@sensitive_post_parameters("nik", "kk")
def identify(request: ActorRequest, ticket: str) -> HttpResponse:
    """Name, NIK and birth date by the card on the counter."""
    found = selectors.by_ticket(ticket, request.office, request.actor)
    if found is None:
        raise Http404
    if found.identified_at is not None:
        return render(request, "desk/visitors/named.html", {"office": request.office, "visitor": found})
    form = _form(request, found.reason, _initial(found), day=found.date)
    if form.is_bound and _is_named(request, found, form):
        messages.success(request, _("%(label)s has a name now.") % {"label": found.ticket.label})
        return redirect("desk_visitors", request.office.code)
    context = {"office": request.office, "visitor": found, "form": form, "reason": Reason(found.reason).label}
    return render(request, "desk/visitors/identify.html", context, status=422 if form.is_bound else 200)


def _is_named(request: ActorRequest, found: WalkIn, form: VisitorForm) -> bool:
    def press() -> None:
        name_visitor(
            walk_in=found,
            draft=form.person(found.reason),
            needs=form.needs(),
            reason_holds=form.cleaned_data.get("holds", True),
            by=replace(request.actor, door=Door.DESK),
            now=clock.now(),
        )

    return _tries(form, found.reason, press)


def _tries(form: VisitorForm, reason: str, press: Any) -> bool:
    """Whether it was done; else every fault is in the form."""
    is_readable = form.is_valid()
    try:
        if not is_readable:
            check_person(form.person(reason), now=clock.now())
            return False
        press()
    except PersonRefused as refused:
        form.refuse(refused)
        return False
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


@never_cache
@at_office("assist")
@sensitive_post_parameters("nik", "kk")
def ahead(request: ActorRequest) -> HttpResponse:
    """Today has no priority seat left: book the next one, at once."""
    told = request.POST or request.GET
    reason, slot_id = told.get("reason", ""), told.get("slot", "")
    known = slots.facts_of(int(slot_id)) if slot_id.isdecimal() and len(slot_id) < 19 else None
    is_ours = known is not None and known[0].office_id == request.office.pk
    if reason not in policy.PRIORITY or known is None or not is_ours:
        raise Http404
    form = _form(request, reason, {"holds": True}, day=known[0].date)
    made: list[str] = []

    def press() -> None:
        booking = book_ahead(
            office=request.office,
            reason=reason,
            draft=form.person(reason),
            needs=form.needs(),
            slot_id=known[0].pk,
            key=f"ahead:{told.get('nonce', '')[:50]}",
            by=replace(request.actor, door=Door.DESK),
            now=clock.now(),
        )
        made.append(booking.code)

    if form.is_bound and _tries(form, reason, press):
        return redirect("desk_booked", request.office.code, made[0])
    context = {
        "office": request.office,
        "form": form,
        "reason": reason,
        "reason_name": Reason(reason).label,
        "slot": known[0],
        "nonce": told.get("nonce", "")[:50] or secrets.token_hex(16),
    }
    return render(request, "desk/visitors/ahead.html", context, status=422 if form.is_bound else 200)


def _form(request: ActorRequest, reason: str, initial: dict[str, Any], *, day: Any) -> VisitorForm:
    """As sent; with only the regions to be shown, as typed."""
    words: dict[str, Any] = {"reason": reason, "day": day, "language": request.actor.language}
    if "show" in request.POST:
        return VisitorForm(initial=as_typed(VisitorForm, request.POST), **words)
    return VisitorForm(request.POST if request.method == "POST" else None, initial=initial, **words)


def _initial(found: WalkIn) -> dict[str, Any]:
    ticket = found.ticket
    return {"service": ticket.service, "booklet": ticket.booklet, "purpose": ticket.purpose, "holds": True}
