"""The smaller test vectors, which whoever writes a recount begins with."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from giliran.opening.policy import draw, seats
from giliran.opening.policy.draw import RollEntry
from giliran.opening.policy.seats import SlotRoom
from tests.opening import lots
from tests.opening.lots import Document


@pytest.mark.parametrize("case", lots.vector("values.json"), ids=lambda case: case["beacon"] or "no beacon")
def test_values(case: Document) -> None:
    seed = bytes.fromhex(case["seed"])
    assert draw.commitment_of(seed) == hashlib.sha256(seed).hexdigest() == case["commitment"]
    for one in case["values"]:
        ours = draw.value(seed, case["roll_digest"], case["beacon"], one["id"], one["losses"])
        text = f"{case['roll_digest']}|{case['beacon']}|{one['id']}|"
        tries = [hmac.digest(seed, f"{text}{k}".encode(), "sha256") for k in range(min(one["losses"], 8) + 1)]
        assert ours.hex() == min(tries).hex() == one["value"]


@pytest.mark.parametrize("case", lots.vector("rolls.json"), ids=lambda case: f"{len(case['entries'])} entries")
def test_rolls(case: Document) -> None:
    entries = [RollEntry(*one.values()) for one in case["entries"]]
    assert draw.roll_text(entries) == case["text"]
    assert hashlib.sha256(case["text"].encode()).hexdigest() == case["digest"]
    lines = [draw.roll_line(entry) for entry in sorted(entries)]
    assert draw.digest_of(lines) == case["digest"]


@pytest.mark.parametrize("case", lots.vector("seats.json"), ids=lambda case: f"{len(case['slots'])} slots")
def test_seats(case: Document) -> None:
    rooms = [SlotRoom(**slot) for slot in case["slots"]]
    parties = [RollEntry("a", 1, 0, one["party"], one["wishes"]) for one in case["parties"]]
    assert [slot for _entry, slot in seats.give(parties, rooms)] == case["given"]
    assert [room.free for room in rooms] == case["left"]
