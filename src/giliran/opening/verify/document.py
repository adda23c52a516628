"""`draw.json`, the roll, receipts and keys as a recount needs them. What has another shape is `Unreadable`."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from giliran.opening.policy.draw import RollEntry
from giliran.opening.verify.findings import Unreadable

METHODS = {"turns", "ballot", "open"}
STATES = {"scheduled", "gathering", "frozen", "drawn", "running", "closed", "cancelled"}
OUTCOMES = {"", "entitled", "ballot", "turn", "none", "withdrawn", "void"}

_ID = r"[0-9A-Za-z_-]{1,64}"
_WISHES = r"any|[0-9]{1,15}(?:,[0-9]{1,15})*|"
_HEX = r"[0-9a-f]{64}"
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_LINE = re.compile(rf"({_ID})\|([0-9]{{1,3}})\|([0-9]{{1,9}})\|([0-9]{{1,9}})\|({_WISHES})")
_MOST = 2**53 - 1
_MOST_CLASS = 255


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the roll, or a late one. Moments are microseconds since 1970."""

    entry: RollEntry
    rank: int | None
    outcome: str
    slot: int | None
    admitted: int | None
    admitted_at: str
    booked: int | None
    withdrawn: int | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    id: int
    pool: str
    starts: tuple[str, str]
    free_at_draw: int | None
    free_at_ballot: int | None
    closed: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A whole `draw.json`."""

    opening: str
    method: str
    state: str
    commitment: str
    seed: str
    beacon: str
    beacon_name: str
    roll_digest: str
    entitled_from: int
    opens: int
    frozen: int | None
    drawn: int | None
    entitled_given: int | None
    balloted: int | None
    slots: tuple[SlotRow, ...]
    rows: tuple[Row, ...]
    late: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    opening: str
    commitment: str
    entry: RollEntry
    entered: int
    key: str
    signature: bytes
    signed: bytes


class _Fields:
    """One JSON object, read field by field; a field of another kind than asked for is named by its path."""

    def __init__(self, value: object, path: str, code: str) -> None:
        self._path, self._code = path, code
        if not isinstance(value, Mapping):
            raise Unreadable(code, path or "{}")
        self._value = value

    def wrong(self, name: str) -> Unreadable:
        return Unreadable(self._code, f"{self._path}.{name}" if self._path else name)

    def text(self, name: str, shape: str = r"[^\ud800-\udfff]*", default: str | None = None) -> str:
        value = self._value.get(name, default)
        if not isinstance(value, str) or not re.fullmatch(shape, value, re.DOTALL):
            raise self.wrong(name)
        return value

    def number(self, name: str, least: int = 0, most: int = _MOST) -> int:
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(name)
        return value

    def number_or_none(self, name: str, least: int = 0) -> int | None:
        return None if self._value.get(name) is None else self.number(name, least)

    def name(self, name: str) -> str:
        """A text or a number that names something."""
        value = self._value.get(name)
        return str(self.number(name)) if isinstance(value, int) else self.text(name, r"[ -{}~]{1,64}")

    def one_of(self, name: str, words: set[str]) -> str:
        value = self.text(name)
        if value not in words:
            raise self.wrong(name)
        return value

    def moment(self, name: str) -> int:
        try:
            return _microseconds(self.text(name, _MOMENT))
        except ValueError as fault:
            raise self.wrong(name) from fault

    def moment_or_none(self, name: str) -> int | None:
        return None if self._value.get(name) is None else self.moment(name)

    def each(self, name: str, read: Callable[[_Fields], Any]) -> tuple[Any, ...]:
        value = self._value.get(name)
        if not isinstance(value, list):
            raise self.wrong(name)
        here = f"{self._path}.{name}" if self._path else name
        return tuple(read(_Fields(one, f"{here}[{at}]", self._code)) for at, one in enumerate(value))

    def entry(self, name: str) -> RollEntry:
        """The five fields of a line of the roll; `name` is what the entry's number is called here."""
        return RollEntry(
            self.text(name, _ID),
            self.number("class", most=_MOST_CLASS),
            self.number("losses"),
            self.number("party", least=1),
            self.text("wishes", _WISHES),
        )


def _microseconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000 + moment.microsecond


def read_draw(value: object) -> Drawn:
    fields = _Fields(value, "", "draw_shape")
    return Drawn(
        opening=fields.name("opening"),
        method=fields.one_of("method", METHODS),
        state=fields.one_of("state", STATES),
        commitment=fields.text("commitment", rf"{_HEX}|"),
        seed=fields.text("seed", rf"{_HEX}|"),
        beacon=fields.text("beacon"),
        beacon_name=fields.text("beacon_name", default=""),
        roll_digest=fields.text("roll_digest", rf"{_HEX}|"),
        entitled_from=fields.number("entitled_from"),
        opens=fields.moment("opens_at"),
        frozen=fields.moment_or_none("frozen_at"),
        drawn=fields.moment_or_none("drawn_at"),
        entitled_given=fields.moment_or_none("entitled_given_at"),
        balloted=fields.moment_or_none("balloted_at"),
        slots=fields.each("slots", _slot),
        rows=fields.each("entries", lambda one: _row(one, ranked=True)),
        late=fields.each("late", lambda one: _row(one, ranked=False)),
    )


def _slot(fields: _Fields) -> SlotRow:
    fields.number("capacity")
    return SlotRow(
        id=fields.number("id"),
        pool=fields.text("pool", r"[a-z_-]{1,20}"),
        starts=(fields.text("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), fields.text("starts_at", r"[0-9T:.Z+-]{1,40}")),
        free_at_draw=fields.number_or_none("free_at_draw"),
        free_at_ballot=fields.number_or_none("free_at_ballot"),
        closed=fields.moment_or_none("closed_at"),
    )


def _row(fields: _Fields, *, ranked: bool) -> Row:
    admitted = fields.moment_or_none("admitted_at")
    return Row(
        entry=fields.entry("id"),
        rank=fields.number_or_none("rank") if ranked else None,
        outcome=fields.one_of("outcome", OUTCOMES),
        slot=fields.number_or_none("slot"),
        admitted=admitted,
        admitted_at="" if admitted is None else fields.text("admitted_at"),
        booked=fields.moment_or_none("booked_at"),
        withdrawn=fields.moment_or_none("withdrawn_at"),
    )


def read_roll(text: str) -> dict[str, tuple[str, ...]]:
    """Entry to class, losses, party and wishes, as they stand in the roll."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.split("\n") if text else [], start=1):
        parts = _LINE.fullmatch(line)
        if parts is None or parts[1] in found:
            raise Unreadable("roll_shape", str(number))
        found[parts[1]] = parts.groups()[1:]
    return found


def plain_roll(text: str) -> str:
    """The roll as it was published, whatever an editor did to the ends of its lines."""
    return text.replace("\r\n", "\n").removesuffix("\n")


def read_receipt(value: object) -> Receipt:
    fields = _Fields(value, "", "receipt_shape")
    opening, entry, commitment = fields.name("opening"), fields.entry("entry"), fields.text("commitment", _HEX)
    line = f"{entry.id}|{entry.class_no}|{entry.losses}|{entry.party}|{entry.wishes}"
    entered_at = fields.text("entered_at", _MOMENT)
    return Receipt(
        opening=opening,
        commitment=commitment,
        entry=entry,
        entered=fields.moment("entered_at"),
        key=fields.name("key"),
        signature=_decoded(fields.text("signature", r"[0-9A-Za-z_-]{86}")),
        signed=f"giliran-receipt|{opening}|{line}|{commitment}|{entered_at}".encode(),
    )


def read_keys(value: object) -> dict[str, bytes]:
    """Key id to its 32 bytes, from what `/api/v1/tickets/keys` answers."""
    return dict(_Fields(value, "", "keys_shape").each("keys", _key))


def _key(fields: _Fields) -> tuple[str, bytes]:
    return fields.name("id"), _decoded(fields.text("public_key", r"[0-9A-Za-z+/_-]{43}=?"))


def _decoded(text: str) -> bytes:
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
