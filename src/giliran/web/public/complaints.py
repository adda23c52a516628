"""Complaining without an account: the form, and the page behind the secret link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from giliran.complaints import selectors, services
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.web import pace
from giliran.web.access import ActorRequest, anyone
from giliran.web.care import complaint_page, proof, words
from giliran.web.care.complaint_form import ComplaintForm
from giliran.web.care.complaint_page import Address
from giliran.web.care.photos import photo_response

if TYPE_CHECKING:
    from giliran.complaints.models import Complaint

_LINK = re.compile(r"(?:.*/complaints/)?([\w-]{22})/?", re.ASCII)


@anyone
@require_GET
def complaints(request: ActorRequest) -> HttpResponse:
    """What happens with a complaint, the way to the form, and back to one that was filed."""
    typed = request.GET.get("link", "").strip()
    if (found := _LINK.fullmatch(typed)) is not None:
        return redirect("complaint", found[1])
    context = {"typed": typed, "terms": selectors.terms()}
    return render(request, "care/complaints.html", context, status=422 if typed else 200)


@anyone
@never_cache
@sensitive_post_parameters()
def complaint_new(request: ActorRequest) -> HttpResponse:
    """The form; then the page of the complaint, which says its number and its link."""
    is_signed_in = request.actor.user_id is not None
    first = {"mode": "named"} | {name: request.GET.get(name, "") for name in ("office", "category", "booking")}
    form = ComplaintForm(
        request.POST or None, {"photos": request.FILES.getlist("photos")} if request.method == "POST" else None,
        initial=first, is_signed_in=is_signed_in,
    )  # fmt: skip
    if not (form.is_bound and form.is_valid()):
        return _form(request, form, 422 if form.is_bound else 200)
    spent = proof.spend(request)
    if spent is None:
        form.add_error(
            None,
            _("Many complaints came from your internet connection within an hour. Please send this one in an hour, or "
              "tell an office; what you have written stays in the form."),
        )  # fmt: skip
        response = _form(request, form, 429)
        response.headers["Retry-After"] = str(pace.HOUR)
        return response
    try:
        came = services.file_complaint(
            draft=form.draft(), by=request.actor, now=clock.now(), language=words.language(), key=form.press_key()
        )
    except Refusal as refused:
        for one in spent:
            one.rollback()
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _form(request, form, 422)
    proof.count_one()
    if came.complaint.account_id is not None:
        return redirect(f"{reverse('my_complaint', args=[came.complaint.number])}?new")
    return redirect(f"{reverse('complaint', args=[came.token])}?new")


def _form(request: ActorRequest, form: ComplaintForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "challenge": proof.challenge(), "lost_photos": bool(request.FILES)}
    return render(request, "care/complaint_new.html", context, status=status)


@anyone
@never_cache
@require_GET
def complaint(request: ActorRequest, token: str) -> HttpResponse:
    """Whoever has the link reads what was said."""
    try:
        found = selectors.by_link(token)
    except Refusal as refused:
        return _dead(request, refused)
    return complaint_page.show(request, found, _address(token))


@anyone
@never_cache
@require_POST
@sensitive_post_parameters()
def complaint_act(request: ActorRequest, token: str, act: str) -> HttpResponse:
    """Answer, accept, reopen, rate."""
    try:
        found = selectors.by_link(token)
    except Refusal as refused:
        return _dead(request, refused)
    return complaint_page.act(request, found, _address(token), act)


@anyone
@never_cache
def complaint_close(request: ActorRequest, token: str) -> HttpResponse:
    """Close the link, after reading what that means."""
    try:
        found = selectors.by_link(token)
    except Refusal as refused:
        return _dead(request, refused)
    can_be_told = _can_be_told(found)
    if request.method != "POST":
        return render(request, "care/close_link.html", {"token": token, "can_be_told": can_be_told})
    is_told = services.close_link(complaint=found, by=request.actor, now=clock.now())
    return render(request, "care/link_closed.html", {"is_told": is_told})


@anyone
@require_GET
def complaint_photo(request: ActorRequest, token: str, photo: UUID) -> HttpResponse:
    try:
        found = selectors.by_link(token)
    except Refusal as refused:
        return _dead(request, refused)
    return photo_response(selectors.photo(found, photo))


def _address(token: str) -> Address:
    url = reverse("complaint", args=[token])
    return Address(url, f"{settings.PUBLIC_URL}{url}")


def _can_be_told(complaint: Complaint) -> bool:
    return complaint.account_id is None and bool(selectors.contact_of(complaint).email)


def _dead(request: ActorRequest, refused: Refusal) -> HttpResponse:
    """The link opens nothing: why, and what can be done."""
    status = 410 if refused.code == "link_closed" else 404
    return render(request, "care/link_dead.html", {"sentence": str(refused), "code": refused.code}, status=status)
