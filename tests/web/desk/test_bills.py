"""Bills at the desk: asked for, paid by a receipt, made void, decided; what does not fit is said."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from giliran.core.errors import Refusal
from giliran.payments.models import Bill, GatewayCall
from giliran.payments.services import enter_receipt, expire_due, register_due, take_callback, void_bill
from tests.factories import payments, world
from tests.factories.payments import MONDAY, SECRET, TEN, Counter, a_call, signed

pytestmark = pytest.mark.django_db

NTPN = "A1B2C3D4E5F6G7H8"
NEXT_WEEK = TEN + timedelta(days=7)


@pytest.fixture
def counter(db: None) -> Iterator[Counter]:
    with time_machine.travel(TEN, tick=False):
        yield payments.a_counter()


class Desk:
    """Somebody in a role, who reads a language."""

    def __init__(self, counter: Counter, role: str = "counter", language: str = "en") -> None:
        self.office = counter.office
        self.client = world.sign_in(
            Client(), world.staff_member(role, counter.office, email=f"{role}2@example.id"), second_factor=True
        )
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.office.code, *args])

    def get(self, name: str, *args: Any, **query: str) -> Any:
        return self.client.get(self.url(name, *args), query)

    def post(self, name: str, *args: Any, follow: bool = True, **data: str) -> Any:
        return self.client.post(self.url(name, *args), data, follow=follow)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def pdf_text(answer: Any) -> str:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(text.split())


def test_from_the_booking_to_the_receipt(counter: Counter) -> None:
    desk, ticket = Desk(counter), counter.ticket()
    page = html(desk.get("desk_booking", ticket.booking.code))
    assert "Ask for payment" in page
    asked = desk.post("desk_bill_new", ticket=ticket.public_id)
    bill = Bill.objects.get()
    assert asked.redirect_chain == [(desk.url("desk_bill", bill.code), 302)]
    shown = f"{bill.code[:5]} {bill.code[5:10]} {bill.code[10:]}"
    assert [words in html(asked) for words in (shown, "Rp950.000", "Monday, 30 November 2026, 10:00 WIB")] == [True] * 3
    again = desk.post("desk_bill_new", ticket=ticket.public_id)
    assert (again.redirect_chain[0][0], Bill.objects.count()) == (desk.url("desk_bill", bill.code), 1)
    assert shown in html(desk.get("desk_booking", ticket.booking.code))
    slip = pdf_text(desk.get("desk_bill_slip", bill.code))
    assert [words in slip for words in (shown, "Rp950.000", "Senin, 30 November 2026, 10.00 WIB")] == [True] * 3

    paid = desk.post("desk_bill", bill.code, ntpn="a1b2 c3d4 e5f6 g7h8")
    assert [str(one) for one in paid.context["messages"]] == [f"The payment is on record: {NTPN}."]
    assert "Print the receipt" in html(paid)
    assert NTPN in pdf_text(desk.get("desk_bill_receipt", bill.code))
    assert desk.get("desk_bill_slip", bill.code).status_code == 404
    assert "Ask for payment" not in html(desk.get("desk_booking", ticket.booking.code))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "16 letters and digits"),
        ("A1B2", "16 letters and digits"),
        ("B1B2C3D4E5F6G7H8", "stands on another bill already"),
    ],
)
def test_a_wrong_number_is_said_at_its_field_and_stays(counter: Counter, typed: str, sentence: str) -> None:
    enter_receipt(bill=counter.bill("Budi"), ntpn="B1B2C3D4E5F6G7H8", by=counter.officer, now=TEN)
    bill = counter.bill()
    answer = Desk(counter).post("desk_bill", bill.code, ntpn=typed)
    page = html(answer)
    assert (answer.status_code, sentence in page) == (422, True)
    assert f'value="{typed}"' in page or not typed
    bill.refresh_from_db()
    assert bill.state == "open"


def test_who_is_second_reads_what_the_first_has_done(counter: Counter) -> None:
    bill = counter.bill()
    enter_receipt(bill=bill, ntpn="B1B2C3D4E5F6G7H8", by=counter.officer, now=TEN)
    answer = Desk(counter).post("desk_bill", bill.code, ntpn=NTPN)
    assert answer.status_code == 422
    assert "paid already, with another receipt number" in html(answer)
    assert "B1B2C3D4E5F6G7H8" in html(answer)


def test_the_day_has_its_bills_and_totals(counter: Counter) -> None:
    desk = Desk(counter)
    assert "No bills on this day" in html(desk.get("desk_bills"))
    open_, paid = counter.bill(), counter.bill("Budi Santoso")
    enter_receipt(bill=paid, ntpn=NTPN, by=counter.officer, now=TEN)
    page = html(desk.get("desk_bills"))
    assert [words in page for words in ("Siti Rahma", "Budi Santoso", "To be paid", "1 bill")] == [True] * 4
    assert desk.get("desk_bills", show="open").context["page"].object_list[0] == open_
    assert desk.get("desk_bills", date="2026-11-24").context["lines"] == []
    assert desk.get("desk_bills", date="nonsense", show="?", page="x").context["wanted"].day == MONDAY
    assert desk.get("desk_bills", q=paid.code).headers["Location"] == desk.url("desk_bill", paid.code)
    assert [one.bill for one in desk.get("desk_bills", q="budi").context["lines"]] == [paid]
    assert "No bill found" in html(desk.get("desk_bills", q="zzzz"))
    assert "No late payment waits" in html(desk.get("desk_bills", show="late"))


def test_late_money_is_decided_by_a_second_pair_of_eyes(counter: Counter) -> None:
    bill = counter.bill()
    with time_machine.travel(NEXT_WEEK, tick=False):
        expire_due(NEXT_WEEK)
        desk, boss = Desk(counter), Desk(counter, "supervisor")
        told = desk.post("desk_bill", bill.code, ntpn=NTPN)
        assert "it came late. A supervisor decides" in html(told)
        assert "Ask them now" in html(told)
        assert desk.get("desk_bill_decide", bill.code).status_code == 403
        assert "1 late payment waits for a decision" in html(boss.get("desk_bills"))
        page = html(boss.get("desk_bill", bill.code))
        assert boss.url("desk_bill_decide", bill.code) in page
        without = boss.post("desk_bill_decide", bill.code)
        assert (without.status_code, "Choose what becomes of the money." in html(without)) == (422, True)
        silent = boss.post("desk_bill_decide", bill.code, what="accept", reason=" ")
        assert (silent.status_code, "Say why." in html(silent)) == (422, True)
        done = boss.post("desk_bill_decide", bill.code, what="accept", reason="Bank tutup")
        assert "The payment counts: the ticket is paid." in html(done)
        again = boss.post("desk_bill_decide", bill.code, what="refund", reason="Bank tutup")
        assert (again.status_code, "no late payment to decide" in html(again)) == (422, True)


def test_money_is_given_back_in_two_steps_and_the_head_and_headquarters_see_it_wait(counter: Counter) -> None:
    bill = counter.bill()
    void_bill(bill=bill, reason="Salah", by=counter.supervisor, now=TEN)
    desk, boss = Desk(counter), Desk(counter, "supervisor")
    assert "Money that comes all the same" not in html(boss.get("desk_bill", bill.code)), "no gateway to wait for"
    desk.post("desk_bill", bill.code, ntpn=NTPN)
    today = boss.client.get(f"/office/{counter.office.code}/")
    assert "1 late payment waits for a decision." in html(today)
    told = boss.post("desk_bill_decide", bill.code, what="refund", reason="Salah orang")
    assert boss.url("desk_bill_refund", bill.code) in html(told) and "Ask the treasury" in html(told)
    assert "A supervisor or the head enters" in html(desk.get("desk_bill", bill.code))
    assert desk.get("desk_bill_refund", bill.code).status_code == 403
    listed = boss.get("desk_bills", show="refund")
    assert [one.bill for one in listed.context["lines"]] == [bill]
    assert "1 payment is to be given back." in html(boss.client.get(f"/office/{counter.office.code}/"))
    assert boss.post("desk_bill_refund", bill.code, reference="").status_code == 422
    done = boss.post("desk_bill_refund", bill.code, reference="SP2D-17")
    assert "Money given back" in html(done) and "SP2D-17" in html(done)
    assert "Nothing is to be given back" in html(boss.get("desk_bills", show="refund"))


def test_a_bill_is_made_void_and_another_takes_its_place(counter: Counter) -> None:
    bill = counter.bill()
    assert Desk(counter).get("desk_bill_void", bill.code).status_code == 403
    boss = Desk(counter, "supervisor")
    assert boss.post("desk_bill_void", bill.code, reason="").status_code == 422
    done = boss.post("desk_bill_void", bill.code, reason="Salah layanan")
    assert ("The bill is void." in html(done), "Salah layanan" in html(done)) == (True, True)
    assert boss.post("desk_bill_void", bill.code, reason="Lagi").status_code == 422
    new = boss.post("desk_bill_new", ticket=bill.ticket.public_id)
    assert "Other bills of this ticket" in html(new)


def test_the_express_fee_is_added_before_payment(counter: Counter) -> None:
    bill, desk = counter.bill(), Desk(counter)
    express = desk.post("desk_bill_new", ticket=bill.ticket.public_id, express="1")
    assert "Rp1.950.000" in html(express)
    paid = counter.bill("Budi")
    enter_receipt(bill=paid, ntpn=NTPN, by=counter.officer, now=TEN)
    late = desk.post("desk_bill_new", ticket=paid.ticket.public_id, express="1")
    assert "only be chosen before payment" in html(late)


def test_a_call_that_does_not_fit_is_looked_at(counter: Counter, settings: Settings) -> None:
    settings.PAYMENT_SECRET = SECRET
    bill = counter.bill()
    body = a_call(bill.code, 1, NTPN)
    with pytest.raises(Refusal):
        take_callback(body=body, headers=signed(body), now=TEN)
    desk, boss, call = Desk(counter), Desk(counter, "head"), GatewayCall.objects.get()
    assert "The gateway reported money that does not fit" in html(desk.get("desk_bills"))
    assert "Say what came of it" not in html(desk.get("desk_bill", bill.code))
    assert "Say what came of it" in html(boss.get("desk_bill", bill.code))
    assert boss.post("desk_bill_call", bill.code, call.pk, reason="").status_code == 422
    done = boss.post("desk_bill_call", bill.code, call.pk, reason="Bank salah kirim")
    assert "Bank salah kirim" in html(done)
    assert "does not fit" not in html(desk.get("desk_bills"))
    assert boss.get("desk_bill_call", bill.code, 9999).status_code == 404


def test_a_bill_that_the_gateway_does_not_know_says_so(counter: Counter, settings: Settings) -> None:
    settings.PAYMENT_URL = "http://127.0.0.1:1/"
    bill, desk = counter.bill(), Desk(counter)
    assert "Not yet registered at the payment gateway" in html(desk.get("desk_bill", bill.code))
    register_due(TEN)
    assert "is tried again by itself at 10:00 WIB" in html(desk.get("desk_bill", bill.code))


@pytest.mark.parametrize("role", ["gate", "cs"])
def test_who_may_take_money(counter: Counter, role: str) -> None:
    bill, desk = counter.bill(), Desk(counter, role)
    expected = 403 if role == "gate" else 200
    assert desk.get("desk_bills").status_code == expected
    assert desk.get("desk_bill", bill.code).status_code == expected
    page = html(desk.get("desk_booking", bill.ticket.booking.code))
    assert ("Payment" in page, desk.url("desk_bill", bill.code) in page) == (role != "gate", role != "gate")


def test_bills_of_another_office_are_not_there(counter: Counter) -> None:
    other = payments.a_counter("bogor", id=2)
    bill, desk = other.bill(), Desk(counter)
    assert desk.get("desk_bill", bill.code).status_code == 404
    assert desk.get("desk_bill", "x" * 40).status_code == 404
    assert desk.post("desk_bill_new", ticket=bill.ticket.public_id).status_code == 404


def test_every_page_speaks_indonesian(counter: Counter) -> None:
    bill, desk = counter.bill(), Desk(counter, "supervisor", "id")
    assert "Kode billing" in html(desk.get("desk_bills"))
    page = html(desk.get("desk_bill", bill.code))
    assert [words in page for words in ("Batas pembayaran", "Senin, 30 November 2026, 10.00 WIB")] == [True] * 2
    assert "Batalkan tagihan ini" in html(desk.get("desk_bill_void", bill.code))


def test_the_list_asks_the_database_the_same_at_3_rows_as_at_30(
    counter: Counter, django_assert_max_num_queries: Callable[[int], Any], django_assert_num_queries: Any
) -> None:
    desk = Desk(counter)
    for number in range(3):
        counter.bill(f"Orang {number}")
    with django_assert_max_num_queries(12) as few:
        desk.get("desk_bills")
    for number in range(3, 30):
        counter.bill(f"Orang {number}")
    with django_assert_num_queries(len(few)):
        desk.get("desk_bills")
    with django_assert_max_num_queries(14):
        desk.get("desk_bill", Bill.objects.order_by("-pk")[0].code)
