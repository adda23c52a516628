"""What was published before the draw: seed, beacon, roll. Each check gives its findings, or None if there is nothing
to check yet."""

from __future__ import annotations

import hashlib
from collections import Counter

from giliran.opening.policy.draw import RollEntry, commitment_of, roll_text
from giliran.opening.verify.document import Drawn, read_roll
from giliran.opening.verify.findings import Finding

DRAWN = {"drawn", "running", "closed"}
"""States of an opening whose draw was made."""

_FIELDS = ("class", "losses", "party", "wishes")


def seed(drawn: Drawn) -> list[Finding] | None:
    if drawn.seed:
        is_ = commitment_of(bytes.fromhex(drawn.seed))
        right = is_ == drawn.commitment
        return [] if right else [Finding("commitment_mismatch", "", {"is": is_, "due": drawn.commitment})]
    is_due = drawn.state in DRAWN or (drawn.state == "cancelled" and drawn.commitment)
    return [Finding("seed_missing", "", {})] if is_due and drawn.method != "open" else None


def beacon(drawn: Drawn) -> list[Finding] | None:
    if drawn.beacon and not drawn.beacon_name:
        return [Finding("beacon_unnamed", "", {})]
    if not drawn.beacon_name or (drawn.state not in DRAWN and not drawn.beacon):
        return None
    return [] if drawn.beacon else [Finding("beacon_missing", "", {"name": drawn.beacon_name})]


def digest(drawn: Drawn) -> list[Finding] | None:
    times = Counter(row.entry.id for row in (*drawn.rows, *drawn.late))
    twice = [Finding("entry_twice", id_, {}) for id_, number in times.items() if number > 1]
    is_frozen = drawn.state in {"frozen", *DRAWN} and drawn.method != "open"
    if not drawn.roll_digest and not is_frozen:
        return twice or None
    is_ = _sha256(roll_text(row.entry for row in drawn.rows))
    right = is_ == drawn.roll_digest
    return twice + ([] if right else [Finding("digest_mismatch", "", {"is": is_, "due": drawn.roll_digest})])


def roll(drawn: Drawn, text: str) -> list[Finding]:
    """Line by line: what was added, what is missing, what was changed."""
    lines, is_ = read_roll(text), _sha256(text)
    drawn_ids = {row.entry.id for row in drawn.rows}
    found = [] if is_ == drawn.roll_digest else [Finding("roll_mismatch", "", {"is": is_, "due": drawn.roll_digest})]
    for row in drawn.rows:
        if row.entry.id not in lines:
            found.append(Finding("entry_added", row.entry.id, {}))
        else:
            found += differences(row.entry, lines[row.entry.id], "{}_changed")
    return found + [Finding("entry_missing", id_, {}) for id_ in lines if id_ not in drawn_ids]


def differences(entry: RollEntry, due: tuple[str, ...], code: str) -> list[Finding]:
    """Class, losses, party and wishes of an entry, against what they should be."""
    return [
        Finding(code.format(name), entry.id, {"is": is_, "due": should})
        for name, is_, should in zip(_FIELDS, map(str, entry[1:]), due, strict=True)
        if is_ != should
    ]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
