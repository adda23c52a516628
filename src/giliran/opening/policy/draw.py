"""The draw: what the roll is, and in which order it is drawn. `docs/draw.md` says the same to everybody.

Plain values in, plain values out. Who enters decides nothing here, and neither does the order in which entries come
in: an entry's place follows from the seed, the roll, the beacon and its own line of the roll.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import NamedTuple

SEED_BYTES = 32

MOST_LOSSES = 8
"""Losses beyond these change nothing any more."""

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class RollEntry(NamedTuple):
    """One line of the roll. `wishes` are slot ids joined by commas, `any`, or empty."""

    id: str
    class_no: int
    losses: int
    party: int
    wishes: str


def roll_line(entry: RollEntry) -> str:
    return f"{entry.id}|{entry.class_no}|{entry.losses}|{entry.party}|{entry.wishes}"


def roll_text(entries: Iterable[RollEntry]) -> str:
    """The roll as it is published: sorted by id, one line an entry, no newline at the end."""
    return "\n".join(roll_line(entry) for entry in sorted(entries, key=lambda entry: entry.id.encode()))


def digest_of(lines: Iterable[str]) -> str:
    """The roll digest in hex, from its lines in their order, without holding them all."""
    digest = hashlib.sha256()
    for before, line in zip(chain([""], repeat("\n")), lines, strict=False):
        digest.update((before + line).encode())
    return digest.hexdigest()


def commitment_of(seed: bytes) -> str:
    """What is published when gathering starts."""
    return hashlib.sha256(seed).hexdigest()


def value(seed: bytes, roll_digest: str, beacon: str, entry_id: str, losses: int) -> bytes:
    """The number an entry has drawn, as 32 bytes: the smallest of one try and one more for each loss."""
    return _valuer(seed, roll_digest, beacon)(entry_id, losses)


def draw(entries: Iterable[RollEntry], seed: bytes, roll_digest: str, beacon: str) -> list[RollEntry]:
    """The entries in drawn order: by class, then by value, then by id. The first has rank 1."""
    drawn = list(entries)
    keys = list(_keys(drawn, _valuer(seed, roll_digest, beacon)))
    return [drawn[at] for at in sorted(range(len(drawn)), key=keys.__getitem__)]


def entitled_order(ranked: Sequence[RollEntry], entitled_from: int) -> list[RollEntry]:
    """Who comes first for the entitled seats: most losses first, then as drawn (R125)."""
    return sorted((entry for entry in ranked if entry.losses >= entitled_from), key=lambda entry: -entry.losses)


def _keys(entries: Iterable[RollEntry], value_of: Callable[[str, int], bytes]) -> Iterator[bytes]:
    """Class in one byte, value in 32, then the id: the order of these bytes is the drawn order."""
    for entry_id, class_no, losses, _party, _wishes in entries:
        yield b"%c%b%b" % (class_no, value_of(entry_id, losses), entry_id.encode())


def _valuer(seed: bytes, roll_digest: str, beacon: str) -> Callable[[str, int], bytes]:
    """HMAC-SHA256 with what is the same for all entries worked out once: a million want seconds, not a minute."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"A seed has {SEED_BYTES} bytes, not {len(seed)}")
    key = seed.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(key.translate(_INNER))
    inner.update(f"{roll_digest}|{beacon}|".encode())
    begin_inner, begin_outer = inner.copy, hashlib.sha256(key.translate(_OUTER)).copy

    def tried(message: bytes) -> bytes:
        within, around = begin_inner(), begin_outer()
        within.update(message)
        around.update(within.digest())
        return around.digest()

    def value_of(entry_id: str, losses: int) -> bytes:
        if losses <= 0:
            return tried(b"%b|0" % entry_id.encode())
        return min(tried(b"%b|%d" % (entry_id.encode(), k)) for k in range(min(losses, MOST_LOSSES) + 1))

    return value_of
