"""Codes, amounts in words, and what a payment does to a bill."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giliran.payments import policy
from giliran.payments.policy import BillNow, Fee
from giliran.payments.states import LIVE, MOVES, State

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
BOOKLET, LOST, EXPRESS = Fee("PB_E_10", 950_000), Fee("BEBAN_HILANG", 1_000_000), Fee("PERCEPATAN", 1_000_000)


def test_a_code_has_the_day_in_it_and_fifteen_digits() -> None:
    assert policy.new_code(date(2026, 11, 23), 4711) == "820261123004711"
    assert policy.show_code("820261123004711") == "82026 11230 04711"


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)), st.integers(0, 999_999))
def test_every_code_is_read_as_it_is_shown(day: date, number: int) -> None:
    code = policy.new_code(day, number)
    assert len(code) == 15
    assert policy.parse_code(policy.show_code(code)) == policy.parse_code(f" {code[:4]}-{code[4:]} ") == code


@pytest.mark.parametrize("text", ["", "82026112300471", "8202611230047111", "920261123004711", "8２0261123004711", "x"])
def test_what_is_no_code(text: str) -> None:
    assert policy.parse_code(text) is None


@pytest.mark.parametrize(
    ("typed", "ntpn"),
    [
        ("a1b2c3d4e5f6g7h8", "A1B2C3D4E5F6G7H8"),
        (" A1B2 C3D4-E5F6.G7H8 ", "A1B2C3D4E5F6G7H8"),
        ("A1B2C3D4E5F6G7H", None),
        ("A1B2C3D4E5F6G7H89", None),
        ("A1B2C3D4E5F6G7Ü8", None),
        ("A1B2C3D4E5F6G7H!", None),
        ("", None),
    ],
)
def test_a_receipt_number_has_sixteen_signs(typed: str, ntpn: str | None) -> None:
    assert policy.parse_ntpn(typed) == ntpn


@pytest.mark.parametrize(
    ("price", "is_express", "lines"),
    [
        ([BOOKLET], False, [BOOKLET]),
        ([BOOKLET], True, [BOOKLET, EXPRESS]),
        ([BOOKLET, LOST], False, [BOOKLET, LOST]),
        ([BOOKLET, LOST], True, [BOOKLET, LOST, EXPRESS]),
        ([BOOKLET, EXPRESS], True, [BOOKLET, EXPRESS]),  # the express service: once
        ([], True, []),
    ],
)
def test_what_a_bill_holds(price: list[Fee], is_express: bool, lines: list[Fee]) -> None:
    assert policy.lines_of(price, {"PERCEPATAN": 1_000_000}, is_express=is_express) == lines


def test_without_an_express_fee_on_that_day_nothing_is_asked() -> None:
    assert policy.lines_of([BOOKLET], {}, is_express=True) == []
    assert policy.lines_of([BOOKLET], {}, is_express=False) == [BOOKLET]


BEFORE, AFTER = NOON - timedelta(seconds=1), NOON


@pytest.mark.parametrize(
    ("state", "paid_at", "has_other", "verdict"),
    [
        ("open", BEFORE, False, "paid"),
        ("open", AFTER, False, "paid_late"),
        ("expired", BEFORE, False, "paid"),  # the news was late, the money was not
        ("expired", AFTER, False, "paid_late"),
        ("expired", BEFORE, True, "paid_late"),
        ("void", BEFORE, False, "paid_late"),
        ("void", AFTER, True, "paid_late"),
    ],
)
def test_money_is_never_lost(state: str, paid_at: datetime, has_other: bool, verdict: str) -> None:
    assert policy.judge(BillNow(state, NOON), "A" * 16, paid_at, has_other=has_other) == verdict


@pytest.mark.parametrize("state", ["paid", "paid_late", "refund"])
def test_a_bill_with_money_takes_no_other(state: str) -> None:
    bill = BillNow(state, NOON, "A" * 16)
    assert policy.judge(bill, "A" * 16, AFTER, has_other=False) == "known"
    assert policy.judge(bill, "B" * 16, BEFORE, has_other=False) == "paid_already"


@given(st.sampled_from(State), st.datetimes(timezones=st.just(UTC)), st.booleans())
def test_what_a_payment_does_is_an_allowed_move(state: State, paid_at: datetime, has_other: bool) -> None:
    verdict = policy.judge(BillNow(state, NOON), "A" * 16, paid_at, has_other=has_other)
    assert verdict == "paid_already" or State(verdict) in MOVES[state]
    assert not (verdict == "paid" and has_other), "two live bills of a ticket"
    assert State.PAID in LIVE


@pytest.mark.parametrize(
    ("state", "code"),
    [("open", ""), ("expired", "bill_expired"), ("void", "bill_void"), ("paid", "money_is_there"),
     ("paid_late", "money_is_there"), ("refund", "money_is_there")],
)  # fmt: skip
def test_only_what_nobody_has_paid_is_made_void(state: str, code: str) -> None:
    assert policy.refuse_void(state) == code
    assert (State.VOID in MOVES[State(state)]) == (code == "")


def test_a_late_payment_is_decided_once_and_no_ticket_paid_twice() -> None:
    assert policy.refuse_decision("paid_late", accept=True, other_is_paid=False) == ""
    assert policy.refuse_decision("paid_late", accept=True, other_is_paid=True) == "ticket_paid_already"
    assert policy.refuse_decision("paid_late", accept=False, other_is_paid=True) == ""
    for state in set(State) - {State.PAID_LATE}:
        assert policy.refuse_decision(state, accept=False, other_is_paid=False) == "nothing_to_decide"


def test_whose_visit_is_over_is_asked_for_nothing() -> None:
    said = {state: policy.refuse_issue(state) for state in ("confirmed", "attended", "cancelled", "moved", "missed")}
    over = dict.fromkeys(("cancelled", "moved", "missed"), "ticket_over")
    assert said == {"confirmed": "", "attended": "", **over}


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (11, "sebelas", "eleven"),
        (15, "lima belas", "fifteen"),
        (42, "empat puluh dua", "forty-two"),
        (100, "seratus", "one hundred"),
        (1_000, "seribu", "one thousand"),
        (1_100, "seribu seratus", "one thousand one hundred"),
        (11_000, "sebelas ribu", "eleven thousand"),
        (101_000, "seratus satu ribu", "one hundred one thousand"),
        (350_000, "tiga ratus lima puluh ribu", "three hundred fifty thousand"),
        (950_000, "sembilan ratus lima puluh ribu", "nine hundred fifty thousand"),
        (1_000_000, "satu juta", "one million"),
        (
            2_350_017,
            "dua juta tiga ratus lima puluh ribu tujuh belas",
            "two million three hundred fifty thousand seventeen",
        ),
        (10**9, "satu miliar", "one billion"),
    ],
)
def test_amounts_in_words(amount: int, indonesian: str, english: str) -> None:
    assert policy.amount_words(amount, "id") == f"{indonesian} rupiah"
    assert policy.amount_words(amount, "en") == f"{english} rupiah"


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_different_amounts_have_different_words(one: int, other: int) -> None:
    assert (policy.amount_words(one, "id") == policy.amount_words(other, "id")) == (one == other)


@pytest.mark.parametrize("amount", [-1, 10**15])
def test_amounts_beyond_all_measure(amount: int) -> None:
    with pytest.raises(ValueError):
        policy.amount_words(amount, "id")


SECRET, BODY = "secret", b'{"event":"1"}'
STAMP = str(int(NOON.timestamp()))


def fault(timestamp: str = STAMP, signature: str | None = None, body: bytes = BODY, now: datetime = NOON) -> str:
    return policy.fault_of_call(
        SECRET, timestamp, policy.signature_of(SECRET, timestamp, BODY) if signature is None else signature, body, now
    )


def test_a_signed_call_is_believed_for_five_minutes() -> None:
    assert fault() == ""
    assert fault(signature=policy.signature_of(SECRET, STAMP, BODY).upper()) == ""
    assert fault(now=NOON + timedelta(minutes=5)) == fault(now=NOON - timedelta(minutes=5)) == ""
    assert fault(now=NOON + timedelta(minutes=5, seconds=1)) == "call_stale"
    assert fault(now=NOON - timedelta(minutes=5, seconds=1)) == "call_stale"


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"signature": ""},
        {"signature": policy.signature_of("other", STAMP, BODY)},
        {"signature": policy.signature_of(SECRET, str(int(STAMP) + 1), BODY)},
        {"signature": "\u00e4" * 64},
    ],
)
def test_a_forged_call_is_not(changed: dict[str, object]) -> None:
    assert fault(**changed) == "call_unsigned"  # type: ignore[arg-type]


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "1e9", "9" * 30, "١٢٣"])
def test_a_signed_call_without_a_moment_is_stale(timestamp: str) -> None:
    assert fault(timestamp) == "call_stale"


def test_patience_with_a_gateway_doubles_and_ends() -> None:
    pauses = [policy.pause_after(tries).total_seconds() for tries in (0, 1, 2, 3, 7, 8, 900)]
    assert pauses == [30, 30, 60, 120, 1800, 1800, 1800]
