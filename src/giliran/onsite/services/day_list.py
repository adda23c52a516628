"""What an enrolled device needs to work a door for a day without a network, and nothing that tells who comes.

No name and no NIK: words of names and booking codes stand as keyed hashes, under a salt that belongs to the device and
the day. Whoever finds a list cannot read it, and yesterday's is worth nothing today.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing

from giliran.booking.models import Ticket
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, selectors, sentences
from giliran.onsite.models import GateDevice
from giliran.onsite.policy import Gate, TicketFacts

_HASH_BYTES = 6
_OFFICER = "giliran.gate.officer"
_WORD = re.compile(r"[^\W_]+")


def day_list(*, office: Office, device: GateDevice, by: Actor, now: datetime) -> dict[str, Any]:
    """The list, ready for JSON; the same as long as nothing has changed. Moments are seconds since 1970, spans minutes.

    `until` is when the office's day is over and the list is to be wiped; `pass` says which officer got it, and comes
    back with every press; `seal` is the device's own key for what it has not sent yet.
    Raises `Refusal`: `not_allowed`, `device_revoked`.
    """
    if not permissions.may_check_in(by, office.id):
        raise Refusal("not_allowed", sentences.refusal("not_allowed"))
    if device.revoked_at or device.office_id != office.id:
        raise Refusal("device_revoked", sentences.refusal("device_revoked"))
    gate = selectors.gate_of(office, now)
    salt = _salt(device, gate.today)
    return {
        "day": gate.today.isoformat(),
        "until": _seconds(_end_of(gate.today, office.timezone)),
        "figures": {name: int(getattr(gate, name) / timedelta(minutes=1)) for name in ("grace", "early", "late")},
        "salt": _text(salt),
        "seal": seal_of(device),
        "pass": _pass_for(by, device, gate),
        "may_decide": permissions.may_decide_identity(by, office.id),
        "tickets": _rows(office, gate.today, salt),
    }


def seal_of(device: GateDevice) -> str:
    """The key (AES-256, base64) with which a device seals what it has not sent, so that it is read by nobody between
    a sign-out and the next sign-in."""
    return base64.b64encode(secrets.keyring().blind(str(device.public_id), "gate seal")).decode()


def officer_of_pass(text: str, device: GateDevice, day: date) -> int | None:
    """The account that got this pass on this device for this day; None if nobody did."""
    try:
        told = signing.Signer(salt=_OFFICER).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    is_ours = isinstance(told, list) and told[1:] == [str(device.public_id), day.isoformat()]
    return int(told[0]) if is_ours else None


def name_words(name: str) -> list[str]:
    """The words of a name without accents, case and signs, as `static/js/gate-list.js` makes them."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.category(one).startswith("M"))
    return _WORD.findall(plain.lower())


def hash_of(salt: bytes, text: str) -> str:
    """Eight signs for a word of a name, or for `code:` and a booking code."""
    return _text(hmac.new(salt, text.encode(), hashlib.sha256).digest()[:_HASH_BYTES])


def _rows(office: Office, day: date, salt: bytes) -> list[dict[str, Any]]:
    tickets = selectors.tickets_to_admit(office=office, date=day)
    doubtful = set(selectors.may_have_doubles(selectors.tickets_of(office, day)).values_list("id", flat=True))
    doubles = selectors.with_doubles([one for one in tickets if one.id in doubtful]) if doubtful else set[int]()
    parties = {booking: place for place, booking in enumerate(dict.fromkeys(one.booking_id for one in tickets))}
    return [_row(one, selectors.facts_of(one, doubles), parties[one.booking_id], salt) for one in tickets]


def _row(ticket: Ticket, facts: TicketFacts, party: int, salt: bytes) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": ticket.public_id,
        "party": party,
        "label": ticket.label,
        "starts": _seconds(facts.starts_at),
        "ends": _seconds(facts.ends_at),
        "state": facts.state,
        "at": _seconds(facts.state_at),
        "names": [hash_of(salt, word) for word in name_words(ticket.full_name)],
        "code": hash_of(salt, f"code:{ticket.booking.code}"),
    }
    if facts.admitted:
        row["in"] = _seconds(facts.admitted.at)
    if facts.moved_to:
        row["to"] = {"date": facts.moved_to.date.isoformat(), "starts": _seconds(facts.moved_to.starts_at)}
    marks = {"double": facts.has_double, "identity": facts.identity_differs}
    return row | {name: 1 for name, is_set in marks.items() if is_set}


def _pass_for(by: Actor, device: GateDevice, gate: Gate) -> str:
    return signing.Signer(salt=_OFFICER).sign_object([by.account_id, str(device.public_id), gate.today.isoformat()])


def _salt(device: GateDevice, day: date) -> bytes:
    return secrets.keyring().blind(f"{device.public_id}|{day}", "gate list")[:16]


def _end_of(day: date, tz: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(tz))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
