"""At the counter a central system fails: headquarters is asked while the visit waits, and the person comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giliran.core.errors import Refusal
from giliran.issuance import selectors
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import central, follow
from giliran.issuance.services.open import GRACE
from giliran.issuance.services.refer import refer_from_counter
from giliran.notifications.models import Message
from giliran.onsite.models import Duty, Visit
from giliran.onsite.services import call, serve
from tests.factories import floor
from tests.issuance import scene
from tests.issuance.scene import NOON, Workshop, later
from tests.issuance.test_follow import a_visit

pytestmark = pytest.mark.django_db
ASKED = {"why": "biometrics", "question": "Sidik jari tidak terbaca tiga kali"}


@pytest.fixture
def shop() -> Workshop:
    return scene.a_workshop()


def served(shop: Workshop, *names: str) -> tuple[Duty, dict]:
    """A party at a counter, and what a press there is told."""
    duty, by = floor.on_duty(floor.a_counter(shop.office, 1), NOON)
    floor.come_in(shop.visitors(0, *names), at=NOON)
    press = {"duty": duty, "visit_ids": [], "by": by, "now": NOON}
    call.call_next(duty=duty, by=by, now=NOON)
    serve.start(**press)
    return duty, press


def subjects() -> list[str]:
    return list(Message.objects.filter(channel="email").order_by("id").values_list("data__subject", flat=True))


def test_it_reaches_headquarters_and_the_person_comes_back(shop: Workshop) -> None:
    _duty, press = served(shop, "Siti", "Budi")
    refer_from_counter(**press, **ASKED)
    assert set(Visit.objects.values_list("state", "parked_until")) == {("parked", later(days=9, hours=4))}
    assert set(Case.objects.values_list("state", flat=True)) == {"visit"}
    assert [one.reason for one in selectors.central_queue(shop.centre)] == ["biometrics"] * 2
    assert len(subjects()) == 2
    assert all(one.startswith("Kunjungan Anda menunggu kantor pusat") for one in subjects())
    [first, _second] = selectors.central_queue(shop.centre)
    case = central.answer_from_headquarters(
        question=first, finding="repaired", answer="Sudah dibuka", by=shop.centre, now=later(days=1)
    )
    assert (case.state, subjects()[-1]) == ("visit", "Kantor pusat sudah menjawab: silakan kembali ke kantor")
    assert selectors.answered_for([one.ticket_id for one in Visit.objects.all()]) == {case.ticket_id}
    # They are taken up again, finished, and the same case goes on with a promise of its own
    visit = Visit.objects.get(ticket=case.ticket_id)
    serve.come_back(visit=visit, by=press["by"], now=later(days=1))
    Visit.objects.filter(pk=visit.pk).update(state="done", since=later(days=1))
    assert follow.follow_visits(later(days=1) + GRACE) == 1
    case.refresh_from_db()
    assert (case.state, case.due_date.isoformat()) == ("adjudication", "2026-11-30")


def test_who_is_finished_before_the_answer_waits_at_headquarters(shop: Workshop) -> None:
    _duty, press = served(shop, "Siti")
    refer_from_counter(**press, **ASKED)
    Visit.objects.update(state="done", since=NOON)
    assert follow.follow_visits(NOON + GRACE) == 1
    [question] = selectors.central_queue(shop.centre)
    assert question.case.state == "headquarters"
    case = central.answer_from_headquarters(
        question=question, finding="clear", answer="Baik", by=shop.centre, now=later(hours=1)
    )
    assert case.state == "adjudication"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"why": ""}, "central_reason_missing"), ({"question": " "}, "reason_missing"), ({"visit_ids": [0]}, "not_here")],
)
def test_what_is_refused_parks_nobody(shop: Workshop, changes: dict, code: str) -> None:
    _duty, press = served(shop, "Siti")
    with pytest.raises(Refusal) as caught:
        refer_from_counter(**{**press, **ASKED, **changes})
    assert caught.value.code == code
    assert (Visit.objects.get().state, Case.objects.count(), subjects()) == ("serving", 0, [])


def test_nobody_is_asked_about_twice_at_once(shop: Workshop) -> None:
    """Of a party one has been asked about already: then nothing happens to the other either."""
    _duty, press = served(shop, "Siti", "Budi")
    refer_from_counter(**press, **ASKED)
    Visit.objects.update(state="serving", counter=_duty.counter, version=9)
    CentralQuestion.objects.order_by("id").last().delete()  # type: ignore[union-attr]
    with pytest.raises(Refusal) as caught:
        refer_from_counter(**press, **ASKED)
    assert caught.value.code == "asked_already"
    assert (CentralQuestion.objects.count(), Visit.objects.filter(state="serving").count()) == (1, 2)


def test_a_passport_that_was_begun_too_early_is_asked_about(shop: Workshop) -> None:
    """The visit was finished by mistake, and taken up again: the officer is faster than the tick."""
    duty, by = floor.on_duty(floor.a_counter(shop.office, 1), NOON)
    case = shop.case()
    visit = a_visit(case.ticket, "serving", counter=duty.counter)
    refer_from_counter(duty=duty, visit_ids=[visit.pk], by=by, now=later(hours=1), **ASKED)
    case.refresh_from_db()
    assert (case.state, Case.objects.count(), CentralQuestion.objects.get().case_id) == ("visit", 1, case.pk)
    assert follow.follow_visits(later(hours=1) + timedelta(hours=1)) == 0
