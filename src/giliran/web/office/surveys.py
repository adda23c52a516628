"""The head and the supervisor read what people say of the office, and decide which of their words the public reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from giliran.accounts.states import Sex
from giliran.catalogue import selectors as catalogue
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.feedback import permissions, selectors
from giliran.feedback.services.moderate import hide_comment, publish_comment
from giliran.feedback.states import AgeGroup, CommentState
from giliran.web.access import ActorRequest, at_office
from giliran.web.office.days import today_at
from giliran.web.office.today import may
from giliran.web.surveys import shown, words

COMMENTS_A_PAGE = 20


class HideForm(forms.Form):
    """Why a comment is not published."""

    reason = forms.CharField(label=gettext_lazy("Reason, if it is not published"), required=False, max_length=200)


@at_office("see_surveys")
@require_GET
def surveys(request: ActorRequest) -> HttpResponse:
    """The office by element and month; the table under the drawing has the same numbers."""
    office, today = request.office, today_at(request.office)
    results = selectors.results_of(office, today=today)
    profile = selectors.profile_of(office, request.actor, today=today)
    context = {"office": office, "here": "surveys", "element_names": words.elements(), **shown.told(results)}
    context |= {"profile": _profile(profile) if profile else [], **_nav(request)}
    return render(request, "office/surveys.html", context)


def _profile(profile: selectors.Profile) -> list[tuple[Any, list[tuple[Any, int]]]]:
    """Who answered, for each question the choices and how many; those who did not say come last."""
    services = {one.code: one.name for one in catalogue.services(words.language())}
    return [
        (_("Sex"), _choices(profile.sexes, dict(Sex.choices))),
        (_("Age"), _choices(profile.ages, dict(AgeGroup.choices))),
        (_("Service"), _choices(profile.services, services)),
    ]


def _choices(told: Mapping[str, int], names: Mapping[str, Any]) -> list[tuple[Any, int]]:
    return [*((name, told[key]) for key, name in names.items() if told.get(key)), (_("Not said"), told.get("", 0))]


@at_office("moderate_comments")
@require_GET
def comments(request: ActorRequest) -> HttpResponse:
    """The queue, or what was published or hidden."""
    return _queue(request, _state(request.GET.get("state", "")))


@at_office("moderate_comments")
@require_POST
def decide(request: ActorRequest, name: UUID) -> HttpResponse:
    """Publish or hide one comment."""
    comment = selectors.comment_of(request.office, name, request.actor)
    if comment is None:
        raise Http404
    shown_state, now = _state(request.POST.get("state", "")), clock.now()
    form = HideForm(request.POST, prefix=str(name))
    try:
        if request.POST.get("what") == "publish":
            publish_comment(comment=comment, by=request.actor, now=now)
            messages.success(request, _("Published. It stands on the office's public page."))
        else:
            form.is_valid()
            reason = str(form["reason"].value() or "")
            hide_comment(comment=comment, reason=reason, by=request.actor, now=now)
            messages.success(request, _("Hidden. The reason stays on record."))
    except Refusal as refused:
        if refused.field is None:
            messages.error(request, str(refused))
            return _queue(request, shown_state, status=409)
        form.add_error(refused.field, str(refused))
        return _queue(request, shown_state, form=form, status=422)
    asked = urlencode({"state": shown_state.value, "page": _page(request)})
    return redirect(f"{reverse('office_comments', args=[request.office.code])}?{asked}")


def _state(asked: str) -> CommentState:
    return CommentState(asked) if asked in CommentState.values else CommentState.WAITING


def _queue(
    request: ActorRequest, state: CommentState, *, form: HideForm | None = None, status: int = 200
) -> HttpResponse:
    office = request.office
    found = selectors.comments_at(office, request.actor, state)
    page = Paginator(found, COMMENTS_A_PAGE).get_page(_page(request))
    bound = {form.prefix: form} if form else {}
    rows = [(one, words.month_words(one.month), bound.get(str(one.pk)) or HideForm(prefix=str(one.pk))) for one in page]
    counts = selectors.counts_at(office, request.actor)
    tabs = [(one.value, one.label, counts.get(one.value, 0)) for one in CommentState]
    context = {"office": office, "here": "surveys", "page": page, "rows": rows, "state": state, "tabs": tabs}
    context |= {"forms": [form] if form else [], "wrong": form, **_nav(request)}
    return render(request, "office/comments.html", context, status=status)


def _page(request: ActorRequest) -> str:
    """Which page of the queue is looked at, or the press came from."""
    return request.POST.get("page", "") or request.GET.get("page", "")


def _nav(request: ActorRequest) -> dict[str, bool]:
    return {**may(request), "may_moderate": permissions.may_moderate(request.actor, request.office.pk)}
