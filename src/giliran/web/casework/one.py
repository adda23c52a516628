"""One complaint: what is known of it, what was said, and every press that takes it further."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy

from giliran.complaints import permissions, selectors, services
from giliran.complaints.selectors.drafts import drafts
from giliran.complaints.selectors.duplicates import duplicates
from giliran.complaints.sentences import refusal
from giliran.complaints.states import MOVES, OVER, Mode, State
from giliran.core.errors import Refusal
from giliran.offices import permissions as at_offices
from giliran.offices import selectors as offices
from giliran.outreach.selectors import incidents
from giliran.web.casework import words
from giliran.web.casework.forms import (
    ANSWER,
    INTERIM,
    NOTE,
    QUESTION,
    AssignForm,
    BackForm,
    BookingForm,
    IncidentForm,
    ReasonForm,
    VerifyForm,
    WordsForm,
)
from giliran.web.surveys.words import language

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint
    from giliran.core.types import Actor
    from giliran.offices.models import Office
    from giliran.web.access import ActorRequest

DONE: Mapping[str, Any] = {
    "verify": gettext_lazy("Checked."),
    "take": gettext_lazy("It is yours now."),
    "assign": gettext_lazy("Given on."),
    "say": gettext_lazy("Said, and on record."),
    "up": gettext_lazy("Headquarters has it now, with everything that was said and done."),
    "back": gettext_lazy("The office has it now, and five working days."),
    "resolve": gettext_lazy("Closed. The person is told."),
    "reject": gettext_lazy("Not accepted. The person reads the reason."),
    "reopen": gettext_lazy("Open again. The person is told."),
    "link": gettext_lazy("On record."),
    "incident": gettext_lazy("On record. When the incident is over, the complaint is answered by itself."),
}
"""Press to what is said when it is done."""


@dataclass(slots=True)
class Pressed:
    """What came of a press: done, or the form in which it is said what is wrong. `contact` where it was asked for."""

    is_done: bool = False
    forms: dict[str, forms.Form] = field(default_factory=dict)
    contact: selectors.Contact | None = None
    status: int = 200


def press(request: ActorRequest, one: Complaint, deed: str, now: datetime) -> Pressed:
    """Do it, by the name that stands in the address. What was typed comes back where it is refused."""
    if deed == "contact":
        return _open_contact(request, one, now)
    form = _form_of(deed, one, request.actor, request.POST)
    if form is not None:
        form.is_valid()
    try:
        _look(request, one)
        _DEEDS[deed](one, form.cleaned_data if form else {}, request.actor, now)
    except Refusal as refused:
        return _refused(request, form, deed, refused)
    messages.success(request, DONE[deed])
    return Pressed(is_done=True)


def is_deed(deed: str) -> bool:
    return deed in _DEEDS or deed == "contact"


def _look(request: ActorRequest, one: Complaint) -> None:
    """Whoever presses means what stood on their page. Raises `Refusal` (`moved_meanwhile`)."""
    seen = request.POST.get("seen", "")
    if seen and seen != str(one.version):
        raise refusal("moved_meanwhile")


def _refused(request: ActorRequest, form: forms.Form | None, deed: str, refused: Refusal) -> Pressed:
    if form is not None and refused.field in form.fields:
        form.add_error(refused.field, str(refused.sentence))
        return Pressed(forms={f"{deed}_form": form}, status=422)
    messages.error(request, str(refused.sentence))
    return Pressed(forms={f"{deed}_form": form} if form else {}, status=409)


def _open_contact(request: ActorRequest, one: Complaint, now: datetime) -> Pressed:
    try:
        found = services.open_contact(complaint=one, by=request.actor, now=now)
    except Refusal as refused:
        messages.error(request, str(refused.sentence))
        return Pressed(status=409)
    return Pressed(contact=found)


Given = Mapping[str, Any]


def _verify(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    services.verify(complaint=one, category=given["category"], klass=given["klass"], by=by, now=now)


def _assign(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    to = next((user for user in _colleagues(one, by) if str(user.pk) == given["to"]), None)
    if to is None:
        raise refusal("not_working_here", field="to")
    services.assign(complaint=one, to=to, by=by, now=now)


def _say(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    said = {"complaint": one, "text": given["text"], "by": by, "now": now}
    match given["kind"]:
        case "answer":
            services.reply(**said)
        case "interim":
            services.reply(**said, is_final=False)
        case "question":
            services.ask_back(**said)
        case "note":
            services.note(**said)
        case _:
            raise refusal("kind_missing", field="kind")


def _back(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    office = offices.office_by_code(given["office"]) if given["office"] else None
    services.hand_back(complaint=one, reason=given["reason"], office=office, by=by, now=now)


def _with_reason(do: Callable[..., object]) -> Callable[[Complaint, Given, Actor, datetime], None]:
    def deed(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
        do(complaint=one, reason=given["reason"], by=by, now=now)

    return deed


def _take(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    services.take(complaint=one, by=by, now=now)


def _link(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    services.link_to_booking(complaint=one, code=given["booking"], by=by, now=now)


def _incident(one: Complaint, given: Given, by: Actor, now: datetime) -> None:
    named = next((each for each in incidents_of(one.office) if str(each.public_id) == given["incident"]), None)
    services.link_to_incident(names=[one.pk], incident=named, by=by, now=now)


def incidents_of(office: Office | None) -> list[Any]:
    return incidents.open_at(office)


def incident_choices(office: Office | None) -> list[tuple[str, str]]:
    """Open incidents by name, in the language of the page."""
    english = language().startswith("en")
    return [(str(each.public_id), each.what_en if english else each.what_id) for each in incidents_of(office)]


_DEEDS: Mapping[str, Callable[[Complaint, Given, Actor, datetime], None]] = {
    "verify": _verify,
    "take": _take,
    "assign": _assign,
    "say": _say,
    "up": _with_reason(services.escalate),
    "back": _back,
    "resolve": _with_reason(services.resolve),
    "reject": _with_reason(services.reject),
    "reopen": _with_reason(services.reopen_by_staff),
    "link": _link,
    "incident": _incident,
}


def _form_of(deed: str, one: Complaint, actor: Actor, data: Any = None) -> forms.Form | None:
    match deed:
        case "verify":
            return VerifyForm(data, initial={"category": one.category, "klass": one.klass}, prefix=deed)
        case "assign":
            return AssignForm(data, people=[(user.pk, str(user)) for user in _colleagues(one, actor)], prefix=deed)
        case "say":
            return WordsForm(data, prefix=deed)
        case "back":
            known = [(office.code, office.name) for office in offices.all_offices()]
            return BackForm(data, offices=known, initial={"office": one.office.code if one.office else ""}, prefix=deed)
        case "link":
            return BookingForm(data, initial={"booking": one.booking.code if one.booking else ""}, prefix=deed)
        case "incident":
            tied = {"incident": str(one.incident.public_id) if one.incident else ""}
            return IncidentForm(data, incidents=incident_choices(one.office), initial=tied, prefix=deed)
        case "up" | "resolve" | "reject" | "reopen":
            return ReasonForm(data, prefix=deed)
    return None


def _colleagues(one: Complaint, actor: Actor) -> list[Any]:
    if not permissions.may_lead(actor, one):
        return []
    return offices.people_who("work_complaints", None if one.at_headquarters else one.office)


def context(request: ActorRequest, one: Complaint, now: datetime, pressed: Pressed | None = None) -> dict[str, Any]:
    """What the page shows, but where its links lead."""
    actor, draft = request.actor, request.GET.get("draft", "")
    texts = drafts(one) if permissions.may_work(actor, one) else []
    chosen = next((text for text in texts if text.key == draft), None)
    may = _may(actor, one)
    shown: dict[str, Any] = {
        f"{deed}_form": _form_of(deed, one, actor) for deed, is_open in may.items() if is_open and deed in _DEEDS
    }
    if chosen and may["say"]:
        kind = QUESTION if chosen.key == "question" else INTERIM if chosen.key == "looking" else ANSWER
        shown["say_form"] = WordsForm(initial={"text": chosen.text, "kind": kind}, prefix="say")
    elif may["note"] and not may["say"]:
        shown["say_form"] = WordsForm(initial={"kind": NOTE}, prefix="say")
    shown |= pressed.forms if pressed else {}
    return {
        "one": one,
        "line": words.line_of(one, now),
        "zone": selectors.zone_of(one.office),
        "said": words.said(selectors.replies_of(one)),
        "moves": words.moves(selectors.moves_of(one)),
        "photos": selectors.photos_of(one),
        "mode": (words.MODE_ICONS[Mode(one.mode)], Mode(one.mode).label),
        "drafts": texts,
        "draft": chosen.key if chosen else "",
        "may": may,
        "contact": pressed.contact if pressed else None,
        "offered": [(words.line_of(other, now), why) for other, why in duplicates(one, actor)],
        "joined": selectors.joined_count(one),
        "terms": selectors.deadlines_of(one),
        "may_see_booking": one.booking is not None and at_offices.may(actor, "see_agenda", one.booking.slot.office_id),
        **shown,
    }


def _may(actor: Actor, one: Complaint) -> dict[str, bool]:
    """Which presses are open to the actor, as the complaint stands."""
    works, leads = permissions.may_work(actor, one), permissions.may_lead(actor, one)
    state, is_free = State(one.state), one.merged_into_id is None
    is_open = state not in OVER and is_free
    is_central = permissions.is_headquarters(actor)
    return {
        "verify": works and is_open and State.VERIFIED in MOVES[state],
        "take": works and is_open and one.assigned_to_id != actor.user_id,
        "assign": leads and is_open,
        "say": works and is_open,
        "note": permissions.may_see(actor, one),
        "up": works and is_open and not one.at_headquarters,
        "back": works and is_open and is_central and one.at_headquarters and not one.in_confidence,
        "resolve": works and is_open,
        "reject": leads and is_open and State.REJECTED in MOVES[state],
        "reopen": leads and state in OVER,
        "link": works and is_open and not one.in_confidence,
        "incident": works and is_open and not one.in_confidence,
        "contact": permissions.may_open_contact(actor, one) and bool(one.contact_sealed or one.account_id),
    }
