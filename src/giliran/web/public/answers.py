"""Questions and answers: by topic, by the words people use, and whether one helped (R115)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.outreach.selectors import writings
from giliran.outreach.services import asking
from giliran.outreach.states import Topic, WritingKind
from giliran.web import pace
from giliran.web.access import anyone
from giliran.web.writings.drawn import Drawn, drawn

MOST_SIGNS, MOST_FOUND = 200, 6
NOTED_AN_HOUR, HELPED_AN_HOUR = 30, 60
HELPED = "answers_that_helped"
"""In the session: the names of answers about which it has spoken."""


@anyone
def faq(request: HttpRequest) -> HttpResponse:
    """All questions by topic; with words (`q`), those that answer them, the best one open."""
    asked = " ".join(request.GET.get("q", "").split())[:MOST_SIGNS]
    everything = writings.questions(clock.now())
    context = {"asked": asked, "guides": drawn(writings.guides(clock.now()), with_body=False)}
    if not asked:
        return render(request, "public/faq.html", {**context, "topics": _by_topic(drawn(everything, with_body=False))})
    found = writings.found(asked, everything)[:MOST_FOUND]
    if not found and pace.spend(request, "note_in_vain", NOTED_AN_HOUR):
        asking.note_in_vain(asked, now=clock.now())
    return render(request, "public/faq.html", {**context, "found": drawn(found)})


@anyone
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """One answer, and others on the same topic."""
    everything = writings.questions(clock.now())
    found = next((one for one in everything if one.writing.name == name), None)
    if found is None:
        raise Http404
    [one] = drawn([found])
    others = [other for other in everything if other.writing.topic == one.topic and other != found]
    context = {"one": one, "topic": Topic(one.topic).label, "others": drawn(others, with_body=False)}
    return render(request, "public/answer.html", {**context, "has_said": name in request.session.get(HELPED, [])})


@anyone
@require_POST
def helped(request: HttpRequest, name: str) -> HttpResponse:
    """Did this help? One voice a session."""
    found = writings.shown_as(name, clock.now(), WritingKind.QUESTION)
    if found is None:
        raise Http404
    yes = request.POST.get("helped") == "yes"
    if not request.session.session_key:
        request.session.create()
    if pace.spend(request, "say_helped", HELPED_AN_HOUR) is None:
        messages.error(request, _("So many answers came from here that no more are taken for an hour."))
        return redirect("answer", name)
    try:
        asking.say_whether_it_helped(
            writing=found.writing, session=str(request.session.session_key), yes=yes, now=clock.now()
        )
    except Refusal as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("Thank you.") if yes else _("Thank you. We read which answers do not help."))
    request.session[HELPED] = [*request.session.get(HELPED, []), name][-100:]
    return redirect("answer", name)


def _by_topic(all_of_them: list[Drawn]) -> list[tuple[str, list[Drawn]]]:
    groups = [(str(topic.label), [one for one in all_of_them if one.topic == topic]) for topic in Topic]
    return [group for group in groups if group[1]]
