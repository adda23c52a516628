"""The pages of complaints, for whoever of the audiences opens them: each gives its own frame and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.complaints import selectors, services
from giliran.complaints.states import Channel
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.offices import selectors as offices
from giliran.web.care.photos import photo_response
from giliran.web.casework import lists, one
from giliran.web.casework.forms import EnterForm

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint
    from giliran.offices.models import Office
    from giliran.web.access import ActorRequest


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the pages stand: the template around them, the address of the list, and what their navigation needs."""

    template: str
    list_url: str
    office: Office | None
    navigation: dict[str, Any]

    def around(self, body: str, context: dict[str, Any]) -> dict[str, Any]:
        return {**self.navigation, "office": self.office, "list_url": self.list_url, "body_template": body, **context}


def list_page(request: ActorRequest, frame: Frame) -> HttpResponse:
    """One part of the list, filtered or searched; a number that is typed leads to its complaint."""
    now = clock.now()
    text = request.GET.get("q", "")
    if selectors.parse_number(text) and selectors.complaint_seen(text, request.actor):
        return redirect(f"{frame.list_url}{selectors.parse_number(text)}/")
    shown = lists.context(request, now=now, office=frame.office)
    return render(request, frame.template, frame.around("casework/list.html", shown))


def join(request: ActorRequest, frame: Frame) -> HttpResponse:
    """Join many with one, or tie them to an incident, and back to the list as it was."""
    do = lists.tie if request.POST.get("which") == "incident" else lists.join
    do(request, now=clock.now(), office=frame.office)
    query = request.POST.get("query", "")[:500]
    return redirect(f"{frame.list_url}?{query}" if query else frame.list_url)


def case_page(request: ActorRequest, frame: Frame, number: str) -> HttpResponse:
    return _case(request, frame, _found(request, frame, number), None)


def deed(request: ActorRequest, frame: Frame, number: str, name: str) -> HttpResponse:
    """One press on a complaint."""
    found = _found(request, frame, number)
    if not one.is_deed(name):
        raise Http404
    pressed = one.press(request, found, name, clock.now())
    if not pressed.is_done:
        return _case(request, frame, _found(request, frame, number), pressed)
    still = selectors.complaint_seen(number, request.actor)
    return redirect(f"{frame.list_url}{found.number}/" if still else frame.list_url)


def photo(request: ActorRequest, frame: Frame, number: str, name: UUID) -> HttpResponse:
    """A photo, as we have drawn it anew."""
    return photo_response(selectors.photo(_found(request, frame, number), name))


def enter(request: ActorRequest, frame: Frame) -> HttpResponse:
    """Write down what came in by another channel."""
    known = [] if frame.office else [(office.code, office.name) for office in offices.all_offices()]
    usual = {"mode": "named", "channel": Channel.DESK if frame.office else Channel.CALL_CENTRE, "language": "id"}
    form = EnterForm(request.POST or None, request.FILES or None, offices=known, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            taken = _taken(request, frame, form.cleaned_data)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
        else:
            return _entered(request, frame, taken)
    status = 422 if form.errors else 200
    return render(request, frame.template, frame.around("casework/enter.html", {"form": form}), status=status)


def _taken(request: ActorRequest, frame: Frame, given: dict[str, Any]) -> services.Received:
    office = frame.office or (offices.office_by_code(given["office"]) if given.get("office") else None)
    draft = services.ComplaintDraft(
        category=given["category"],
        text=given["text"],
        mode=given["mode"],
        office=office,
        booking_code=given["booking"],
        contact=selectors.Contact(given["name"], given["email"], given["phone"]),
        photos=[services.Photo(one.name or "", one.read()) for one in given["photos"]],
    )
    return services.enter_complaint(
        draft=draft, channel=Channel(given["channel"]), reference=given["reference"].strip(), by=request.actor,
        now=clock.now(), language=given["language"],
    )  # fmt: skip


def _entered(request: ActorRequest, frame: Frame, taken: services.Received) -> HttpResponse:
    number = {"number": selectors.show_number(taken.complaint.number)}
    if taken.is_new:
        messages.success(request, _("Taken in as %(number)s. Tell the person this number.") % number)
    else:
        messages.warning(
            request, _("This reference is here already, as %(number)s. Nothing was taken in twice.") % number
        )
    if selectors.complaint_seen(taken.complaint.number, request.actor) is None:
        return redirect(frame.list_url)
    return redirect(f"{frame.list_url}{taken.complaint.number}/")


def _found(request: ActorRequest, frame: Frame, number: str) -> Complaint:
    found = selectors.complaint_seen(number, request.actor)
    if found is None or (frame.office is not None and found.office_id != frame.office.pk):
        raise Http404
    return found


def _case(request: ActorRequest, frame: Frame, found: Complaint, pressed: one.Pressed | None) -> HttpResponse:
    shown = one.context(request, found, clock.now(), pressed)
    shown |= {"case_url": f"{frame.list_url}{found.number}/", "refused": _wrong(pressed)}
    return render(
        request, frame.template, frame.around("casework/case.html", shown), status=pressed.status if pressed else 200
    )


def _wrong(pressed: one.Pressed | None) -> Sequence[Any]:
    return list(pressed.forms.values()) if pressed else []
