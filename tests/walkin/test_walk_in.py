"""A press at the door: seat, ticket, visit, card - or nothing, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import translation

from giliran.accounts.models import Applicant, User
from giliran.audit.models import Event
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.services import invariants
from giliran.booking.services.allocate import allocate
from giliran.core.errors import Refusal
from giliran.offices.models import QuotaRule
from giliran.onsite.models import CheckIn, Stage, Visit
from giliran.onsite.services import invariants as onsite_invariants
from giliran.onsite.services import stages
from giliran.onsite.services.undo import hand_back, undo
from giliran.payments.models import Bill
from giliran.slots.models import Slot
from giliran.slots.services import extend_horizon, release_due
from giliran.walkin import selectors
from tests.factories import floor, world
from tests.walkin import scene
from tests.walkin.scene import NINE, TUESDAY, Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return scene.a_hall()


def refused(press: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        press()
    assert str(no.value)
    return no.value


def test_one_press_gives_seat_ticket_visit_and_card(hall: Hall) -> None:
    entered = scene.come(hall, "elderly", companion=True)
    ticket = Ticket.objects.get()
    assert (ticket.label, ticket.full_name, ticket.state) == ("P-001", "Pengunjung P-001", "attended")
    assert ticket.is_provisional
    assert ticket.arrives_at == NINE  # they are here: their turn waits for no quarter of an hour
    visit = Visit.objects.get()
    assert (visit.precedence, visit.state, visit.turn_at) == ("priority", "waiting", NINE)
    assert visit.stage == stages.first_stage(hall.office)
    assert entered.check_in == CheckIn.objects.get()
    assert (entered.walk_in.reason, entered.walk_in.companion, entered.bill) == ("elderly", True, None)
    assert Slot.objects.get(pool="priority").taken == 1
    assert Event.objects.filter(event__in=["walkin.entered", "gate.walked_in"]).count() == 2
    assert list(invariants.broken()) == []


def test_the_same_press_is_the_same_card(hall: Hall) -> None:
    first, again = scene.come(hall), scene.come(hall)
    assert (again.repeated, again.check_in) == (True, first.check_in)
    assert Ticket.objects.count() == User.objects.filter(email=None).count() == 1


def test_each_reason_takes_a_seat_of_its_pool(hall: Hall) -> None:
    scene.an_express_fee()
    labels = [
        scene.come(hall, reason, nonce=reason).walk_in.ticket.label for reason in ("pregnant", "examined", "express")
    ]
    assert labels == ["P-001", "W-001", "X-001"]
    found = Visit.objects.order_by("pk").values_list("precedence", flat=True)
    assert list(found) == ["priority", "regular", "express"]


def test_a_child_comes_with_an_adult_and_for_a_childs_passport(hall: Hall) -> None:
    assert scene.come(hall, "child").walk_in.ticket.service == "child"
    assert refused(lambda: scene.come(hall, "child", nonce="2", companion=False)).code == "child_alone"


def test_express_is_charged_at_once(hall: Hall) -> None:
    scene.an_express_fee()
    entered = scene.come(hall, "express", booklet="PB_E_5")
    assert entered.bill is not None
    assert (entered.bill.amount, entered.bill.is_express) == (650_000 + 1_000_000, True)
    assert scene.come(hall, "express", booklet="PB_E_5").bill == entered.bill


def test_without_a_fee_nobody_is_let_in_by_half(hall: Hall) -> None:
    assert refused(lambda: scene.come(hall, "express")).code == "fee_unknown"
    assert (Ticket.objects.count(), Applicant.objects.count(), Visit.objects.count()) == (0, 0, 0)
    assert Slot.objects.get(pool="express").taken == 0


def test_express_ends_at_its_hour_and_says_when_it_is(hall: Hall) -> None:
    no = refused(lambda: scene.come(hall, "express", at=NINE + timedelta(hours=2)))
    assert no.code == "express_late"
    with translation.override("id"):
        again = refused(lambda: scene.come(hall, "express", at=NINE + timedelta(hours=2)))
    assert "11.00" in str(again) and "08.00" in str(again)


def test_examination_begins_where_the_office_says(hall: Hall) -> None:
    stages.set_up_stages(hall.office)
    scene.set_figure(hall.office, "examination_stage", 3)
    scene.come(hall, "examined")
    assert Visit.objects.get().stage == Stage.objects.get(office=hall.office, position=3)


def test_a_full_window_is_followed_by_the_next_one_of_the_day(hall: Hall) -> None:
    scene.seats_of(hall.office, "priority", 1, window="B")
    labels = [scene.come(hall, nonce=f"{n}").walk_in.ticket.label for n in range(3)]
    assert labels == ["P-001", "P-002", "P-501"]
    late = Visit.objects.get(ticket__number=501)
    assert late.turn_at == Ticket.objects.get(number=501).arrives_at > NINE


def test_a_full_pool_says_so_with_the_next_time_and_leaves_nothing(hall: Hall) -> None:
    scene.seats_of(hall.office, "priority", 5, day=TUESDAY)
    for n in range(2):
        scene.come(hall, nonce=f"{n}")
    with translation.override("id"):
        no = refused(lambda: scene.come(hall, nonce="3"))
    assert str(no) == "Kuota prioritas hari ini habis. Berikutnya: Selasa, 24 November 2026, 08.00 WIB"
    assert no.data["next"].date == TUESDAY
    assert Applicant.objects.count() == Ticket.objects.count() == 2


def test_a_pool_that_an_office_has_not_says_that(hall: Hall) -> None:
    Slot.objects.filter(pool="walk_in").delete()
    no = refused(lambda: scene.come(hall, "examined"))
    assert (no.code, no.data["next"]) == ("pool_full", None)


def test_drafts_and_reserved_seats_are_not_given_at_the_door(hall: Hall) -> None:
    Slot.objects.filter(pool="priority").update(state="draft")
    Slot.objects.filter(pool="walk_in").update(reserved_for="opening:1")
    for reason in ("elderly", "examined"):
        assert refused(lambda reason=reason: scene.come(hall, reason)).code == "pool_full"  # type: ignore[misc]


def test_seats_of_the_door_are_not_booked_from_afar(hall: Hall) -> None:
    account = world.an_account()
    person, slot = world.a_person(account), scene.seats_of(hall.office, "priority", 5, day=TUESDAY)
    asked = (PersonRequest(person.pk, "new", "PB_E_10", "holiday"),)
    [outcome] = allocate([SeatRequest(slot.pk, account.pk, asked, "k", "web", account.pk)], NINE)
    assert outcome == Refused("at_the_office")


def test_nobody_books_with_a_person_who_has_no_name(hall: Hall) -> None:
    visitor = scene.come(hall).walk_in.ticket.applicant
    assert visitor is not None
    online = world.a_slot(hall.office, TUESDAY)
    asked = (PersonRequest(visitor.pk, "new", "PB_E_10", "holiday"),)
    [outcome] = allocate([SeatRequest(online.pk, visitor.account_id, asked, "k", "desk")], NINE)
    assert outcome == Refused("person_incomplete", (0,))


def test_only_those_who_work_there(hall: Hall) -> None:
    elsewhere = scene.a_hall(code="bitung", id=2)
    assert refused(lambda: scene.come(hall, by=elsewhere.gate)).code == "not_allowed"
    assert refused(lambda: scene.come(hall, nonce="")).code == "nothing_pressed"
    assert refused(lambda: scene.come(hall, "rich")).code == "unknown_reason"
    assert refused(lambda: scene.come(hall, service="yacht")).code == "unknown_service"


def test_a_press_that_was_taken_back_is_not_a_card_and_its_seat_is_free(hall: Hall) -> None:
    scene.an_express_fee()
    entered = scene.come(hall, "express")
    for _twice in range(2):
        undo(office=hall.office, check_in_ids=[entered.check_in.pk], reason="salah", by=hall.gate, now=NINE)
    assert refused(lambda: scene.come(hall, "express")).code == "taken_back"
    assert (Ticket.objects.get().state, Bill.objects.get().state) == ("cancelled", "void")
    assert (Visit.objects.count(), Slot.objects.get(pool="express").taken) == (0, 0)
    assert list(invariants.broken()) == list(onsite_invariants.broken(NINE)) == []
    assert scene.come(hall, "express", nonce="2").walk_in.ticket.label == "X-002"


def test_a_card_is_handed_back_until_somebody_is_called_or_named(hall: Hall) -> None:
    entered = scene.come(hall)
    card = {"office": hall.office, "ticket_id": entered.walk_in.ticket.public_id, "by": hall.gate}
    half_past = NINE + timedelta(minutes=30)
    Visit.objects.update(state="called", calls=1, counter=floor.a_counter(hall.office, 1))
    assert refused(lambda: hand_back(**card, now=half_past)).code == "undo_called"
    Visit.objects.update(state="waiting", calls=0, counter=None)
    for _twice in range(2):
        assert hand_back(**card, now=half_past).label == "P-001"
    assert (CheckIn.objects.filter(undone_at=None).count(), Slot.objects.get(pool="priority").taken) == (0, 0)
    named = scene.come(hall, nonce="2").walk_in.ticket
    Ticket.objects.filter(pk=named.pk).update(nik_last4="1234")
    assert refused(lambda: hand_back(**card | {"ticket_id": named.public_id}, now=half_past)).code == "card_is_named"
    assert list(invariants.broken()) == []


def test_what_can_be_had_now(hall: Hall) -> None:
    now = {one.reason.value: (one.left, one.is_open) for one in selectors.reasons_now(hall.office, now=NINE)}
    assert now == {
        "elderly": (2, True), "child": (2, True), "pregnant": (2, True), "disabled": (2, True), "express": (2, True),
        "examined": (2, True),
    }  # fmt: skip
    scene.set_figure(hall.office, "open_walk_in", 1)
    scene.come(hall, "open"), scene.come(hall, "open", nonce="2")
    later = {one.reason.value: one.refusal for one in selectors.reasons_now(hall.office, now=NINE)}
    assert later["elderly"] is None
    assert [later[one].code for one in ("open", "examined")] == ["pool_full"] * 2  # type: ignore[union-attr]


def test_the_rules_of_an_office_plan_and_release_these_seats() -> None:
    office = world.an_office()
    for pool in ("priority", "walk_in", "express"):
        rule = QuotaRule.objects.first()
        assert rule is not None
        rule.pk, rule.pool, rule.capacity = None, pool, 7
        rule.save()
    extend_horizon(NINE)
    release_due(NINE)
    found = Slot.objects.filter(office=office, date=scene.MONDAY, pool__in=scene.LETTERS)
    assert {(one.pool, one.letter, one.state, one.reserved_for, one.capacity) for one in found} == {
        (pool, letter, "released", "", 7) for pool, letter in scene.LETTERS.items()
    }
