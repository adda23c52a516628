"""Writes the test vectors of the draw anew: `python -m tests.opening.make_vectors`. `docs/draw.md` says what they hold.

They only change when the recipe does, and then every other implementation has to follow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from giliran.opening import verify
from giliran.opening.policy import draw, seats
from giliran.opening.policy.seats import SlotRoom
from tests.opening import lots
from tests.opening.lots import Document


def main() -> None:
    lots.VECTORS.mkdir(parents=True, exist_ok=True)
    whole = {"turns": _turns(), "ballot": _ballot(), "beacon": _beacon()}
    for name, document in whole.items():
        _write(f"{name}.json", document)
        (lots.VECTORS / f"{name}.roll.txt").write_text(lots.roll_of(document))
    _write("cancelled.json", _cancelled(whole["turns"]))
    _write("receipt.json", lots.a_receipt(whole["ballot"], whole["ballot"]["entries"][0]))
    _write("keys.json", lots.public_keys())
    _write("values.json", _values())
    _write("rolls.json", _rolls())
    _write("seats.json", _seats())
    _write("tampered.json", [_with_findings(case, whole) for case in _tampered(whole)])


def _turns() -> Document:
    """With everything in it that can be: late entries let in, somebody withdrawn, void, entitled, still waiting."""
    return _first(
        "turns",
        "",
        lambda doc: (
            {"entitled", "turn", "none", "withdrawn", "void"} <= _outcomes(doc)
            and len([row for row in doc["late"] if row["admitted_at"]]) > 2
            and any(row["withdrawn_at"] for row in doc["entries"])
        ),
    )


def _ballot() -> Document:
    return _first(
        "ballot",
        "",
        lambda doc: (
            {"entitled", "ballot", "none", "withdrawn", "void"} <= _outcomes(doc)
            and any(row["outcome"] == "withdrawn" and row["slot"] for row in doc["entries"])
            and any(slot["closed_at"] for slot in doc["slots"])
            and len(doc["slots"]) > 4
            and len([row for row in doc["entries"] if row["outcome"] == "entitled"]) > 2
            and len([row for row in doc["entries"] if row["outcome"] == "ballot" and row["wishes"] != "any"]) > 2
        ),
    )


def _beacon() -> Document:
    return _first("ballot", "12.345,67 – Δ", lambda doc: "ballot" in _outcomes(doc))


def _first(method: str, beacon: str, is_wanted: Any) -> Document:
    openings = (lots.an_opening(Random(n), method=method, entries=24, beacon=beacon) for n in range(100_000))
    return next(one for one in openings if is_wanted(one))


def _outcomes(document: Document) -> set[str]:
    return {row["outcome"] for row in document["entries"]}


def _cancelled(document: Document) -> Document:
    """Cancelled after the freeze: the seed is revealed, nothing was drawn."""
    empty = dict.fromkeys(("rank", "slot", "admitted_at", "booked_at"))
    entries = [row | empty | {"outcome": ""} for row in sorted(document["entries"], key=lambda row: row["id"])]
    slots = [slot | {"free_at_draw": None} for slot in document["slots"]]
    return document | {"state": "cancelled", "drawn_at": None, "slots": slots, "entries": entries, "late": []}


def _values() -> list[Document]:
    rng = Random(7)
    found = []
    for beacon in ("", "12.345,67 – Δ"):
        seed, digest = rng.randbytes(32), rng.randbytes(32).hex()
        drawn = [(f"{rng.getrandbits(64):016x}", losses) for losses in (0, 1, 2, 3, 7, 8, 9, 40)]
        values = [
            {"id": id_, "losses": losses, "value": draw.value(seed, digest, beacon, id_, losses).hex()}
            for id_, losses in drawn
        ]
        commitment = draw.commitment_of(seed)
        found.append(
            {"seed": seed.hex(), "commitment": commitment, "roll_digest": digest, "beacon": beacon, "values": values}
        )
    return found


def _rolls() -> list[Document]:
    rng = Random(8)
    rolls = [[], *([lots.an_entry(rng, wishes) for wishes in ("", "any", "7", "12,15,7")] for _ in range(2))]
    return [
        {
            "entries": [_line(entry) for entry in roll],
            "text": draw.roll_text(roll),
            "digest": draw.digest_of(draw.roll_text(roll).split("\n")),
        }
        for roll in rolls
    ]


def _line(entry: draw.RollEntry) -> Document:
    return dict(zip(("id", "class", "losses", "party", "wishes"), entry, strict=True))


def _seats() -> list[Document]:
    rng = Random(9)
    found = []
    for number in (1, 2, 3, 5):
        slots = [
            {
                "id": id_,
                "starts_at": rng.choice(["2026-12-07T01:00:00Z", "2026-12-08T01:00:00Z"]),
                "free": rng.randint(2, 9),
            }
            for id_ in rng.sample(range(10, 20), number)
        ]
        ids = [slot["id"] for slot in slots]
        parties = [
            lots.an_entry(
                rng, rng.choice(["any", "any", "", ",".join(map(str, rng.sample(ids, rng.randint(1, number))))])
            )
            for _ in range(12)
        ]
        rooms = [SlotRoom(**slot) for slot in slots]
        given = [slot for _entry, slot in seats.give(parties, rooms)]
        told = [{"party": entry.party, "wishes": entry.wishes} for entry in parties]
        found.append({"slots": slots, "parties": told, "given": given, "left": [room.free for room in rooms]})
    return found


def _tampered(whole: dict[str, Document]) -> Iterator[Document]:
    """Each: which document, what is changed in it (`path` to new value `to`), and other files beside it."""
    ballot, turns = whole["ballot"], whole["turns"]
    other = "00" * 32

    def case(name: str, of: str, *changes: tuple[list[Any], Any], **files: Any) -> Document:
        told = [{"path": path, "to": to} for path, to in changes]
        return {"name": name, "of": of, "changes": told, **files}

    def row(document: Document, outcome: str, **has: Any) -> int:
        rows = enumerate(document["entries"])
        return next(
            at
            for at, one in rows
            if one["outcome"] == outcome and all(one[name] == value for name, value in has.items())
        )

    yield case("seed exchanged", "ballot", (["seed"], other))
    yield case("seed withheld", "ballot", (["seed"], ""))
    yield case(
        "seed and commitment exchanged",
        "ballot",
        (["commitment"], draw.commitment_of(b"\0" * 32)),
        (["seed"], other),
        receipts=[lots.a_receipt(ballot, ballot["entries"][0])],
    )
    yield case("beacon left out", "beacon", (["beacon"], ""))
    yield case("beacon never named", "beacon", (["beacon_name"], ""))
    yield case("beacon changed", "beacon", (["beacon"], "12.345,68 – Δ"))
    added = ballot["entries"][5] | {"id": "00000000deadbeef", "rank": 25, "outcome": "none", "slot": None}
    yield case("entry added", "ballot", (["entries"], [*ballot["entries"], added]), roll="ballot")
    yield case("entry added to the roll as well", "ballot", (["entries"], [*ballot["entries"], added]))
    yield case(
        "entry missing",
        "ballot",
        (["entries"], ballot["entries"][:-1]),
        roll="ballot",
        receipts=[lots.a_receipt(ballot, ballot["entries"][-1])],
    )
    yield case("entry twice", "turns", (["entries", 3, "id"], turns["entries"][4]["id"]))
    for name, to in {"class": 7, "losses": 6, "party": 9, "wishes": "any,"[:3]}.items():
        at = next(at for at, one in enumerate(ballot["entries"]) if one[name] != to)
        receipt = lots.a_receipt(ballot, ballot["entries"][at])
        yield case(f"{name} changed", "ballot", (["entries", at, name], to), roll="ballot", receipts=[receipt])
    yield case("another roll", "turns", roll="ballot")
    yield case("two ranks exchanged", "turns", (["entries", 3, "rank"], 18), (["entries", 17, "rank"], 4))
    yield case("one rank left out", "turns", (["entries", 3, "rank"], None))
    yield case("one rank twice", "turns", (["entries", 3, "rank"], 5))
    yield case("no ranks", "ballot", *((["entries", at, "rank"], None) for at in range(24)))
    yield case("ranks turned round", "ballot", *((["entries", at, "rank"], 24 - at) for at in range(24)))
    entitled = row(ballot, "entitled")
    none = row(ballot, "none")
    seat = {name: ballot["entries"][entitled][name] for name in ("slot", "booked_at", "outcome")}
    lost = {"slot": None, "booked_at": None, "outcome": "none"}
    yield case(
        "entitled seat to another",
        "ballot",
        *((["entries", entitled, name], to) for name, to in lost.items()),
        *((["entries", none, name], to) for name, to in seat.items()),
    )
    yield case("entitled seat in another slot", "ballot", (["entries", entitled, "slot"], 555))
    pool = next(at for at, slot in enumerate(ballot["slots"]) if slot["pool"] == "entitled")
    yield case("entitled seats not said", "ballot", (["slots", pool, "free_at_draw"], None))
    yield case(
        "more seats than were given",
        "ballot",
        (["slots", pool, "free_at_draw"], 30),
        (["slots", pool, "closed_at"], None),
    )
    balloted = row(ballot, "ballot")
    seat = {name: ballot["entries"][balloted][name] for name in ("slot", "booked_at", "outcome")}
    yield case(
        "ballot seat to another",
        "ballot",
        *((["entries", balloted, name], to) for name, to in lost.items()),
        *((["entries", none, name], to) for name, to in seat.items()),
    )
    yield case("ballot seat in another slot", "ballot", (["entries", balloted, "slot"], 555))
    online = next(at for at, slot in enumerate(ballot["slots"]) if slot["pool"] == "online" and not slot["closed_at"])
    yield case("ballot seats not said", "ballot", (["slots", online, "free_at_ballot"], None))
    let_in = [at for at, one in enumerate(turns["entries"]) if one["admitted_at"]]
    yield case(
        "let in after those behind",
        "turns",
        (["entries", let_in[2], "admitted_at"], turns["entries"][let_in[-1]]["admitted_at"]),
    )
    yield case("let in before the others", "turns", (["entries", let_in[-1], "admitted_at"], lots.iso(lots.OPENS)))
    yield case("skipped", "turns", (["entries", let_in[3], "admitted_at"], None))
    yield case("late before the roll", "turns", (["late", 1, "admitted_at"], lots.iso(lots.OPENS)))
    yield case(
        "late and entitled",
        "ballot",
        (["late", 0, "outcome"], "entitled"),
        (["late", 0, "slot"], ballot["slots"][pool]["id"]),
    )
    mine = ballot["entries"][2]
    yield case("receipt of another opening", "ballot", receipts=[lots.a_receipt(ballot, mine, opening=1000)])
    yield case(
        "receipt forged", "ballot", receipts=[lots.a_receipt(ballot, mine) | {"losses": 9}], keys=lots.public_keys()
    )
    yield case(
        "receipt by a stranger's key",
        "ballot",
        receipts=[lots.a_receipt(ballot, mine) | {"key": 99}],
        keys=lots.public_keys(),
    )
    yield case(
        "receipt pushed behind the freeze",
        "ballot",
        (["frozen_at"], lots.iso(lots.FREEZE)),
        receipts=[lots.a_receipt(ballot, ballot["late"][0])],
    )


def _with_findings(case: Document, whole: dict[str, Document]) -> Document:
    document = lots.tampered(whole[case["of"]], case["changes"])
    roll = lots.roll_of(whole[case["roll"]]) if "roll" in case else None
    verdict = verify.verify(document, roll, case.get("receipts", []), case.get("keys"))
    return case | {"findings": [finding._asdict() for finding in verdict.findings]}


def _write(name: str, value: object) -> None:
    (lots.VECTORS / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
