"""The page of a complaint for its person, by link or under their account: what was said, and what they can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giliran.complaints import selectors, services
from giliran.complaints.sentences import SENTENCES
from giliran.complaints.states import OVER, State
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web.access import ActorRequest
from giliran.web.care import words
from giliran.web.care.complaint_form import MessageForm, RatingForm

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is: `url` ends with a slash, `link` is the whole secret address where there is one."""

    url: str
    link: str = ""


def show(
    request: ActorRequest, complaint: Complaint, at: Address, *, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `forms` are those that were sent and had to be refused."""
    standing = selectors.standing(complaint)
    given = forms or {}
    why_not = services.may_reopen(complaint, now=clock.now())
    is_over = complaint.state in OVER
    context = {
        "complaint": complaint,
        "number": selectors.show_number(complaint.number),
        "at": at,
        "is_new": "new" in request.GET,
        "state_kind": words.STATE_KINDS[State(complaint.state)],
        "meaning": words.meaning(standing, is_common=complaint.merged_into_id is not None),
        "who": words.who_works(standing),
        "filed": words.moment_words(complaint.filed_at, complaint),
        "terms": words.terms(complaint),
        "said": [words.said(complaint, one) for one in selectors.said_to(complaint)],
        "photos": selectors.photos_of(complaint),
        "message": given.get("answer") or _message_form(complaint),
        "rating": given.get("rate") or (RatingForm() if complaint.state in (State.RESPONDED, *OVER) else None),
        "rated": words.score_words(complaint.rating),
        "reopening": given.get("reopen") or (MessageForm(label=_("Why is it not settled?")) if not why_not else None),
        "why_not": SENTENCES[why_not] if is_over and why_not else "",
    }
    response = render(request, "care/complaint.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def act(request: ActorRequest, complaint: Complaint, at: Address, name: str) -> HttpResponse:
    """What the person pressed; then the page again."""
    do = _ACTS.get(name)
    if do is None:
        raise Http404
    form = _form(request, complaint, name)
    if form is not None and not form.is_valid():
        return show(request, complaint, at, forms={name: form}, status=422)
    try:
        told = do(request, complaint, form.cleaned_data if form is not None else {})
    except Refusal as refused:
        return _refused(request, complaint, at, name, form, refused)
    messages.success(request, told)
    return redirect(at.url)


def _refused(
    request: ActorRequest, complaint: Complaint, at: Address, name: str, form: Any, refused: Refusal
) -> HttpResponse:
    """The page again, and why. Words for a complaint that was closed meanwhile stand where they can be sent now."""
    if form is not None and refused.field in form.fields:
        form.add_error(refused.field, str(refused))
        return show(request, complaint, at, forms={name: form}, status=422)
    messages.error(request, str(refused))
    if name != "answer" or services.may_reopen(complaint, now=clock.now()):
        return redirect(at.url)
    return show(request, complaint, at, forms={"reopen": _form(request, complaint, "reopen")}, status=409)


def _message_form(complaint: Complaint) -> MessageForm | None:
    if complaint.state in OVER:
        return None
    if complaint.asked_at is not None:
        return MessageForm(label=_("Your answer"))
    return MessageForm(label=_("It does not help me, because")) if complaint.state == State.RESPONDED else MessageForm()


def _form(request: ActorRequest, complaint: Complaint, name: str) -> Any:
    if name == "rate":
        return RatingForm(request.POST)
    if name == "reopen":
        return MessageForm(request.POST, label=_("Why is it not settled?"))
    if name == "answer":
        shown = _message_form(complaint)
        return MessageForm(request.POST, label=shown.fields["text"].label if shown else "")
    return None


def _answer(request: ActorRequest, complaint: Complaint, given: dict[str, Any]) -> str:
    services.answer(complaint=complaint, text=given["text"], by=request.actor, now=clock.now())
    return _("Your message has arrived.")


def _accept(request: ActorRequest, complaint: Complaint, given: dict[str, Any]) -> str:
    services.accept(complaint=complaint, by=request.actor, now=clock.now())
    return _("Thank you. The complaint is closed.")


def _reopen(request: ActorRequest, complaint: Complaint, given: dict[str, Any]) -> str:
    services.reopen(complaint=complaint, text=given["text"], by=request.actor, now=clock.now())
    return _("The complaint is open again.")


def _rate(request: ActorRequest, complaint: Complaint, given: dict[str, Any]) -> str:
    services.rate(complaint=complaint, score=int(given["score"]), comment=given["comment"], by=request.actor,
                  now=clock.now())  # fmt: skip
    return _("Thank you for your rating.")


_ACTS: dict[str, Callable[[ActorRequest, Complaint, dict[str, Any]], str]] = {
    "answer": _answer,
    "accept": _accept,
    "reopen": _reopen,
    "rate": _rate,
}
