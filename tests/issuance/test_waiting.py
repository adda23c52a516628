"""What is late is told and stands on top; what nobody collects is listed, reminded of, and cancelled at last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from giliran.core.errors import Refusal
from giliran.core.types import NOBODY
from giliran.issuance import selectors
from giliran.issuance.models import Case
from giliran.issuance.services import unclaimed
from giliran.issuance.services.late import tell_late
from giliran.issuance.states import CaseState
from giliran.notifications.models import Message
from giliran.offices.models import PolicyValue
from tests.factories import world
from tests.issuance import scene
from tests.issuance.scene import NOON, Workshop, later
from tests.onsite.scene import qr_of

pytestmark = pytest.mark.django_db

FRIDAY_NIGHT = datetime(2026, 11, 27, 16, 59, tzinfo=UTC)
"""Friday 23.59 WIB: the promise still holds."""
SATURDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


@pytest.fixture
def shop() -> Workshop:
    return scene.a_workshop()


def letters(what: str) -> int:
    return Message.objects.filter(key__contains=f":{what}", channel="email").count()


def test_late_begins_at_midnight_of_the_office_and_is_told_once(shop: Workshop) -> None:
    shop.case(0)
    shop.bring(shop.case(1), CaseState.READY)
    assert tell_late(FRIDAY_NIGHT) == 0
    assert tell_late(SATURDAY) == 1
    assert tell_late(later(days=6)) == 0
    assert letters("late") == 1


def test_what_is_late_stands_on_top_and_is_counted(shop: Workshop) -> None:
    for number in range(3):
        shop.case(number, name=f"Orang {number}")
    Case.objects.filter(ticket__full_name="Orang 2").update(due_date="2026-11-25")
    now = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    names = [one.ticket.full_name for one in selectors.board(shop.office, shop.printer, now=now)]
    assert names == ["Orang 2", "Orang 0", "Orang 1"]
    late = selectors.board(shop.office, shop.printer, now=now, part="late")
    assert [one.ticket.full_name for one in late] == ["Orang 2"]
    counts = selectors.counts(shop.office, shop.printer, now=now)
    assert (counts["late"], counts["work"], counts["adjudication"], counts["ready"]) == (1, 3, 3, 0)


def test_thirty_days_then_it_is_listed_and_may_be_cancelled(shop: Workshop) -> None:
    case = shop.bring(shop.case(), CaseState.READY)
    last = datetime(2026, 12, 23, 16, 59, tzinfo=UTC)
    over = datetime(2026, 12, 23, 17, 0, tzinfo=UTC)
    assert not selectors.board(shop.office, shop.handover, now=last, part="unclaimed").exists()
    with pytest.raises(Refusal) as caught:
        unclaimed.cancel_unclaimed(case=case, reason="Tidak diambil", by=shop.supervisor, now=last)
    assert caught.value.code == "not_unclaimed"
    assert [one.pk for one in selectors.board(shop.office, shop.handover, now=over, part="unclaimed")] == [case.pk]
    unclaimed.cancel_unclaimed(case=case, reason="Tidak diambil", by=shop.supervisor, now=over)
    assert (Case.objects.get().state, letters("cancelled")) == ("cancelled", 1)


def test_headquarters_chooses_how_long_it_is_kept(shop: Workshop) -> None:
    PolicyValue.objects.create(key="unclaimed_days", value="7")
    case = shop.bring(shop.case(), CaseState.READY)
    assert selectors.board(shop.office, shop.handover, now=later(days=7), part="unclaimed").count() == 0
    assert selectors.board(shop.office, shop.handover, now=later(days=8), part="unclaimed").count() == 1
    PolicyValue.objects.update(value="60")  # what its person was told holds
    assert selectors.is_unclaimed(case, later(days=8))


def test_ten_days_before_the_end_its_person_is_reminded_once(shop: Workshop) -> None:
    shop.bring(shop.case(), CaseState.READY)
    assert unclaimed.remind_due(later(days=19)) == 0
    assert unclaimed.remind_due(later(days=20)) == 1
    assert unclaimed.remind_due(later(days=21)) == 0
    [letter] = Message.objects.filter(key__contains=":waiting:", channel="email")
    assert "23 Desember 2026" in letter.data["subject"]


@pytest.mark.parametrize("text", ["siti", "A-001", "a1", "{code}", "{spaced}", "{last4}", "{qr}"])
def test_a_case_is_found_by_whatever_is_on_the_ticket(shop: Workshop, text: str) -> None:
    case = shop.case()
    shop.case(1, name="Budi")
    code = case.ticket.booking.code
    wanted = text.format(
        code=code, spaced=f"{code[:3]} {code[3:6]} {code[6:]}", last4=case.ticket.nik_last4, qr=qr_of(case.ticket)
    )
    found = selectors.board(shop.office, shop.handover, now=NOON, text=wanted)
    assert [one.pk for one in found] == [case.pk]


@pytest.mark.parametrize("text", ["zzzz", "GIL1:BROKEN", "%", "\x00"])
def test_nonsense_finds_nothing(shop: Workshop, text: str) -> None:
    shop.case()
    assert not selectors.board(shop.office, shop.handover, now=NOON, text=text).exists()


def test_other_offices_and_strangers_see_nothing(shop: Workshop) -> None:
    case = shop.case()
    stranger = world.actor_of(world.an_account("lain@example.id"))
    elsewhere = world.actor_of(world.an_account("luar@example.id"), roles=[("head", 99)])
    for actor in (NOBODY, stranger, elsewhere):
        assert selectors.case_of(case.ticket.public_id, shop.office, actor) is None
        assert not selectors.board(shop.office, actor, now=NOON).exists()
        assert selectors.counts(shop.office, actor, now=NOON) == {}
        assert selectors.progress_of(case.ticket.booking, actor, now=NOON) == {}
        assert selectors.central_counts(actor, today=scene.MONDAY) == []


def test_headquarters_sees_the_oldest_question_first_and_how_many_each_office_has(shop: Workshop) -> None:
    first, second = shop.ask(shop.case(0)), shop.ask(shop.case(1), now=later(days=1))
    assert [one.case_id for one in selectors.central_queue(shop.centre)] == [first.pk, second.pk]
    assert not selectors.central_queue(shop.centre, office="bogor").exists()
    [line] = selectors.central_counts(shop.centre, today=later(days=3).date())
    assert (line.code, line.waiting, line.late) == ("jakarta-selatan", 2, 1)
