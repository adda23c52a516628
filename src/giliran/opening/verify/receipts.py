"""One's own receipt against the roll: what was promised at the entry must stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from giliran.opening.verify.document import Drawn, Receipt
from giliran.opening.verify.findings import Finding
from giliran.opening.verify.published import differences


def lines(drawn: Drawn, slips: Sequence[Receipt]) -> list[Finding]:
    return [finding for slip in slips for finding in _line(drawn, slip)]


def _line(drawn: Drawn, slip: Receipt) -> list[Finding]:
    id_ = slip.entry.id
    if slip.opening != drawn.opening:
        return [Finding("receipt_opening", id_, {"is": slip.opening})]
    changed = slip.commitment != drawn.commitment
    found = [Finding("receipt_commitment", id_, {"due": slip.commitment})] if changed else []
    due = tuple(map(str, slip.entry[1:]))
    in_roll = next((row.entry for row in drawn.rows if row.entry.id == id_), None)
    if in_roll:
        return found + differences(in_roll, due, "receipt_{}")
    came_late = next((row.entry for row in drawn.late if row.entry.id == id_), None)
    if came_late is None:
        return [*found, Finding("receipt_absent", id_, {})]
    was_in_time = drawn.frozen is not None and slip.entered < drawn.frozen
    pushed = [Finding("receipt_late", id_, {})] if was_in_time else []
    return found + pushed + differences(came_late, due, "receipt_{}")


def signatures(slips: Sequence[Receipt], keys: Mapping[str, bytes]) -> list[Finding]:
    return [finding for slip in slips for finding in _signature(slip, keys.get(slip.key))]


def _signature(slip: Receipt, key: bytes | None) -> list[Finding]:
    if key is None:
        return [Finding("receipt_key", slip.entry.id, {"is": slip.key})]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(slip.signature, slip.signed)
    except InvalidSignature:
        return [Finding("receipt_forged", slip.entry.id, {})]
    return []
