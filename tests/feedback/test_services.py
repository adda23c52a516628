"""Asked once, some hours later; answered once, without a name; read by the office before anybody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from giliran.audit.models import Event
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY, Actor
from giliran.feedback import selectors
from giliran.feedback.models import Answer, Comment, Invitation, Opinion
from giliran.feedback.services.answer import answer_survey, close_survey
from giliran.feedback.services.forget import KEPT, expire_due, forget_old
from giliran.feedback.services.invite import GOOD_FOR, invite_due
from giliran.feedback.services.moderate import hide_comment, publish_comment
from giliran.feedback.services.opinion import give_opinion
from giliran.feedback.states import Asked
from giliran.notifications.models import Message
from giliran.offices.models import PolicyValue
from giliran.onsite.models import Visit
from tests.feedback import scene
from tests.feedback.scene import EVENING, MONDAY, NOON, NOVEMBER

pytestmark = pytest.mark.django_db
HEAD = Actor(None, "Kepala", "web", frozenset({("head", 1)}))


def test_a_finished_visit_is_asked_about_once_and_some_hours_later() -> None:
    booking = scene.a_finished(scene.an_office())
    assert invite_due(NOON + timedelta(hours=3) - timedelta(seconds=1)) == 0
    assert [invite_due(NOON + timedelta(hours=3)), invite_due(EVENING)] == [1, 0]
    mail = Message.objects.get(key=f"survey:{booking.code}")
    assert (mail.kind, mail.channel, mail.expires_at) == ("survey", "email", NOON + timedelta(hours=3) + GOOD_FOR)
    assert Message.objects.filter(key__startswith="survey:", channel="inbox").count() == 1
    invitation = Invitation.objects.get()
    token = scene.token_of(mail)
    assert (len(token), invitation.month, invitation.services) == (22, NOVEMBER, ["new"])
    assert token.encode() not in bytes(invitation.token_hash)
    assert Event.objects.filter(event="survey.invited", about=f"booking:{booking.code}").count() == 1


def test_a_party_is_asked_when_all_are_through() -> None:
    booking = scene.a_finished(scene.an_office(), names=("Siti", "Budi", "Cici"))
    last = Visit.objects.filter(ticket__booking=booking).order_by("-id")[0]
    Visit.objects.filter(pk=last.pk).update(state="waiting")
    assert invite_due(EVENING) == 0
    Visit.objects.filter(pk=last.pk).update(state="done")
    assert (invite_due(EVENING), Invitation.objects.count()) == (1, 1)


def test_who_left_or_was_here_long_ago_is_not_asked() -> None:
    office = scene.an_office()
    booking = scene.a_finished(office)
    Visit.objects.filter(ticket__booking=booking).update(state="left")
    scene.a_finished(office, 1)
    assert invite_due(NOON + timedelta(days=9)) == 0


def test_headquarters_says_how_many_hours_later() -> None:
    scene.a_finished(scene.an_office())
    PolicyValue.objects.create(key="survey_after_hours", value="24")
    assert (invite_due(EVENING), invite_due(NOON + timedelta(hours=24))) == (0, 1)


def test_an_answer_leads_to_nobody() -> None:
    office = scene.an_office()
    token = scene.a_link(office)
    draft = scene.a_draft(comment="Hubungi 0812 3456 7890", service="new", age_group="25_39", sex="F")
    answer_survey(token=token, draft=draft, now=EVENING)
    answer, comment = Answer.objects.get(), Comment.objects.get()
    assert (answer.u1, answer.u9, answer.service, answer.age_group, answer.sex) == (3, 4, "new", "25_39", "F")
    assert (comment.text, comment.state, comment.month) == ("Hubungi *********", "waiting", NOVEMBER)
    kept = json.loads(serialize("json", [answer]))[0]
    assert set(kept["fields"]) == {"office", "month", "service", "age_group", "sex", *(f"u{n}" for n in range(1, 10))}
    line = Event.objects.get(event="survey.answered")
    assert (line.about, line.actor_id, line.data) == ("office:1", None, {})
    assert {field.name for field in Invitation._meta.concrete_fields} == {
        "id", "booking", "office", "month", "services", "token_hash", "state", "sent_at", "expires_at"
    }  # fmt: skip


def test_what_was_not_offered_is_not_kept() -> None:
    token = scene.a_link(scene.an_office())
    answer_survey(token=token, draft=scene.a_draft(service="lost", age_group="7", sex="X"), now=EVENING)
    answer = Answer.objects.get()
    assert (answer.service, answer.age_group, answer.sex, Comment.objects.count()) == ("", "", "", 0)


def test_a_link_is_good_once_and_for_thirty_days_and_can_be_closed() -> None:
    office = scene.an_office()
    used, late, closed = (scene.a_link(office, number) for number in range(3))
    answer_survey(token=used, draft=scene.a_draft(), now=EVENING)
    close_survey(token=closed, now=EVENING)
    over = EVENING + GOOD_FOR
    told = []
    for token in (used, late, closed, "nothing"):
        with pytest.raises(Refusal) as refused:
            answer_survey(token=token, draft=scene.a_draft(), now=over)
        told.append(refused.value.code)
    assert told == ["survey_answered", "survey_expired", "survey_closed", "survey_unknown"]
    assert Answer.objects.count() == 1
    assert (expire_due(over), expire_due(over)) == (1, 0)
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["answered", "closed", "expired"]


def test_a_missing_or_overlong_answer_spends_nothing() -> None:
    token = scene.a_link(scene.an_office())
    for draft, code, field in (
        (scene.a_draft(scores=(3, 4, None, 4, 3, 4, 3, 4, 4)), "score_missing", "u3"),
        (scene.a_draft(comment="a" * 1001), "comment_too_long", "comment"),
    ):
        with pytest.raises(Refusal) as refused:
            answer_survey(token=token, draft=draft, now=EVENING)
        assert (refused.value.code, refused.value.field) == (code, field)
    assert selectors.found(token, now=EVENING).state == "open"


def test_the_database_refuses_what_is_off_the_scale() -> None:
    office = scene.an_office()
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.answers(office, (5, *scene.CONTENT[1:]))


def test_who_was_asked_is_forgotten_and_what_was_said_stays() -> None:
    office = scene.an_office()
    answer_survey(token=scene.a_link(office), draft=scene.a_draft(), now=EVENING)
    assert (forget_old(EVENING + KEPT), forget_old(EVENING + KEPT + timedelta(seconds=1))) == (0, 1)
    assert (Invitation.objects.count(), Answer.objects.count()) == (0, 1)


def test_the_public_reads_what_was_published() -> None:
    office = scene.an_office()
    praise, insult = (Comment.objects.create(office=office, month=NOVEMBER, text=text) for text in ("Baik", "Kasar"))
    publish_comment(comment=praise, by=HEAD, now=EVENING)
    with pytest.raises(Refusal) as refused:
        hide_comment(comment=insult, reason=" ", by=HEAD, now=EVENING)
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    hide_comment(comment=insult, reason="Menghina petugas", by=HEAD, now=EVENING)
    assert [one.text for one in selectors.published_at(office)] == ["Baik"]
    with pytest.raises(Refusal) as refused:
        publish_comment(comment=insult, by=HEAD, now=EVENING)  # as it was read before somebody hid it
    assert refused.value.code == "comment_moved"
    lines = Event.objects.filter(about=f"comment:{insult.pk}").values_list("event", "data")
    assert list(lines) == [("comment.hidden", {"reason": "Menghina petugas"})]


def test_nobody_else_decides_or_reads_the_queue() -> None:
    office = scene.an_office()
    comment = Comment.objects.create(office=office, month=NOVEMBER, text="Baik")
    headquarters = Actor(None, "Pusat", "web", frozenset({("hq", None)}))
    elsewhere = Actor(None, "Kepala", "web", frozenset({("head", 2)}))
    for actor in (NOBODY, headquarters, elsewhere):
        assert list(selectors.comments_at(office, actor)) == []
        with pytest.raises(PermissionDenied):
            publish_comment(comment=comment, by=actor, now=EVENING)
    assert selectors.country(HEAD, first=NOVEMBER, last=NOVEMBER) is None
    assert selectors.profile_of(office, NOBODY, today=MONDAY) is None


def test_a_month_or_an_office_with_few_answers_says_nothing() -> None:
    office = scene.an_office()
    scene.answers(office, scene.CONTENT, 9)
    scene.answers(office, (2,) * 9, 10, month=NOVEMBER.replace(month=10))
    found = selectors.results_of(office, today=MONDAY)
    by_month = {month.month: one.index for month, one in found.months}
    assert by_month[11] is None and str(by_month[10]) == "50.00"
    # (9 x 32 + 10 x 18) / (19 x 9) x 25 = 468 / 171 x 25 = 68.4210...
    assert (found.total.n, str(found.total.index)) == (19, "68.42")


def test_an_opinion_on_the_product_names_nobody() -> None:
    give_opinion(score=4, comment="surel siti@contoh.id", asked=Asked.BOOKED, now=EVENING)
    give_opinion(score=1, comment="", asked=Asked.ANYWHERE, now=EVENING)
    with pytest.raises(Refusal):
        give_opinion(score=5, comment="", asked=Asked.ANYWHERE, now=EVENING)
    assert {(one.score, one.text, one.month) for one in Opinion.objects.all()} == {
        (4, "surel ***@***", NOVEMBER), (1, "", NOVEMBER)
    }  # fmt: skip
    centre = Actor(None, "Pusat", "web", frozenset({("hq", None)}))
    found = selectors.opinions(centre, first=NOVEMBER, last=NOVEMBER)
    assert found is not None and (found.n, str(found.mean), found.counts) == (2, "2.50", {1: 1, 2: 0, 3: 0, 4: 1})
