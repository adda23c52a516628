"""A recount of a draw by anybody: `verify(document, roll, receipts, keys) -> Verdict`.

It needs no database, no settings and no Django; `giliran verify-draw` is its door, `docs/draw.md` its description,
and `static/js/draw.js` the same for a browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from giliran.opening.verify import order, places, published, receipts
from giliran.opening.verify.document import Drawn, plain_roll, read_draw, read_keys, read_receipt
from giliran.opening.verify.findings import (
    AGREES,
    CHECKS,
    DIFFERS,
    FINDINGS,
    STATES,
    UNCHECKED,
    UNCHECKED_BECAUSE,
    UNREADABLE,
    Finding,
    Unreadable,
)

__all__ = [
    "AGREES", "CHECKS", "DIFFERS", "FINDINGS", "STATES", "UNCHECKED", "UNCHECKED_BECAUSE", "UNREADABLE",
    "Finding", "Unreadable", "Verdict", "verify",
]  # fmt: skip


class Verdict(NamedTuple):
    """`checked`: each of `CHECKS` to agrees, differs or unchecked. `counted`: how many of what there were."""

    findings: list[Finding]
    checked: dict[str, str]
    counted: dict[str, int]


def verify(
    document: object, roll: str | None = None, given_receipts: Sequence[object] = (), keys: object = None
) -> Verdict:
    """Recount everything. `document`: what `draw.json` says; `roll`: the text of `roll.txt`; `keys`: what
    `/api/v1/tickets/keys` says. Raises nothing but `Unreadable`."""
    drawn = read_draw(document)
    slips = [read_receipt(one) for one in given_receipts]
    known = None if keys is None else read_keys(keys)
    drawn_order = order.drawn_order(drawn)
    checks = {
        "commitment": published.seed(drawn),
        "beacon": published.beacon(drawn),
        "digest": published.digest(drawn),
        "roll": None if roll is None else published.roll(drawn, plain_roll(roll)),
        "ranks": order.ranks(drawn, drawn_order),
        "entitled": places.entitled(drawn, drawn_order),
        "ballot": places.ballot(drawn, drawn_order),
        "turns": order.turns(drawn),
        "late": order.late(drawn),
        "receipts": receipts.lines(drawn, slips) if slips else None,
        "signatures": receipts.signatures(slips, known) if slips and known is not None else None,
    }
    return Verdict(
        [finding for found in checks.values() for finding in found or ()],
        {name: UNCHECKED if found is None else DIFFERS if found else AGREES for name, found in checks.items()},
        _counted(drawn),
    )


def _counted(drawn: Drawn) -> dict[str, int]:
    outcomes = Counter(row.outcome for row in (*drawn.rows, *drawn.late))
    words = ("entitled", "ballot", "turn", "none", "withdrawn", "void")
    people = sum(row.entry.party for row in drawn.rows)
    sizes = {"entries": len(drawn.rows), "people": people, "late": len(drawn.late)}
    return sizes | {word: outcomes[word] for word in words}
