"""Openings as they would be published, made with the rules of the product and without a database."""

from __future__ import annotations

import base64
import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from giliran.opening.policy import draw, seats
from giliran.opening.policy.draw import RollEntry

Document = dict[str, Any]

FREEZE = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
DRAW = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
OPENS = datetime(2026, 12, 4, 7, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = 1
VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "draw"


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def an_entry(rng: Random, wishes: str = "", losses: int | None = None) -> RollEntry:
    drawn = min(9, int(rng.expovariate(0.6))) if losses is None else losses
    return RollEntry(f"{rng.getrandbits(64):016x}", int(rng.random() < 0.9), drawn, rng.randint(1, 5), wishes)


def an_opening(rng: Random, *, method: str = "", entries: int | None = None, beacon: str | None = None) -> Document:
    """A whole honest `draw.json`, with withdrawals, void entries, closed slots and late entries among the others."""
    method = method or rng.choice(["turns", "ballot"])
    slots = _slots(rng)
    online = [slot["id"] for slot in slots if slot["pool"] == "online"]
    number = rng.randint(0, 40) if entries is None else entries
    roll = sorted(an_entry(rng, _wishes(rng, online) if method == "ballot" else "") for _ in range(number))
    seed, beacon = rng.randbytes(32), rng.choice(["", "12.345,67 – Δ"]) if beacon is None else beacon
    digest = draw.digest_of(draw.roll_line(entry) for entry in roll)
    drawn = draw.draw(roll, seed, digest, beacon)
    rows = {entry.id: _row(entry, rank) for rank, entry in enumerate(drawn, start=1)}
    for row in rows.values():
        _fate(rng, row)
    _give_entitled(drawn, rows, slots, entitled_from := rng.choice([1, 3]))
    late = [_row(an_entry(rng), None) for _ in range(rng.randint(0, 4))]
    if method == "ballot":
        _give_ballot(rng, drawn, rows, slots)
    else:
        _let_in(rng, [rows[entry.id] for entry in drawn] + late, online)
    for row in late:
        del row["rank"]
    for slot in slots:
        if not slot["closed_at"] and rng.random() < 0.1:
            slot["closed_at"] = iso(OPENS + timedelta(hours=5))
    given = {"frozen_at": FREEZE, "entitled_given_at": DRAW, "balloted_at": OPENS if method == "ballot" else None}
    moments = {name: moment and iso(moment) for name, moment in given.items()}
    return {
        "opening": rng.randint(1, 999),
        "office": "JKTSEL",
        "method": method,
        "state": "running",
        "commitment": draw.commitment_of(seed),
        "seed": seed.hex(),
        "beacon": beacon,
        "beacon_name": "Close of the index on Thursday" if beacon else "",
        "roll_digest": digest,
        "entitled_from": entitled_from,
        "drawn_at": iso(DRAW),
        "opens_at": iso(OPENS),
        "closed_at": None,
        **(moments if rng.random() < 0.7 else {}),
        "slots": slots,
        "entries": [rows[entry.id] for entry in drawn],
        "late": late,
    }


def roll_of(document: Document) -> str:
    return draw.roll_text(roll_entry(row) for row in document["entries"])


def roll_entry(row: Document) -> RollEntry:
    return RollEntry(row["id"], row["class"], row["losses"], row["party"], row["wishes"])


def a_receipt(document: Document, row: Document, **changes: Any) -> Document:
    """The slip of an entry, signed as it says."""
    slip = {
        "opening": document["opening"],
        "entry": row["id"],
        **{name: row[name] for name in ("class", "losses", "party", "wishes")},
        "commitment": document["commitment"],
        "entered_at": iso(FREEZE - timedelta(days=1)),
        **changes,
    }
    signed = "|".join(map(str, ("giliran-receipt", *slip.values()))).encode()
    signature = base64.urlsafe_b64encode(KEY.sign(signed)).decode().rstrip("=")
    return {**slip, "key": KEY_ID, "signature": signature}


def public_keys() -> Document:
    raw = KEY.public_key().public_bytes_raw()
    one = {"id": KEY_ID, "algorithm": "Ed25519", "public_key": base64.b64encode(raw).decode()}
    return {"keys": [one], "format": "..."}


def changed(document: Document, *path: Any, to: Any) -> Document:
    """A copy in which one place says something else."""
    copied = copy.deepcopy(document)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return copied


def _slots(rng: Random) -> list[Document]:
    found = []
    for number in range(rng.randint(1, 6)):
        pool = rng.choice(["online", "online", "entitled"])
        capacity = rng.randint(1, 12)
        closed = rng.random() < 0.1
        found.append(
            {
                "id": 100 + number * 7 % 11,
                "pool": pool,
                "date": f"2026-12-{rng.randint(7, 11):02d}",
                "starts_at": rng.choice(["2026-12-07T01:00:00Z", "2026-12-07T06:00:00Z"]),
                "capacity": capacity,
                "free_at_draw": rng.randint(0, capacity),
                "free_at_ballot": None,
                "closed_at": iso(FREEZE - timedelta(hours=1)) if closed else None,
            }
        )
    return found


def _wishes(rng: Random, online: list[int]) -> str:
    chosen = rng.sample(online, rng.randint(0, len(online)))
    return rng.choice(["any", ",".join(map(str, chosen))])


def _row(entry: RollEntry, rank: int | None) -> Document:
    told = {"id": entry.id, "class": entry.class_no, "losses": entry.losses, "party": entry.party}
    empty = dict.fromkeys(("slot", "admitted_at", "booked_at", "withdrawn_at"))
    return {**told, "wishes": entry.wishes, "rank": rank, "outcome": "none", "reason": "", **empty}


def _fate(rng: Random, row: Document) -> None:
    chance = rng.random()
    if chance < 0.08:
        row.update(outcome="withdrawn", withdrawn_at=iso(DRAW - timedelta(minutes=5)))
    elif chance < 0.12:
        row.update(outcome="void", reason="already_booked")


def _rooms(slots: list[Document], pool: str, free: str) -> list[seats.SlotRoom]:
    ours = (slot for slot in slots if slot["pool"] == pool)
    return [
        seats.SlotRoom(slot["id"], (slot["date"], slot["starts_at"]), 0 if slot["closed_at"] else slot[free])
        for slot in ours
    ]


def _give_entitled(drawn: list[RollEntry], rows: dict[str, Document], slots: list[Document], least: int) -> None:
    takers = [entry for entry in drawn if rows[entry.id]["outcome"] == "none"]
    given = seats.give_any(draw.entitled_order(takers, least), _rooms(slots, "entitled", "free_at_draw"))
    for entry, slot in given:
        if slot is not None:
            rows[entry.id].update(outcome="entitled", slot=slot, booked_at=iso(DRAW))


def _give_ballot(rng: Random, drawn: list[RollEntry], rows: dict[str, Document], slots: list[Document]) -> None:
    for slot in slots:
        if slot["pool"] == "online":
            slot["free_at_ballot"] = slot["free_at_draw"]
    takers = [entry for entry in drawn if rows[entry.id]["outcome"] == "none"]
    for entry, chosen in seats.give(takers, _rooms(slots, "online", "free_at_ballot")):
        row = rows[entry.id]
        if chosen is not None:
            row.update(outcome="ballot", slot=chosen, booked_at=iso(OPENS))
        if rng.random() < 0.1:
            row.update(outcome="withdrawn", withdrawn_at=iso(OPENS + timedelta(hours=3)))


def _let_in(rng: Random, line: list[Document], online: list[int]) -> None:
    moment = OPENS
    for row in [row for row in line if row["outcome"] == "none"][: rng.randint(0, len(line))]:
        moment += timedelta(seconds=rng.choice([0, 0.5, 20, 3600]))
        row["admitted_at"] = iso(moment)
        if online and rng.random() < 0.7:
            row.update(outcome="turn", slot=rng.choice(online), booked_at=iso(moment + timedelta(minutes=2)))


def meddled(rng: Random, opening: Document) -> Document:
    """Two entries have exchanged something, if there are two."""
    rows = opening["entries"]
    if len(rows) < 2:
        return opening
    first, second = rng.sample(range(len(rows)), 2)
    name = rng.choice(["rank", "slot", "losses", "wishes", "class", "id", "admitted_at"])
    there = changed(opening, "entries", first, name, to=rows[second][name])
    return changed(there, "entries", second, name, to=rows[first][name])


NO_DRAW: list[tuple[list[Any], Any]] = [
    (["opening"], None),
    (["opening"], [1]),
    (["opening"], True),
    (["opening"], "a|b"),
    (["method"], "lottery"),
    (["state"], 3),
    (["seed"], "ab"),
    (["seed"], "AB" * 32),
    (["beacon"], "\ud800"),
    (["opens_at"], "2026-13-04T07:00:00Z"),
    (["drawn_at"], "2026-12-04T07:00:00"),
    (["slots"], None),
    (["entries"], {}),
    (["late"], "none"),
    (["entries", 3], "x"),
    (["entries", 3], ["x"]),
    (["entries", 3, "id"], "a|b"),
    (["entries", 3, "losses"], -1),
    (["entries", 3, "losses"], 1.5),
    (["entries", 3, "losses"], True),
    (["entries", 3, "class"], 256),
    (["entries", 3, "party"], 0),
    (["entries", 3, "wishes"], "1,,2"),
    (["entries", 3, "wishes"], "any,1"),
    (["entries", 3, "rank"], "4"),
    (["entries", 3, "outcome"], "lucky"),
    (["entries", 3, "outcome"], None),
    (["late", 0, "slot"], "4"),
    (["slots", 0, "pool"], ""),
    (["slots", 0, "free_at_draw"], -2),
    (["slots", 0, "id"], 2**53),
]
"""Places in a draw, and what must not stand there."""


def tampered(document: Document, changes: list[Document]) -> Document:
    """A copy with each of `changes` made: the place at `path` now says `to`."""
    for change in changes:
        document = changed(document, *change["path"], to=change["to"])
    return document


def vector(name: str) -> Any:
    """One of the published test vectors."""
    return json.loads(vector_text(name))


def vector_text(name: str) -> str:
    return (VECTORS / name).read_text()
