"""What payers are told, when, by which way, and what is not sent any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from giliran.accounts.models import User, Way
from giliran.booking.models import Booking, Ticket
from giliran.booking.states import TicketState
from giliran.notifications.letters import write_letter
from giliran.notifications.models import Message
from giliran.notifications.services import deliver_due
from giliran.offices.models import PolicyValue
from giliran.payments import gateways
from giliran.payments.gateways import Answer
from giliran.payments.models import Bill
from giliran.payments.policy import show_code
from giliran.payments.services import (
    decide_late,
    enter_receipt,
    expire_due,
    issue_bill,
    note_refund,
    register_due,
    void_bill,
)
from giliran.payments.services.remind import remind_due
from giliran.payments.states import State
from tests.factories.payments import TEN, Counter, an_ntpn
from tests.onsite import scene

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def by_mail(bill: Bill) -> list[Message]:
    return list(Message.objects.filter(key__startswith=f"bill:{bill.code}:", channel="email").order_by("id"))


def what(bill: Bill) -> list[str]:
    """What was told by e-mail, in order: the parts of the keys that say it."""
    return [one.key.split(":")[2] for one in by_mail(bill)]


def still_going(now: datetime) -> list[str]:
    """What would be sent by e-mail now."""
    deliver_due(now, only=["none"])  # what has expired is set aside
    queued = Message.objects.filter(channel="email", kind="payment", state="queued").order_by("id")
    return [one.key.split(":")[2] for one in queued]


def pay(counter: Counter, bill: Bill, now: datetime = TEN) -> Bill:
    return enter_receipt(bill=bill, ntpn=an_ntpn(), by=counter.officer, now=now)


@pytest.mark.parametrize(
    ("language", "subject", "until"),
    [
        ("id", "Harap dibayar sampai Senin, 30 November 2026, 10.00 WIB: Rp950.000", "Bayar sampai"),
        ("en", "To be paid until Monday, 30 November 2026, 10:00 WIB: Rp950.000", "Pay until"),
    ],
)
def test_a_bill_is_told_with_code_amount_and_until_when(
    counter: Counter, language: str, subject: str, until: str
) -> None:
    ticket = counter.ticket()
    User.objects.filter(pk=ticket.account_id).update(language=language)
    bill = issue_bill(ticket=Ticket.objects.get(pk=ticket.pk), by=counter.officer, now=TEN)
    [told] = by_mail(bill)
    letter = write_letter(told)
    assert letter.subject == subject
    for words in (show_code(bill.code), "Rp950.000", until, "Siti Rahma", f"/me/bookings/{ticket.booking.code}/"):
        assert words in letter.text
    assert (told.kind, told.about, told.expires_at) == ("payment", f"booking:{ticket.booking.code}", TEN + WEEK)
    assert issue_bill(ticket=ticket, by=counter.officer, now=TEN).pk == bill.pk
    assert what(bill) == ["asked"]


def test_whoever_pays_is_told_where_the_receipt_is_and_nothing_older_is_sent(counter: Counter) -> None:
    bill = pay(counter, counter.bill())
    assert what(bill) == ["asked", "paid"]
    assert still_going(TEN) == ["paid"]
    assert bill.ntpn in write_letter(by_mail(bill)[1]).text
    assert (
        Message.objects.get(key=by_mail(bill)[1].key + ":inbox")
        .data["url"]
        .endswith(f"/me/bookings/{bill.ticket.booking.code}/")
    )


def test_another_bill_of_the_party_is_still_told(counter: Counter) -> None:
    first, second = scene.a_party(counter.slot, "Siti Rahma", "Budi Santoso")
    bill, other = (issue_bill(ticket=one, by=counter.officer, now=TEN) for one in (first, second))
    pay(counter, bill)
    assert (what(bill), what(other)) == (["asked", "paid"], ["asked"])
    assert sorted(still_going(TEN)) == ["asked", "paid"]


def test_a_day_before_it_runs_out_its_person_is_reminded_once(counter: Counter) -> None:
    bill, paid = counter.bill(), pay(counter, counter.bill("Budi"))
    just_before = bill.expires_at - DAY - timedelta(seconds=1)
    assert [remind_due(just_before), remind_due(bill.expires_at - DAY), remind_due(bill.expires_at - DAY)] == [0, 1, 0]
    assert (what(bill), what(paid)) == (["asked", "running_out"], ["asked", "paid"])
    assert by_mail(bill)[1].expires_at == bill.expires_at
    pay(counter, bill, bill.expires_at - timedelta(hours=1))
    assert "running_out" not in still_going(bill.expires_at - timedelta(hours=1))


@pytest.mark.parametrize("case", ["short", "cancelled", "unregistered", "over"])
def test_nobody_is_reminded_in_vain(counter: Counter, case: str) -> None:
    if case == "short":
        PolicyValue.objects.create(office=counter.office, key="bill_hours", value="24")
    bill = counter.bill()
    if case == "cancelled":
        Ticket.objects.filter(pk=bill.ticket_id).update(state=TicketState.CANCELLED)
    if case == "unregistered":
        Bill.objects.filter(pk=bill.pk).update(registered_at=None)
    assert remind_due(bill.expires_at if case == "over" else bill.expires_at - timedelta(hours=2)) == 0


def test_when_it_has_run_out_its_person_reads_what_to_do(counter: Counter) -> None:
    bill = counter.bill()
    remind_due(bill.expires_at - DAY)
    assert expire_due(bill.expires_at) == 1
    assert what(bill) == ["asked", "running_out", "ran_out"]
    assert still_going(bill.expires_at) == ["ran_out"]
    assert counter.office.name in write_letter(by_mail(bill)[2]).text
    late = pay(counter, bill, bill.expires_at + DAY)
    assert (late.state, still_going(bill.expires_at + DAY)) == (State.PAID_LATE, ["late"])
    decide_late(bill=late, accept=True, reason="Banknya terlambat", by=counter.supervisor, now=bill.expires_at + DAY)
    assert still_going(bill.expires_at + DAY) == ["paid"]


@pytest.mark.parametrize("end", ["void", "cancelled", "express"])
def test_a_bill_that_is_taken_back_is_not_told_any_more(counter: Counter, end: str) -> None:
    bill = counter.bill()
    if end == "void":
        void_bill(bill=bill, reason="Salah orang", by=counter.supervisor, now=TEN)
    elif end == "cancelled":
        Ticket.objects.filter(pk=bill.ticket_id).update(state=TicketState.CANCELLED)
        expire_due(TEN)
    else:
        again = issue_bill(ticket=bill.ticket, by=counter.officer, now=TEN, is_express=True)
        assert (what(again), by_mail(again)[0].expires_at) == (["asked"], again.expires_at)
    assert what(bill) == ["asked", "void"]
    assert still_going(TEN) == (["void", "asked"] if end == "express" else ["void"])
    assert "jangan" in write_letter(by_mail(bill)[1]).subject.lower()


def test_money_that_is_given_back_is_told_at_every_step(counter: Counter) -> None:
    bill = counter.bill()
    void_bill(bill=bill, reason="Salah orang", by=counter.supervisor, now=TEN)
    late = pay(counter, bill)
    decide_late(bill=late, accept=False, reason="Salah orang", by=counter.supervisor, now=TEN)
    note_refund(bill=late, reference="SP2D-2026-17", by=counter.supervisor, now=TEN + DAY)
    assert what(bill) == ["asked", "void", "late", "refund", "refunded"]
    assert still_going(TEN + DAY) == ["refunded"]
    texts = [write_letter(one).text for one in by_mail(bill)[2:]]
    assert [words in text for words, text in zip(("dua kali", "rekening", "SP2D-2026-17"), texts, strict=True)] == [
        True
    ] * 3


def test_a_bill_that_came_along_from_another_visit_falls_silent_too(counter: Counter) -> None:
    bill = counter.bill()
    new = counter.ticket()
    Booking.objects.filter(pk=new.booking_id).update(moved_from=bill.ticket.booking_id)
    Ticket.objects.filter(pk=bill.ticket_id).update(state="moved")
    Ticket.objects.filter(pk=new.pk).update(nik_hash=bill.ticket.nik_hash)
    assert issue_bill(ticket=new, by=counter.officer, now=TEN).pk == bill.pk
    pay(counter, Bill.objects.get(pk=bill.pk))
    assert still_going(TEN) == ["paid"]


def test_a_code_is_told_once_a_bank_takes_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        knows_at_once = False
        answers = iter(["down", "registered"])

        def register(self, _bill: object) -> Answer:
            return Answer(next(self.answers), "")

    slow = Slow()
    monkeypatch.setattr(gateways, "gateway", lambda: slow)
    bill, later = counter.bill(), TEN + timedelta(hours=1)
    assert (register_due(TEN), what(bill)) == (1, [])
    assert (register_due(later), what(bill)) == (1, ["asked"])


def test_whoever_does_not_want_it_is_not_told(counter: Counter) -> None:
    ticket = counter.ticket()
    account = User.objects.get(pk=ticket.account_id)
    Way.objects.create(
        account=account, channel="email", address=account.email, asked_at=TEN, consented_at=TEN, unwanted=["payment"]
    )
    bill = issue_bill(ticket=ticket, by=counter.officer, now=TEN)
    assert by_mail(bill) == []
    assert Message.objects.filter(key=f"bill:{bill.code}:asked:inbox").exists()
