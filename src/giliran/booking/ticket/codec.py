"""What a ticket's QR says, signed so that a gate believes it without a network.

Text: `G1:` and 140 signs of base32 without padding, upper case, so that it fits QR version 6 at level M and
handheld scanners can type it. Bytes: a body of 23 and its Ed25519 signature of 64. Body, big-endian:

    format (1)  key id (1)  ticket id (8)  office (2)  days since 2020-01-01 (2)
    starts (2)  ends (2)  arrival (2), in minutes of the local day  letter (1)  number (2)

It carries no name and no NIK. `static/js/ticket.js` reads the same.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from giliran.core import errors, secrets

PREFIX = "G1:"
_FORMAT = 1
_BODY = struct.Struct(">BB8sHHHHHcH")
_SIGNATURE_BYTES = 64
_SIGNS = -(-(_BODY.size + _SIGNATURE_BYTES) * 8 // 5)
_EPOCH = date(2020, 1, 1)
_LAST_DAY = _EPOCH + timedelta(days=0xFFFF)
_DAY_MINUTES = 24 * 60

# Some scanners say first which kind of code they saw (`]Q1`), and some keyboard layouts turn the colon into
# another sign or into none.
_OURS = re.compile(r"(?:\]Q\d)?G1(?P<colon>[^A-Z0-9]?)(?P<signs>.*)")
_WHITE = re.compile(r"[ \t\r\n\f\v]+")

SENTENCES: dict[str, Any] = {
    "not_ours": _("This is not a Giliran ticket."),
    "cut_off": _("Only part of the code was read. Scan it again, or type the booking code."),
    "unknown_key": _("The key that signed this ticket is not known here. Type the booking code instead."),
    "forged": _("This ticket was not issued by Giliran: its signature is wrong."),
    "damaged": _("The code of this ticket is damaged. Type the booking code instead."),
}


@dataclass(frozen=True, slots=True)
class TicketClaim:
    """What one ticket promises. Raises `ValueError` for what cannot be written down.

    `ticket_id` is 8 random bytes as 16 lower-case hex signs; `office_id` has 16 bits; minutes count from
    local midnight (0-1440); the label is one letter A-Z and a number of 1-65535.
    """

    ticket_id: str
    office_id: int
    date: date
    starts_minute: int
    ends_minute: int
    arrival_minute: int
    label_letter: str
    label_number: int

    def __post_init__(self) -> None:
        faults = [name for name, right in self._checks() if not right]
        if faults:
            raise ValueError(f"A ticket cannot carry this: {', '.join(faults)}")

    def _checks(self) -> tuple[tuple[str, bool], ...]:
        return (
            ("ticket_id", re.fullmatch(r"[0-9a-f]{16}", self.ticket_id) is not None),
            ("office_id", 0 <= self.office_id <= 0xFFFF),
            ("date", _EPOCH <= self.date <= _LAST_DAY),
            ("starts_minute", 0 <= self.starts_minute <= _DAY_MINUTES),
            ("ends_minute", self.starts_minute <= self.ends_minute <= _DAY_MINUTES),
            ("arrival_minute", 0 <= self.arrival_minute <= _DAY_MINUTES),
            ("label_letter", re.fullmatch(r"[A-Z]", self.label_letter) is not None),
            ("label_number", 1 <= self.label_number <= 0xFFFF),
        )

    @property
    def label(self) -> str:
        """`A-012`"""
        return f"{self.label_letter}-{self.label_number:03d}"


class UnreadableTicket(errors.Refusal):
    """No claim can be trusted. `reason` is not_ours, cut_off, unknown_key, forged or damaged; `code` is
    `ticket_` and that word."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"ticket_{reason}", SENTENCES[reason])
        self.reason = reason


def sign(claim: TicketClaim, keyring: secrets.Keyring) -> str:
    """The 143 signs that go into the QR, signed with the newest key."""
    key_id, key = keyring.ticket_key()
    body = _pack(claim, key_id)
    return PREFIX + _encode(body + key.sign(body))


def read(text: str, public_keys: Mapping[int, bytes]) -> TicketClaim:
    """The claim in scanned or typed text (any case, any white space). Raises nothing but `UnreadableTicket`.

    `public_keys`: key id -> 32 raw bytes, as from `Keyring.ticket_public_keys()`.
    """
    raw = _decode(text)
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    if body[0] != _FORMAT:
        raise UnreadableTicket("damaged")
    _verify(body, signature, public_keys)
    return _unpack(body)


def _decode(text: str) -> bytes:
    found = _OURS.fullmatch(_WHITE.sub("", text).upper()) if text.isascii() else None
    if not found:
        raise UnreadableTicket("damaged" if _looks_ours(text) else "not_ours")
    signs = found["signs"]
    if not re.fullmatch(r"[A-Z2-7]*", signs):
        raise UnreadableTicket("damaged" if found["colon"] else "not_ours")
    if len(signs) != _SIGNS:
        raise UnreadableTicket("cut_off" if len(signs) < _SIGNS else "damaged")
    raw = base64.b32decode(signs + "=" * (-len(signs) % 8))
    if _encode(raw) != signs:  # the last sign has four bits to spare, which must be nought
        raise UnreadableTicket("damaged")
    return raw


def _looks_ours(text: str) -> bool:
    return _WHITE.sub("", text[:80]).upper().startswith(PREFIX)


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _verify(body: bytes, signature: bytes, public_keys: Mapping[int, bytes]) -> None:
    key = public_keys.get(body[1])
    if key is None:
        raise UnreadableTicket("unknown_key")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body)
    except InvalidSignature as fault:
        raise UnreadableTicket("forged") from fault


def _pack(claim: TicketClaim, key_id: int) -> bytes:
    return _BODY.pack(
        _FORMAT,
        key_id,
        bytes.fromhex(claim.ticket_id),
        claim.office_id,
        (claim.date - _EPOCH).days,
        claim.starts_minute,
        claim.ends_minute,
        claim.arrival_minute,
        claim.label_letter.encode(),
        claim.label_number,
    )


def _unpack(body: bytes) -> TicketClaim:
    _format, _key, ticket_id, office_id, days, starts, ends, arrival, letter, number = _BODY.unpack(body)
    try:
        return TicketClaim(
            ticket_id=ticket_id.hex(),
            office_id=office_id,
            date=_EPOCH + timedelta(days=days),
            starts_minute=starts,
            ends_minute=ends,
            arrival_minute=arrival,
            label_letter=letter.decode("latin-1"),
            label_number=number,
        )
    except ValueError as fault:
        raise UnreadableTicket("damaged") from fault
