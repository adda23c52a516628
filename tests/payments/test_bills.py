"""Issuing, paying at the counter, running out, taking back, and deciding what came late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.catalogue.models import Fee
from giliran.core.errors import Refusal
from giliran.core.types import NOBODY
from giliran.offices.models import PolicyValue
from giliran.payments import selectors
from giliran.payments.models import Bill
from giliran.payments.services import (
    decide_late,
    enter_receipt,
    expire_due,
    invariants,
    issue,
    issue_bill,
    note_refund,
    void_bill,
)
from tests.factories import payments, world
from tests.factories.payments import TEN, Counter, an_ntpn

pytestmark = pytest.mark.django_db

NEXT_WEEK = TEN + timedelta(days=7)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def lines(bill: Bill) -> list[tuple[str, int]]:
    return list(bill.lines.order_by("position").values_list("fee", "amount"))


def told(bill: Bill) -> list[str]:
    return list(Event.objects.filter(about=f"bill:{bill.code}").order_by("id").values_list("event", flat=True))


def pay(counter: Counter, bill: Bill, ntpn: str = "", *, now: datetime = TEN) -> Bill:
    return enter_receipt(bill=bill, ntpn=ntpn or an_ntpn(), by=counter.officer, now=now)


def test_a_bill_asks_for_the_fee_of_the_day(counter: Counter) -> None:
    bill = counter.bill()
    assert (bill.code[:9], len(bill.code), bill.code.isdecimal()) == ("820261123", 15, True)
    assert (bill.amount, lines(bill), bill.state) == (950_000, [("PB_E_10", 950_000)], "open")
    assert bill.expires_at == NEXT_WEEK
    assert (bill.registered_at, bill.register_due_at) == (TEN, None)
    assert told(bill) == ["payments.issued"]


def test_lost_and_express_are_added_line_by_line(counter: Counter) -> None:
    lost = counter.bill(service="lost")
    assert lines(lost) == [("PB_E_10", 950_000), ("BEBAN_HILANG", 1_000_000)]
    express = issue_bill(ticket=counter.ticket(), by=counter.officer, now=TEN, is_express=True)
    assert (lines(express), express.amount) == ([("PB_E_10", 950_000), ("PERCEPATAN", 1_000_000)], 1_950_000)
    assert express.is_express


def test_the_fee_is_that_of_the_offices_own_day(db: None) -> None:
    """In Jayapura Tuesday has begun while Jakarta still has Monday."""
    jayapura = payments.a_counter("jayapura", tz="Asia/Jayapura")
    Fee.objects.filter(code="PB_E_10").update(valid_to=date(2026, 11, 23))
    Fee.objects.create(
        code="PB_E_10", kind="booklet", name_id="Baru", name_en="New", validity_years=10, electronic=True, min_age=17,
        amount_idr=975_000, valid_from=date(2026, 11, 24), regulation="PP baru", seq=1,
    )  # fmt: skip
    half_past_ten = datetime.fromisoformat("2026-11-23T22:30:00+07:00")
    bill = jayapura.bill(now=half_past_ten)
    assert (bill.amount, bill.code[:9]) == (975_000, "820261124")


def test_without_a_fee_nothing_is_asked(counter: Counter) -> None:
    Fee.objects.filter(code="PB_E_10").update(valid_to=date(2026, 11, 22))
    assert refused(counter.bill).code == "fee_unknown"
    assert Bill.objects.count() == 0


def test_what_is_free_is_paid_at_once(counter: Counter) -> None:
    Fee.objects.filter(code="PB_E_10").update(amount_idr=0)
    bill = counter.bill()
    assert (bill.state, bill.method, bill.paid_at, bill.ntpn) == ("paid", "free", TEN, "")


def test_asking_twice_asks_once(counter: Counter) -> None:
    bill = counter.bill()
    again = issue_bill(ticket=bill.ticket, by=counter.officer, now=TEN + timedelta(hours=1))
    assert (again.pk, Bill.objects.count(), told(bill)) == (bill.pk, 1, ["payments.issued"])
    pay(counter, bill)
    paid = issue_bill(ticket=bill.ticket, by=counter.officer, now=TEN + timedelta(days=30))
    assert (paid.pk, paid.state) == (bill.pk, "paid")


def test_a_bill_that_ran_out_is_followed_by_another(counter: Counter) -> None:
    bill = counter.bill()
    assert issue_bill(ticket=bill.ticket, by=counter.officer, now=NEXT_WEEK - timedelta(seconds=1)).pk == bill.pk
    second = issue_bill(ticket=bill.ticket, by=counter.officer, now=NEXT_WEEK)
    bill.refresh_from_db()
    assert (second.pk != bill.pk, bill.state, second.state) == (True, "expired", "open")
    assert told(bill) == ["payments.issued", "payments.expired"]


def test_an_open_bill_becomes_express_and_a_paid_one_does_not(counter: Counter) -> None:
    plain = counter.bill()
    express = issue_bill(ticket=plain.ticket, by=counter.officer, now=TEN, is_express=True)
    plain.refresh_from_db()
    assert (plain.state, plain.reason, express.amount) == ("void", "express", 1_950_000)
    assert issue_bill(ticket=plain.ticket, by=counter.officer, now=TEN).pk == express.pk
    assert issue_bill(ticket=plain.ticket, by=counter.officer, now=TEN, is_express=True).pk == express.pk
    paid = pay(counter, counter.bill("Budi"))
    asked: dict[str, Any] = {"ticket": paid.ticket, "by": counter.officer, "now": TEN}
    assert refused(lambda: issue_bill(**asked, is_express=True)).code == "paid_without_express"


@pytest.mark.parametrize("state", ["cancelled", "moved", "missed"])
def test_a_ticket_that_is_over_gets_no_bill(counter: Counter, state: str) -> None:
    ticket = counter.ticket(state=state)
    assert refused(lambda: issue_bill(ticket=ticket, by=counter.officer, now=TEN)).code == "ticket_over"


def test_a_code_that_is_taken_is_drawn_again(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(issue, "_number", lambda: next(drawn))
    assert [counter.bill().code for _ in range(2)] == ["820261123000007", "820261123000008"]


def test_when_no_code_is_free_it_is_said(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue, "_number", lambda: 7)
    counter.bill()
    assert refused(counter.bill).code == "code_not_found"


def test_how_long_a_code_is_good_is_the_offices_to_say(counter: Counter) -> None:
    PolicyValue.objects.create(office=counter.office, key="bill_hours", value="2")
    assert counter.bill().expires_at == TEN + timedelta(hours=2)  # PY03


def test_a_moved_visit_takes_its_bill_along(counter: Counter) -> None:
    bill = pay(counter, counter.bill())
    old = bill.ticket
    new = a_moved_visit(counter, old)
    assert selectors.is_paid([new.pk]) == {new.pk}
    again = issue_bill(ticket=new, by=counter.officer, now=TEN)
    assert (again.pk, again.ticket_id, again.state) == (bill.pk, new.pk, "paid")
    assert selectors.bill_of(new) == bill
    assert selectors.is_paid([old.pk, new.pk]) == {new.pk}
    assert told(bill)[-1] == "payments.brought_along"


def a_moved_visit(counter: Counter, old: Ticket) -> Ticket:
    """The same person has another ticket now."""
    new = counter.ticket()
    Booking.objects.filter(pk=new.booking_id).update(moved_from=old.booking_id)
    Ticket.objects.filter(pk=old.pk).update(state="moved")
    Ticket.objects.filter(pk=new.pk).update(nik_hash=old.nik_hash)
    new.refresh_from_db()
    return new


@pytest.mark.parametrize(("was_paid", "is_paid"), [(True, False), (False, True), (True, True), (False, False)])
def test_bills_before_and_after_a_move_leave_one_that_counts(counter: Counter, was_paid: bool, is_paid: bool) -> None:
    """The first was asked for before the move, yet paid or opened again after the second was made."""
    first = counter.bill()
    Bill.objects.filter(pk=first.pk).update(state="expired")
    new = a_moved_visit(counter, first.ticket)
    second = issue_bill(ticket=new, by=counter.officer, now=TEN)
    Bill.objects.filter(pk=first.pk).update(state="open")
    for bill, paid in ((first, was_paid), (second, is_paid)):
        if paid:
            pay(counter, bill)
    standing = issue_bill(ticket=new, by=counter.officer, now=TEN)
    assert standing.pk == (first.pk if was_paid and not is_paid else second.pk)
    assert selectors.is_paid([new.pk]) == ({new.pk} if was_paid or is_paid else frozenset())
    ended = Bill.objects.filter(state="void").count()
    assert ended == (0 if was_paid and is_paid else 1)


def test_a_receipt_pays_the_bill(counter: Counter) -> None:
    bill = pay(counter, counter.bill(), "a1b2 c3d4-e5f6 g7h8")
    assert (bill.state, bill.ntpn, bill.method, bill.paid_at) == ("paid", "A1B2C3D4E5F6G7H8", "officer", TEN)
    assert bill.paid_by == counter.officer.user_id
    assert selectors.is_paid([bill.ticket_id, 999]) == {bill.ticket_id}
    line = Event.objects.get(about=f"bill:{bill.code}", event="payments.paid")
    assert (line.actor_id, line.office_id, line.data["ntpn"]) == (
        counter.officer.user_id, counter.office.pk, "A1B2C3D4E5F6G7H8",
    )  # fmt: skip


def test_the_same_receipt_again_changes_nothing(counter: Counter) -> None:
    bill = pay(counter, counter.bill(), "A1B2C3D4E5F6G7H8")
    again = pay(counter, bill, "A1B2C3D4E5F6G7H8", now=TEN + timedelta(hours=1))
    assert (again.paid_at, told(bill)) == (TEN, ["payments.issued", "payments.paid"])


@pytest.mark.parametrize("typed", ["", "A1B2C3D4E5F6G7H", "A1B2C3D4E5F6G7H89", "A1B2C3D4E5F6G7H*", "\x00" * 16])
def test_a_wrong_shape_is_said_at_the_field(counter: Counter, typed: str) -> None:
    fault = refused(lambda: enter_receipt(bill=counter.bill(), ntpn=typed, by=counter.officer, now=TEN))
    assert (fault.code, fault.field) == ("ntpn_shape", "ntpn")


def test_the_nik_is_no_receipt(counter: Counter) -> None:
    bill = counter.bill()
    blind, theirs = world.secrets.keyring().blind, bytes(bill.ticket.nik_hash)
    nik = next(nik for nik in map(world.a_nik, range(9000)) if blind(nik, "nik") == theirs)
    assert refused(lambda: pay(counter, bill, nik)).code == "ntpn_is_nik"
    assert not Event.objects.filter(data__icontains=nik).exists()


def test_a_receipt_serves_one_bill(counter: Counter) -> None:
    pay(counter, counter.bill(), "A1B2C3D4E5F6G7H8")
    other = counter.bill("Budi")
    fault = refused(lambda: pay(counter, other, "A1B2C3D4E5F6G7H8"))
    other.refresh_from_db()
    assert (fault.code, fault.field, other.state) == ("ntpn_used", "ntpn", "open")


def test_a_paid_bill_takes_no_second_receipt(counter: Counter) -> None:
    bill = pay(counter, counter.bill(), "A1B2C3D4E5F6G7H8")
    assert refused(lambda: pay(counter, bill, "B1B2C3D4E5F6G7H8")).code == "paid_already"


def test_nobody_pays_by_rows_that_do_not_agree(counter: Counter) -> None:
    bill = counter.bill()
    for changes in ({"state": "paid"}, {"ntpn": "A" * 16}, {"state": "paid", "paid_at": TEN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bill.objects.filter(pk=bill.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bill.objects.create(
            code="820261123999999", ticket=bill.ticket, office=bill.office, amount=0, created_at=TEN,
            expires_at=NEXT_WEEK, state_at=TEN,
        )  # fmt: skip


def test_the_tick_ends_what_ran_out_and_what_is_off(counter: Counter) -> None:
    out, off, paid = counter.bill(), counter.bill("Budi"), pay(counter, counter.bill("Cici"))
    fresh = counter.bill("Dedi", now=TEN + timedelta(hours=1))
    Ticket.objects.filter(pk=off.ticket_id).update(state="cancelled")
    assert [expire_due(NEXT_WEEK), expire_due(NEXT_WEEK)] == [2, 0]
    states = [Bill.objects.get(pk=one.pk).state for one in (out, off, paid, fresh)]
    assert states == ["expired", "expired", "paid", "open"]


def test_the_bill_of_a_cancelled_ticket_is_void(counter: Counter) -> None:
    off = counter.bill()
    Ticket.objects.filter(pk=off.ticket_id).update(state="cancelled")
    assert expire_due(TEN) == 1
    off.refresh_from_db()
    assert (off.state, told(off)[-1]) == ("void", "payments.voided")


def test_a_bill_is_made_void_with_a_reason_by_a_second_pair_of_eyes(counter: Counter) -> None:
    bill = counter.bill()
    with pytest.raises(PermissionDenied):
        void_bill(bill=bill, reason="Salah layanan", by=counter.officer, now=TEN)
    asked: dict[str, Any] = {"bill": bill, "by": counter.supervisor, "now": TEN}
    assert refused(lambda: void_bill(**asked, reason="  ")).field == "reason"
    assert void_bill(**asked, reason=" Salah   layanan ").reason == "Salah layanan"
    assert refused(lambda: void_bill(**asked, reason="Lagi")).code == "bill_void"
    paid = pay(counter, counter.bill("Budi"))
    late = {**asked, "bill": paid, "reason": "x"}
    assert refused(lambda: void_bill(**late)).code == "money_is_there"
    new = issue_bill(ticket=bill.ticket, by=counter.officer, now=TEN)
    assert (new.pk != bill.pk, new.state) == (True, "open")


def a_late_payment(counter: Counter) -> Bill:
    bill = counter.bill()
    expire_due(NEXT_WEEK)
    return pay(counter, bill, now=NEXT_WEEK)


def test_money_that_comes_late_waits_for_a_decision(counter: Counter) -> None:
    bill = a_late_payment(counter)
    assert (bill.state, selectors.is_paid([bill.ticket_id])) == ("paid_late", frozenset())
    assert issue_bill(ticket=bill.ticket, by=counter.officer, now=NEXT_WEEK).pk == bill.pk, "nobody is asked twice"
    with pytest.raises(PermissionDenied):
        decide_late(bill=bill, accept=True, reason="Bank tutup", by=counter.officer, now=NEXT_WEEK)
    asked: dict[str, Any] = {"bill": bill, "accept": True, "by": counter.supervisor, "now": NEXT_WEEK}
    assert refused(lambda: decide_late(**asked, reason="")).code == "reason_needed"
    paid = decide_late(**asked, reason="Bank tutup")
    assert (paid.state, paid.reason, selectors.is_paid([bill.ticket_id])) == ("paid", "Bank tutup", {bill.ticket_id})
    assert refused(lambda: decide_late(**asked, reason="Lagi")).code == "nothing_to_decide"


def test_late_money_ends_the_new_bill_or_is_given_back(counter: Counter) -> None:
    first = counter.bill()
    second = issue_bill(ticket=first.ticket, by=counter.officer, now=NEXT_WEEK)
    late = pay(counter, first, now=NEXT_WEEK)
    assert late.state == "paid_late"
    decide_late(bill=late, accept=True, reason="ya", by=counter.supervisor, now=NEXT_WEEK)
    second.refresh_from_db()
    assert (second.state, second.reason) == ("void", f"paid by {first.code}")


def test_late_money_beside_a_paid_bill_can_only_be_given_back(counter: Counter) -> None:
    first = counter.bill()
    second = issue_bill(ticket=first.ticket, by=counter.officer, now=NEXT_WEEK)
    pay(counter, second, now=NEXT_WEEK)
    late = pay(counter, first, now=NEXT_WEEK)
    asked: dict[str, Any] = {"bill": late, "reason": "dua kali", "by": counter.supervisor, "now": NEXT_WEEK}
    assert refused(lambda: decide_late(**asked, accept=True)).code == "ticket_paid_already"
    assert decide_late(**asked, accept=False).state == "refund"
    assert list(selectors.refunds_due(counter.office, counter.supervisor)) == [late]
    back: dict[str, Any] = {"bill": late, "by": counter.supervisor, "now": NEXT_WEEK}
    assert refused(lambda: note_refund(**back, reference=" ")).code == "reference_needed"
    done = note_refund(**back, reference=" SP2D 17 ")
    assert (done.state, done.refund_reference) == ("refunded", "SP2D 17")
    assert done.refunded_by_id == done.decided_by_id == counter.supervisor.user_id
    assert refused(lambda: note_refund(**back, reference="SP2D 18")).code == "nothing_to_refund"
    assert list(selectors.refunds_due(counter.office, counter.supervisor)) == list(invariants.broken()) == []
    assert selectors.bill_of(first.ticket) == second


def test_money_for_a_void_bill_is_not_lost(counter: Counter) -> None:
    bill = counter.bill()
    void_bill(bill=bill, reason="salah", by=counter.supervisor, now=TEN)
    assert pay(counter, bill).state == "paid_late"


def test_only_those_who_work_there_take_money(counter: Counter) -> None:
    bill, elsewhere = counter.bill(), payments.a_counter("bogor", id=2)
    for by in (elsewhere.officer, elsewhere.supervisor, world.actor_of(bill.ticket.account), NOBODY):
        with pytest.raises(PermissionDenied):
            issue_bill(ticket=bill.ticket, by=by, now=TEN)
        with pytest.raises(PermissionDenied):
            enter_receipt(bill=bill, ntpn=an_ntpn(), by=by, now=TEN)
        with pytest.raises(PermissionDenied):
            void_bill(bill=bill, reason="x", by=by, now=TEN)
        assert list(selectors.bills_of_day(counter.office, payments.MONDAY, by)) == []
        assert selectors.bill_at_desk(bill.code, counter.office, by) is None
        assert selectors.totals_of_day(counter.office, payments.MONDAY, by).bills == 0


def test_the_day_is_found_counted_and_searched(counter: Counter) -> None:
    open_, paid, other = counter.bill("Siti"), counter.bill("Budi Santoso"), counter.bill("Cici")
    pay(counter, paid, "A1B2C3D4E5F6G7H8")
    pay(counter, other, now=TEN + timedelta(days=1))
    day = list(selectors.bills_of_day(counter.office, payments.MONDAY, counter.officer))
    assert [one.pk for one in day] == [other.pk, paid.pk, open_.pk]
    assert [*selectors.bills_of_day(counter.office, payments.MONDAY, counter.officer, state="open")] == [open_]
    tuesday = payments.MONDAY + timedelta(days=1)
    assert [*selectors.bills_of_day(counter.office, tuesday, counter.officer)] == [other]
    totals = selectors.totals_of_day(counter.office, payments.MONDAY, counter.officer)
    assert [tuple(one) for one in totals.paid] == [("officer", 1, 950_000)]
    assert (totals.bills, totals.amount, totals.late) == (1, 950_000, None)
    for text in ("budi", paid.code, f"{paid.code[:5]} {paid.code[5:]}", "a1b2c3d4e5f6g7h8", paid.ticket.label):
        assert [*selectors.search_bills(counter.office, text, counter.officer)] == [paid], text
    assert [*selectors.search_bills(counter.office, " ", counter.officer)] == []
    late = a_late_payment(counter)
    assert [*selectors.late_bills(counter.office, counter.officer)] == [late]
    last = selectors.totals_of_day(counter.office, payments.MONDAY + timedelta(days=7), counter.officer)
    assert (last.bills, last.late and tuple(last.late)) == (0, ("officer", 1, 950_000))


def test_a_holder_sees_their_own(counter: Counter) -> None:
    bill = counter.bill()
    holder, stranger = world.actor_of(bill.ticket.account), world.actor_of(world.an_account("x@example.id"))
    booking = Booking.objects.select_related("slot").get(pk=bill.ticket.booking_id)
    assert selectors.bills_of_booking(booking, holder) == {bill.ticket_id: bill}
    assert selectors.bills_of_booking(booking, counter.officer) == {bill.ticket_id: bill}
    assert selectors.bills_of_booking(booking, stranger) == {}
    assert selectors.bill_for_holder(bill.code, holder) == bill
    assert selectors.bill_for_holder(bill.code, stranger) is None
    assert selectors.bill_for_holder(bill.code, NOBODY) is None


def test_broken_promises_are_named(counter: Counter) -> None:
    bill = counter.bill()
    with transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(amount=1)
        assert [*invariants.broken()] == [f"bill {bill.code}: 1 is asked for, its lines make 950000"]
        Bill.objects.filter(pk=bill.pk).update(
            amount=950_000, state="paid", method="officer", paid_at=TEN - timedelta(hours=1)
        )
        assert [*invariants.broken()] == [
            f"bill {bill.code}: paid without a receipt number", f"bill {bill.code}: paid before it was made",
        ]  # fmt: skip
        transaction.set_rollback(True)


def test_paying_asks_the_database_a_fixed_number_of_questions(
    counter: Counter, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    tickets = [counter.ticket(f"Orang {n}").pk for n in range(5)]
    for count in (1, 5):
        with django_assert_max_num_queries(2):
            assert selectors.is_paid(tickets[:count]) == frozenset()
