from __future__ import annotations

import base64
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from giliran.booking.ticket import codec
from giliran.booking.ticket.codec import TicketClaim, UnreadableTicket
from giliran.core.secrets import Keyring

REASONS = {"not_ours", "cut_off", "unknown_key", "forged", "damaged"}


def _fixed_keyring(*ids: int) -> Keyring:
    keys = {str(id_): base64.b64encode(bytes([id_]) * 32).decode() for id_ in ids}
    return Keyring({"django": "x", "blind": "", "field": {}, "ticket": keys})


KEYRING = _fixed_keyring(1, 7)
PUBLIC = KEYRING.ticket_public_keys()
SAMPLE = TicketClaim("0123456789abcdef", 3, date(2026, 11, 27), 480, 720, 495, "A", 12)
TEXT = codec.sign(SAMPLE, KEYRING)


@st.composite
def claims(draw: st.DrawFn) -> TicketClaim:
    starts = draw(st.integers(0, 1440))
    return TicketClaim(
        ticket_id=draw(st.binary(min_size=8, max_size=8)).hex(),
        office_id=draw(st.integers(0, 65535)),
        date=draw(st.dates(date(2020, 1, 1), date(2199, 6, 6))),
        starts_minute=starts,
        ends_minute=draw(st.integers(starts, 1440)),
        arrival_minute=draw(st.integers(0, 1440)),
        label_letter=draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        label_number=draw(st.integers(1, 65535)),
    )


def reason_of(text: str, keys: dict[int, bytes] = PUBLIC) -> str:
    with pytest.raises(UnreadableTicket) as caught:
        codec.read(text, keys)
    return caught.value.reason


@given(claims())
def test_what_is_signed_is_read(claim: TicketClaim) -> None:
    text = codec.sign(claim, KEYRING)
    assert (codec.read(text, PUBLIC), len(text)) == (claim, 143)


@given(st.integers(0, 87 * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    raw = bytearray(base64.b32decode(TEXT[3:] + "===="))
    raw[bit // 8] ^= 1 << bit % 8
    changed = codec.PREFIX + base64.b32encode(raw).decode().rstrip("=")
    expected = "damaged" if bit // 8 == 0 else "unknown_key" if bit // 8 == 1 else "forged"
    assert reason_of(changed) == expected


@pytest.mark.parametrize("last", [sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if sign != TEXT[-1]])
def test_spare_bits_carry_nothing(last: str) -> None:
    assert reason_of(TEXT[:-1] + last) in {"damaged", "forged"}


@given(st.integers(0, len(TEXT) - 1))
def test_a_piece_is_not_a_ticket(length: int) -> None:
    assert reason_of(TEXT[:length]) == ("cut_off" if length >= 2 else "not_ours")


@given(st.text(max_size=400) | st.text(alphabet="G1:ABC234]Q\r\n ", max_size=400))
@example("🙂" * 10_000)
@example("A" * 10_000)
@example("G1:" + "A" * 10_000)
@example("G1:" + "شكرا")
@example("G1:" + "ı" * 140)
@example(TEXT[:-1] + "ß")
@example("")
@example("8991002101234")
@example("https://example.org/G1:")
def test_arbitrary_text_is_refused_calmly(text: str) -> None:
    assert reason_of(text) in REASONS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_ours"),
        ("8991002101234", "not_ours"),
        ("G1234-99", "not_ours"),
        ("🙂" * 10_000, "not_ours"),
        ("G1:🙂" * 10_000, "damaged"),
        ("G1:" + "A" * 10_000, "damaged"),
        ("G1:0" + TEXT[4:], "damaged"),
        (TEXT + "A", "damaged"),
        (TEXT[:70], "cut_off"),
    ],
)
def test_reasons(text: str, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        f"  {TEXT}\r\n",
        TEXT.replace(":", ""),
        TEXT.replace(":", ";"),
        "]Q1" + TEXT,
        f"{TEXT[:70]}\r\n{TEXT[70:]}",
    ],
)
def test_scanners_type_as_they_like(typed: str) -> None:
    assert codec.read(typed, PUBLIC) == SAMPLE


def test_a_key_that_is_not_known_here() -> None:
    assert reason_of(TEXT, {1: PUBLIC[1]}) == "unknown_key"


def test_older_keys_stay_readable() -> None:
    assert codec.read(codec.sign(SAMPLE, _fixed_keyring(1)), PUBLIC) == SAMPLE


def test_another_key_under_our_id_is_a_forgery() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32).public_key().public_bytes_raw()
    assert reason_of(TEXT, {7: stranger}) == "forged"


def test_a_signed_body_that_makes_no_sense_is_damaged() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    body = codec._pack(SAMPLE, 7)[:-2] + b"\x00\x00"
    text = codec.PREFIX + codec._encode(body + key.sign(body))
    assert reason_of(text) == "damaged"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ticket_id": "xyz"},
        {"ticket_id": "0123456789ABCDEF"},
        {"office_id": 65536},
        {"date": date(2019, 12, 31)},
        {"ends_minute": 479},
        {"arrival_minute": 1441},
        {"label_letter": "AA"},
        {"label_number": 0},
    ],
)
def test_a_claim_that_cannot_be_carried(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(SAMPLE, **wrong)


def test_label() -> None:
    assert (SAMPLE.label, replace(SAMPLE, label_number=1234).label) == ("A-012", "A-1234")


def test_refusals_have_codes_and_sentences() -> None:
    fault = UnreadableTicket("cut_off")
    assert (fault.code, set(codec.SENTENCES)) == ("ticket_cut_off", REASONS)


def test_no_person_is_in_it() -> None:
    assert set(asdict(SAMPLE)) == {
        "ticket_id", "office_id", "date", "starts_minute", "ends_minute", "arrival_minute", "label_letter",
        "label_number",
    }  # fmt: skip
