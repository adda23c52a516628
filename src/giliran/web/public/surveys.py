"""After a visit: nine questions behind a link; what an office's answers say; and one question on the product."""

from __future__ import annotations

from contextlib import suppress

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.feedback import selectors
from giliran.feedback.selectors.links import OPEN
from giliran.feedback.sentences import SENTENCES
from giliran.feedback.services.answer import answer_survey, close_survey
from giliran.feedback.services.opinion import give_opinion
from giliran.feedback.states import Asked
from giliran.offices import selectors as offices
from giliran.web.access import ActorRequest, anyone
from giliran.web.surveys import pace, shown, words
from giliran.web.surveys.forms import OpinionForm, SurveyForm

COMMENTS_A_PAGE = 20


@anyone
@never_cache
@sensitive_post_parameters()
def survey(request: ActorRequest, token: str) -> HttpResponse:
    """The link is all it takes; it is spent by the answer, not by looking."""
    found = selectors.found(token, now=clock.now())
    if found.state != OPEN:
        return _over(request, found)
    form = SurveyForm(request.POST or None, services=found.services)
    if form.is_bound and form.is_valid():
        try:
            answer_survey(token=token, draft=form.draft(), now=clock.now())
        except Refusal as refused:
            if refused.field is None:
                return _over(request, selectors.found(token, now=clock.now()))
            form.add_error(refused.field, str(refused))
        else:
            return redirect(f"{reverse('survey_thanks')}?office={found.office.code if found.office else ''}")
    context = {"form": form, "office": found.office, "token": token}
    return render(request, "public/survey.html", context, status=422 if form.is_bound else 200)


@anyone
@never_cache
@require_POST
def survey_close(request: ActorRequest, token: str) -> HttpResponse:
    """To be left in peace: one press."""
    with suppress(Refusal):  # the page says why
        close_survey(token=token, now=clock.now())
    return redirect("survey", token)


@anyone
@require_GET
def survey_thanks(request: ActorRequest) -> HttpResponse:
    office = offices.office_by_code(request.GET.get("office", "")[:60])
    return render(request, "public/survey_thanks.html", {"office": office})


def _over(request: ActorRequest, found: selectors.Found) -> HttpResponse:
    context = {"state": found.state, "sentence": SENTENCES.get(found.state), "office": found.office}
    return render(request, "public/survey_over.html", context, status=404 if found.office is None else 410)


@anyone
@require_GET
def satisfaction(request: ActorRequest, code: str) -> HttpResponse:
    """What people who were at an office say of it, by element and month, and in their words (R12, R134)."""
    office = offices.office_by_code(code)
    if office is None:
        raise Http404
    results = selectors.results_of(office, today=clock.today(office.timezone))
    page = Paginator(selectors.published_at(office), COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    comments = [(one.text, words.month_words(one.month)) for one in page]
    return render(request, "public/satisfaction.html", {"office": office, "page": page, "comments": comments,
                                                        **shown.told(results)})  # fmt: skip


@anyone
@never_cache
def opinion(request: ActorRequest) -> HttpResponse:
    """One question on the product, for anybody (R114)."""
    asked = Asked.BOOKED if request.GET.get("from") == Asked.BOOKED else Asked.ANYWHERE
    form = OpinionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        spent = pace.spend(request)
        if spent is None:
            form.add_error(None, _("Much was said from your internet connection within an hour. Please come back "
                                   "later; what you have written stays in the form."))  # fmt: skip
            response = render(request, "public/opinion.html", {"form": form}, status=429)
            response.headers["Retry-After"] = str(pace.HOUR)
            return response
        try:
            given = form.cleaned_data
            give_opinion(score=int(given["score"]), comment=given["comment"], asked=asked, now=clock.now())
        except Refusal as refused:
            spent.rollback()
            form.add_error(refused.field, str(refused))
        else:
            return redirect(f"{reverse('opinion')}?thanks=1")
    context = {"form": form, "is_done": request.method == "GET" and "thanks" in request.GET}
    return render(request, "public/opinion.html", context, status=422 if form.is_bound else 200)
