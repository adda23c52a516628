"""The complaints that somebody filed while signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.complaints import selectors
from giliran.complaints.states import State
from giliran.web.access import ActorRequest, signed_in
from giliran.web.care import complaint_page, words
from giliran.web.care.complaint_page import Address
from giliran.web.care.photos import photo_response

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint


@signed_in
@never_cache
@require_GET
def my_complaints(request: ActorRequest) -> HttpResponse:
    """All of them, the newest first."""
    lines = [
        {"number": selectors.show_number(one.number), "url": reverse("my_complaint", args=[one.number]),
         "about": one.get_category_display(), "kind": words.STATE_KINDS[State(one.state)],
         "state": one.get_state_display(), "filed": words.moment_words(one.filed_at, one)}
        for one in selectors.mine(request.actor)
    ]  # fmt: skip
    return render(request, "care/my_complaints.html", {"lines": lines})


@signed_in
@never_cache
@require_GET
def my_complaint(request: ActorRequest, complaint: str) -> HttpResponse:
    return complaint_page.show(request, _mine(request, complaint), _address(complaint))


@signed_in
@never_cache
@require_POST
def my_complaint_act(request: ActorRequest, complaint: str, act: str) -> HttpResponse:
    """Answer, accept, reopen, rate."""
    return complaint_page.act(request, _mine(request, complaint), _address(complaint), act)


@signed_in
@require_GET
def my_complaint_photo(request: ActorRequest, complaint: str, photo: UUID) -> HttpResponse:
    return photo_response(selectors.photo(_mine(request, complaint), photo))


def _address(number: str) -> Address:
    return Address(reverse("my_complaint", args=[number]))


def _mine(request: ActorRequest, number: str) -> Complaint:
    found = selectors.one_of_mine(number, request.actor)
    if found is None:
        raise Http404
    return found
