"""Every move of a passport, those that are forbidden, and who is told what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.catalogue.models import Service
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.issuance import selectors
from giliran.issuance.models import Case, CaseMove, CentralQuestion
from giliran.issuance.services import adjudicate, central, hand_over, produce, unclaimed
from giliran.issuance.services.open import open_case
from giliran.issuance.states import MOVES, CaseState
from giliran.notifications.models import Message
from giliran.offices.models import Closure, Office, PolicyValue
from tests.factories import world
from tests.issuance import scene
from tests.issuance.scene import NOON, Workshop, herself, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Workshop:
    return scene.a_workshop()


def told(case: Case, what: str) -> list[str]:
    """The lines of the letters about a case whose key names `what`."""
    prefix = f"case:{case.ticket.public_id}:{what}"
    letters = Message.objects.filter(key__startswith=prefix, channel="email").order_by("id")
    return [line for one in letters for line in (one.data["subject"], *one.data["paragraphs"])]


def test_a_finished_visit_opens_one_case_with_its_promise(shop: Workshop) -> None:
    case = shop.case()
    again = open_case(ticket=case.ticket, visited_at=later(days=3), by=SYSTEM, now=later(days=3))
    assert (again.pk, again.due_date.isoformat(), again.state) == (case.pk, "2026-11-27", "adjudication")
    assert [(one.from_state, one.to_state, one.by_id) for one in case.moves.all()] == [("", "adjudication", None)]
    assert any("Jumat, 27 November 2026" in line for line in told(case, "opened"))
    assert Event.objects.filter(event="case.opened").count() == 1


def test_the_promise_knows_closed_days_and_what_the_office_has_chosen(shop: Workshop) -> None:
    Closure.objects.create(office=shop.office, date="2026-11-25", reason="Banjir", created_at=NOON)
    assert shop.case(0).due_date.isoformat() == "2026-11-30"
    PolicyValue.objects.create(office=shop.office, key="issue_days", value="2")
    assert shop.case(1).due_date.isoformat() == "2026-11-26"


def test_express_is_promised_for_the_same_day(shop: Workshop) -> None:
    [ticket] = shop.visitors(0, "Siti")
    Service.objects.filter(code="lost").update(code="express", kind="express")
    Ticket.objects.update(service="express")
    assert open_case(ticket=ticket, visited_at=NOON, by=SYSTEM, now=NOON).due_date == scene.MONDAY


def test_a_visit_at_an_event_is_finished_by_the_office_behind_it(shop: Workshop) -> None:
    mall = world.an_office("mal", id=2)
    Office.objects.filter(pk=2).update(kind="event", parent=shop.office, starts_on=scene.MONDAY, ends_on=scene.MONDAY)
    world.a_slot(mall, scene.MONDAY)
    away = Workshop(mall, shop.adjudicator, shop.printer, shop.handover, shop.supervisor, shop.centre)
    case = away.case(3)
    assert (case.office_id, case.due_date.isoformat()) == (shop.office.pk, "2026-11-27")


def test_whoever_never_came_gets_no_case(shop: Workshop) -> None:
    [ticket] = shop.visitors(0, "Siti")
    Ticket.objects.update(state="missed")
    with pytest.raises(Refusal) as caught:
        open_case(ticket=ticket, visited_at=NOON, by=shop.adjudicator, now=NOON)
    assert caught.value.code == "not_attended"


def test_from_the_examination_to_the_hand_of_its_person(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.READY)
    hand_over.hand_over(case=case, taker=herself(), by=shop.handover, now=later(days=1))
    states = ["adjudication", "to_print", "to_test", "to_laminate", "ready", "handed_over"]
    assert [one.to_state for one in case.moves.order_by("id")] == states
    assert any("27 Desember" not in line and "23 Desember 2026" in line for line in told(case, "ready"))
    assert any("Siti Rahayu" in line for line in told(case, "handed_over"))
    names = ["case.opened", "case.approved", "case.printed", "case.tested", "case.ready", "case.handed_over"]
    assert list(Event.objects.filter(event__startswith="case.").order_by("id").values_list("event", flat=True)) == names
    assert Case.objects.get().prints == 1


def test_a_fault_sends_it_back_to_printing_and_is_counted(shop: Workshop) -> None:
    case = shop.case()
    shop.bring(case, CaseState.TO_TEST)
    for number in (2, 3):
        produce.fail_quality(case=case, reason="Foto buram", by=shop.printer, now=later(hours=number))
        assert case.state == CaseState.TO_PRINT
        produce.start_print(case=case, by=shop.printer, now=later(hours=number))
    produce.pass_quality(case=case, by=shop.printer, now=later(hours=4))
    assert Case.objects.get().prints == 3
    assert list(case.moves.exclude(reason="").values_list("reason", flat=True)) == ["Foto buram"] * 2
    assert told(case, "again") == []


def test_a_fault_found_at_the_counter_is_told_and_made_good(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.READY)
    produce.fail_quality(case=case, reason="Nama salah eja", by=shop.handover, now=later(days=2))
    assert any("Nama salah eja" in line for line in told(case, "again"))
    produce.start_print(case=case, by=shop.printer, now=later(days=2))
    produce.pass_quality(case=case, by=shop.printer, now=later(days=2))
    produce.laminate(case=case, by=shop.printer, now=later(days=2))
    assert sum("Paspor siap diambil" in line for line in told(case, "ready")) == 2


def test_the_handover_officer_fails_nothing_that_is_still_being_made(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.TO_TEST)
    with pytest.raises(PermissionDenied):
        produce.fail_quality(case=case, reason="Foto buram", by=shop.handover, now=NOON)


@pytest.mark.parametrize("why", ["duplicate", "nik", "biometrics"])
def test_headquarters_is_asked_and_answers_and_the_person_knows_when(shop: Workshop, why: str) -> None:
    case = shop.ask(shop.case(), why)
    assert case.state == CaseState.HEADQUARTERS
    question = scene.question_of(case)
    assert (question.reason, question.due_date.isoformat()) == (why, "2026-11-25")
    assert any("Rabu, 25 November 2026" in line for line in told(case, "sent"))
    central.answer_from_headquarters(
        question=question, finding="clear", answer="Orang kembar", by=shop.centre, now=later(days=1)
    )
    case = selectors.whole().get()
    assert case.state == CaseState.ADJUDICATION
    assert told(case, "back")
    adjudicate.approve(case=case, by=shop.adjudicator, now=later(days=1))
    assert case.due_date.isoformat() == "2026-11-27"


def test_headquarters_may_be_asked_again_but_not_twice_at_once(shop: Workshop) -> None:
    case = shop.ask(shop.case())
    with pytest.raises(Refusal) as caught:
        shop.ask(case)
    assert caught.value.code == "not_now"
    first = scene.question_of(case)
    answer = {"finding": "come_again", "answer": "Sidik jari diulang", "by": shop.centre, "now": later(days=1)}
    central.answer_from_headquarters(question=first, **answer)  # type: ignore[arg-type]
    case = selectors.whole().get()
    assert any("sekali lagi" in line for line in told(case, "back"))
    shop.ask(case, "biometrics", now=later(days=1))
    with pytest.raises(Refusal) as caught:
        central.answer_from_headquarters(question=first, **answer)  # type: ignore[arg-type]
    assert caught.value.code == "answered_already"
    assert CentralQuestion.objects.count() == 2


def test_a_refusal_is_told_with_its_reason(shop: Workshop) -> None:
    case = shop.case()
    adjudicate.refuse(case=case, reason="Masuk daftar pencegahan", by=shop.adjudicator, now=NOON)
    assert any("Masuk daftar pencegahan" in line for line in told(case, "refused"))
    progress = selectors.progress_of(case.ticket.booking, world.actor_of(case.ticket.booking.account), now=NOON)
    assert progress[case.ticket_id].reason == "Masuk daftar pencegahan"


Press = Callable[[Workshop, Case], Any]
PRESSES: dict[str, tuple[set[str], Press]] = {
    "approve": ({"adjudication"}, lambda shop, case: adjudicate.approve(case=case, by=shop.adjudicator, now=NOON)),
    "refuse": (
        {"adjudication"},
        lambda shop, case: adjudicate.refuse(case=case, reason="x", by=shop.adjudicator, now=NOON),
    ),
    "ask": ({"adjudication"}, lambda shop, case: shop.ask(case)),
    "print": ({"to_print"}, lambda shop, case: produce.start_print(case=case, by=shop.printer, now=NOON)),
    "pass": ({"to_test"}, lambda shop, case: produce.pass_quality(case=case, by=shop.printer, now=NOON)),
    "laminate": ({"to_laminate"}, lambda shop, case: produce.laminate(case=case, by=shop.printer, now=NOON)),
    "fail": (
        {"to_test", "to_laminate", "ready"},
        lambda shop, case: produce.fail_quality(case=case, reason="x", by=shop.printer, now=NOON),
    ),
    "hand over": (
        {"ready"},
        lambda shop, case: hand_over.hand_over(case=case, taker=herself(), by=shop.handover, now=NOON),
    ),
    "cancel": (
        {"ready"},
        lambda shop, case: unclaimed.cancel_unclaimed(case=case, reason="x", by=shop.supervisor, now=later(days=40)),
    ),
}


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("state", CaseState.values)
def test_a_press_works_where_it_belongs_and_nowhere_else(shop: Workshop, press: str, state: str) -> None:
    case = shop.case()
    Case.objects.update(state=state, collect_until="2026-12-23")
    case.refresh_from_db(fields=["state", "collect_until"])
    where, do = PRESSES[press]
    if state in where:
        do(shop, case)
        assert CaseState(Case.objects.get().state) in MOVES[CaseState(state)]
        return
    with pytest.raises(Refusal):
        do(shop, case)
    assert Case.objects.get().state == state
    assert CaseMove.objects.count() == 1


def test_whoever_read_an_older_state_changes_nothing(shop: Workshop) -> None:
    case = shop.case()
    stale = selectors.whole().get()
    adjudicate.approve(case=case, by=shop.adjudicator, now=NOON)
    with pytest.raises(Refusal) as caught:
        adjudicate.refuse(case=stale, reason="x", by=shop.supervisor, now=NOON)
    assert caught.value.code == "moved_meanwhile"
    assert told(case, "refused") == []


@pytest.mark.parametrize("press", PRESSES)
def test_whoever_has_not_the_role_may_not(shop: Workshop, press: str) -> None:
    case = shop.case()
    where, do = PRESSES[press]
    Case.objects.update(state=next(iter(where)))
    case.refresh_from_db(fields=["state"])
    gate = Actor(shop.printer.user_id, "gate", "web", frozenset({("gate", shop.office.pk)}))
    elsewhere = Actor(shop.printer.user_id, "head", "web", frozenset({("head", 99)}))
    for nobody in (gate, elsewhere):
        without = Workshop(shop.office, nobody, nobody, nobody, nobody, nobody)
        with pytest.raises(PermissionDenied):
            do(without, case)
    with pytest.raises(PermissionDenied):
        central.answer_from_headquarters(
            question=CentralQuestion(case=case), finding="clear", answer="x", by=shop.supervisor, now=NOON
        )


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "reason_for_person_missing"), ("   ", "reason_for_person_missing"), ("x" * 301, "too_long")],
)
def test_a_refusal_has_a_reason_of_some_length(shop: Workshop, reason: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        adjudicate.refuse(case=shop.case(), reason=reason, by=shop.adjudicator, now=NOON)
    assert (caught.value.code, caught.value.field) == (code, "reason")


def test_many_are_taken_on_at_once_each_by_itself(shop: Workshop) -> None:
    cases = shop.cases(0, "Siti", "Budi", "Cici")
    for case in cases[:2]:
        shop.bring(case, CaseState.TO_LAMINATE)
    taken = produce.take_on(cases=cases, at="to_laminate", by=shop.printer, now=NOON)
    assert [one.ticket.full_name for one in taken.done] == ["Siti", "Budi"]
    assert [one.ticket.full_name for one, _why in taken.stayed] == ["Cici"]
    with pytest.raises(Refusal) as caught:
        produce.take_on(cases=[], at="to_print", by=shop.printer, now=NOON)
    assert caught.value.code == "nothing_chosen"


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Paspor siap diambil sampai"), ("en", "Your passport is ready")]
)
def test_people_are_told_in_their_language(shop: Workshop, language: str, words: str) -> None:
    case = shop.case()
    case.ticket.booking.account.language = language
    shop.bring(case, CaseState.READY)
    assert any(words in line for line in told(case, "ready"))
