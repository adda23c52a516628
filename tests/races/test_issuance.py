"""Two officers decide at once, two counters hand over at once, two workers open at once: one of them does."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from giliran.booking.models import Ticket
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.issuance import selectors
from giliran.issuance.models import Case, CaseMove, Handover
from giliran.issuance.services import adjudicate, central, hand_over, produce
from giliran.issuance.services.open import open_case
from giliran.issuance.states import CaseState
from giliran.notifications.models import Message
from tests.issuance import scene
from tests.issuance.scene import NOON, herself
from tests.races import crowd

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

OFFICERS = 4


def press(share: tuple[str, Actor]) -> str:
    """One officer, who has the page open, presses."""
    what, by = share
    case = selectors.whole().get()
    try:
        if what == "approve":
            adjudicate.approve(case=case, by=by, now=NOON)
        elif what == "refuse":
            adjudicate.refuse(case=case, reason="Data tidak benar", by=by, now=NOON)
        elif what == "print":
            produce.start_print(case=case, by=by, now=NOON)
        elif what == "answer":
            question = selectors.central_question(case.ticket.public_id, by)
            assert question is not None
            central.answer_from_headquarters(question=question, finding="clear", answer="Baik", by=by, now=NOON)
        else:
            hand_over.hand_over(case=case, taker=herself(), by=by, now=NOON)
    except Refusal as refused:
        return refused.code
    except PermissionDenied:
        return "forbidden"
    return what


def open_it(ticket_id: int) -> int:
    return open_case(ticket=Ticket.objects.get(pk=ticket_id), visited_at=NOON, by=SYSTEM, now=NOON).pk


def test_granted_and_refused_at_once_is_one_of_them() -> None:
    shop = scene.a_workshop()
    case = shop.case()
    before = Message.objects.filter(channel="email").count()
    shares = [("approve" if n % 2 else "refuse", shop.supervisor) for n in range(OFFICERS)]
    answers = crowd.all_at_once(press, shares)
    [won] = [one for one in answers if one in ("approve", "refuse")]
    assert set(answers) <= {won, "not_now", "moved_meanwhile"}
    assert Case.objects.get().state == (CaseState.TO_PRINT if won == "approve" else CaseState.REFUSED)
    assert CaseMove.objects.filter(case=case).count() == 2
    assert Message.objects.filter(channel="email").count() == before + (won == "refuse")


@pytest.mark.parametrize(("state", "what"), [(CaseState.READY, "hand over"), (CaseState.TO_PRINT, "print")])
def test_one_step_is_taken_once(state: CaseState, what: str) -> None:
    shop = scene.a_workshop()
    shop.bring(shop.case(), state)
    answers = crowd.all_at_once(press, [(what, shop.supervisor)] * OFFICERS)
    assert answers.count(what) == 1
    assert (Handover.objects.count(), Case.objects.get().prints) == (int(what == "hand over"), 1)


def test_one_question_is_answered_once() -> None:
    shop = scene.a_workshop()
    shop.ask(shop.case())
    answers = crowd.all_at_once(press, [("answer", shop.centre)] * 4)
    assert answers.count("answer") == 1
    assert [one.to_state for one in CaseMove.objects.order_by("id")] == ["adjudication", "headquarters", "adjudication"]


def test_many_workers_open_one_case() -> None:
    [ticket] = scene.a_workshop().visitors(0, "Siti")
    assert len(set(crowd.all_at_once(open_it, [ticket.pk] * OFFICERS))) == 1
    assert (Case.objects.count(), CaseMove.objects.count()) == (1, 1)
    assert Message.objects.filter(channel="email", key__contains=":opened").count() == 1
