"""Two tabs answer by one link, two workers ask about one visit: one of them does."""

from __future__ import annotations

import pytest

from giliran.core.errors import Refusal
from giliran.feedback.models import Answer, Invitation
from giliran.feedback.services.answer import answer_survey, close_survey
from giliran.feedback.services.invite import invite_due
from giliran.notifications.models import Message
from tests.feedback import scene
from tests.feedback.scene import EVENING
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def press(share: tuple[str, str]) -> str:
    what, token = share
    try:
        if what == "close":
            close_survey(token=token, now=EVENING)
        else:
            answer_survey(token=token, draft=scene.a_draft(), now=EVENING)
    except Refusal as refused:
        return refused.code
    return what


def ask(_share: int) -> int:
    return invite_due(EVENING)


def test_of_two_tabs_one_answers_and_workers_ask_once() -> None:
    office = scene.an_office()
    booking = scene.a_finished(office)
    assert sum(crowd.all_at_once(ask, range(3))) == 1
    mails = Message.objects.filter(key=f"survey:{booking.code}")
    assert (Invitation.objects.count(), mails.count()) == (1, 1)
    token = scene.token_of(mails.get())
    told = crowd.all_at_once(press, [("answer", token)] * 3)
    assert sorted(told) == ["answer", "survey_answered", "survey_answered"]
    assert Answer.objects.count() == 1


def test_an_answer_and_a_closing_at_once_do_not_both_count() -> None:
    token = scene.a_link(scene.an_office())
    told = crowd.all_at_once(press, [("answer", token), ("close", token)])
    assert sorted(told) in (["answer", "survey_answered"], ["close", "survey_closed"])
    assert Answer.objects.count() == told.count("answer")
