"""Whoever has no address is asked on the receipt of their passport, and answers once, as everybody."""

from __future__ import annotations

import pytest

from giliran.audit.models import Event
from giliran.booking.models import Booking
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.feedback.models import Answer, Invitation
from giliran.feedback.services.answer import answer_survey
from giliran.feedback.services.invite import GOOD_FOR, invite_due
from giliran.feedback.services.on_paper import link_on_paper
from giliran.notifications.models import Message
from tests.feedback import scene
from tests.feedback.scene import EVENING

pytestmark = pytest.mark.django_db
OFFICER = Actor(None, "Wati Serah", "web")


def printed(booking: Booking) -> str:
    return link_on_paper(booking=booking, by=OFFICER, now=EVENING)


def test_a_link_on_paper_is_the_same_at_every_print_and_good_for_one_answer() -> None:
    booking = scene.a_finished(scene.an_office())
    booking.account.email = None
    booking.account.save()
    assert printed(booking) == ""  # nothing is asked yet
    assert (invite_due(EVENING), Message.objects.count()) == (1, 0)
    link = printed(booking)
    token = link.rstrip("/").rpartition("/")[2]
    assert (len(token), printed(booking)) == (22, link)
    answer_survey(token=token, draft=scene.a_draft(), now=EVENING)
    with pytest.raises(Refusal) as again:
        answer_survey(token=token, draft=scene.a_draft(), now=EVENING)
    assert (again.value.code, Answer.objects.count(), printed(booking)) == ("survey_answered", 1, "")
    assert Event.objects.filter(event="survey.printed", actor_label="Wati Serah").count() == 2


def test_whoever_was_written_to_keeps_the_link_of_the_letter() -> None:
    booking = scene.a_finished(scene.an_office())
    invite_due(EVENING)
    before = Invitation.objects.get().token_hash
    assert printed(booking) == ""
    assert bytes(Invitation.objects.get().token_hash) == bytes(before)
    booking.account.email = None
    booking.account.save()
    assert link_on_paper(booking=booking, by=OFFICER, now=EVENING + GOOD_FOR) == ""
