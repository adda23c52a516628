"""The verdict: plain values in, findings out. An empty list is a promise kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from giliran.config.rush.log import BOOKED, NO_ANSWER, OWN, Attempt, Booking, Facts, Log, Party, Window

REFUSED_TO_BOTS = {
    "forged": {401},
    "expired": {401},
    "stolen": {401, 409},
    "other_body": {409, 422},
}
"""What a bot's tricks may be answered with."""

PROMISES = {
    "oversold": "No seat is promised twice",
    "undersold": "No party is refused while its seats are free",
    "lost": "Every promise is found again, every key has one answer",
    "order": "Nobody books before their turn",
    "intruders": "No forged, stolen or expired pass gets in",
    "errors": "Nobody sees an error",
}
"""By the name of what breaks it."""

EXPECTED = {BOOKED, 401, 409, 422, 503}
AGAIN_FROM_HERE = 500


class Side(NamedTuple):
    """How one kind of party fared. `seconds` is the middle time between the turn and the booking."""

    parties: int
    booked: int
    seconds: float | None

    @property
    def share(self) -> float:
        return self.booked / self.parties if self.parties else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings by what they break; `bots` and `others` compare who hammered with who did not."""

    findings: Mapping[str, Sequence[str]]
    bots: Side
    others: Side

    @property
    def is_clean(self) -> bool:
        return not any(self.findings.values())


def judge(log: Log, facts: Facts) -> Verdict:
    findings = {
        "oversold": list(oversold(facts)),
        "undersold": list(undersold(log, facts)),
        "lost": list(lost(log, facts)),
        "order": list(out_of_order(facts)),
        "intruders": list(intruders(log)),
        "errors": list(errors(log)),
    }
    bots = [party for party in log.parties if party.is_bot]
    others = [party for party in log.parties if not party.is_bot and not party.is_late and party.arrived_at]
    return Verdict(findings, _side(bots, facts), _side(others, facts))


def oversold(facts: Facts) -> Iterator[str]:
    """Seats that were promised twice, or are not what they are counted as."""
    for one in facts.windows:
        if max(one.tickets, one.taken) > one.capacity:
            yield f"slot {one.slot}: {one.tickets} tickets for {one.capacity} seats"
        if one.tickets != one.taken:
            yield f"slot {one.slot}: {one.taken} seats are counted as taken, {one.tickets} tickets hold one"
    yield from facts.broken


def undersold(log: Log, facts: Facts) -> Iterator[str]:
    """Parties that were refused as full while their seats were free, and seats that stayed free beside a party that
    fits and wanted one."""
    windows = {one.slot: one for one in facts.windows}
    taken = _taken_by(facts.bookings, windows)
    for attempt in log.attempts:
        if attempt.code == "full" and attempt.slot in windows:
            left = windows[attempt.slot].capacity - taken(attempt.slot, attempt.answered_at)
            if left >= attempt.size:
                yield f"slot {attempt.slot} was called full to a party of {attempt.size} while {left} seats were free"
    yield from _left_over(log, facts)


def _taken_by(bookings: Sequence[Booking], windows: Mapping[int, Window]):  # type: ignore[no-untyped-def]
    """How many seats of a slot were taken at a moment, at most: what was decided by then, and what others hold."""
    decided: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one in bookings:
        decided[one.slot].append((one.at, one.seats))
    held = {slot: window.tickets - sum(n for _, n in decided[slot]) for slot, window in windows.items()}
    return lambda slot, at: held[slot] + sum(seats for moment, seats in decided[slot] if moment <= at)


def _left_over(log: Log, facts: Facts) -> Iterator[str]:
    room = {one.slot: one.capacity - one.taken for one in facts.windows}
    most = max(room.values(), default=0)
    if facts.state == "closed" and most:
        yield f"the opening closed with {sum(room.values())} seats left"
    waiting = [party for party in log.parties if party.fate == "waiting"]
    for party in waiting:
        if party.size <= most and facts.came.get(party.account) is not None:
            yield f"party {party.number} of {party.size} waits although a window has {most} seats"
    if facts.state == "running" and any(facts.came.get(party.account) is None for party in waiting):
        yield "the play ended before everybody's turn had come"


def lost(log: Log, facts: Facts) -> Iterator[str]:
    """Promises that are not in the tables, bookings that nobody asked for, and keys with two answers."""
    account = {party.number: party.account for party in log.parties}
    kept = {(one.account, one.key): one for one in facts.bookings}
    promised: dict[tuple[int, str], set[str]] = defaultdict(set)
    asked = set()
    for one in log.attempts:
        name = (account[one.party], one.key)
        asked.add(name)
        if one.status == BOOKED:
            promised[name].add(one.code)
            if name not in kept:
                yield f"{one.code} was promised to party {one.party} and is not in the tables"
            elif kept[name].slot != one.slot:
                yield f"{one.code} was promised for slot {one.slot} and stands in slot {kept[name].slot}"
    for name, codes in promised.items():
        if len(codes) > 1:
            yield f"one key was answered with {', '.join(sorted(codes))}"
        if name in kept and codes != {kept[name].code}:
            yield f"{', '.join(sorted(codes))} was promised, {kept[name].code} is in the tables"
    for name, booking in kept.items():
        if name not in asked:
            yield f"booking {booking.code} was asked for by nobody"
        elif name not in promised:
            yield f"booking {booking.code} was never told to the party that asked for it"
    yield from _twice(facts)


def _twice(facts: Facts) -> Iterator[str]:
    seen: set[int] = set()
    for one in facts.bookings:
        if one.account in seen:
            yield f"account {one.account} has a second booking, {one.code}"
        seen.add(one.account)


def out_of_order(facts: Facts) -> Iterator[str]:
    """Bookings of parties whose turn had not come: somebody with fewer people before them was still outside."""
    for one in facts.bookings:
        came_at = facts.came.get(one.account)
        if came_at is None or one.at < came_at - 0.001:
            yield f"booking {one.code} with {one.ahead} people before it was made before its turn"


def intruders(log: Log) -> Iterator[str]:
    """A forged, stolen or expired pass, or a key with another body, that was given anything."""
    for one in log.attempts:
        allowed = REFUSED_TO_BOTS.get(one.trick)
        if allowed and one.status < AGAIN_FROM_HERE and one.status not in {NO_ANSWER, *allowed}:
            yield f"party {one.party} got {one.status} {one.code} with a pass or body that was {one.trick}"


def errors(log: Log) -> Iterator[str]:
    """Answers that no client should get."""
    yield from log.faults
    for one in log.attempts:
        if one.status not in {NO_ANSWER, *EXPECTED}:
            yield f"party {one.party} got {one.status} {one.code}"
        if one.trick in OWN and one.status in {401, 422}:
            yield f"party {one.party} got {one.status} {one.code} for an honest request"
    for poll in log.polls:
        if poll.status != 200:
            yield f"state.json answered {poll.status}"


def _side(parties: Sequence[Party], facts: Facts) -> Side:
    booked_at = {one.account: one.at for one in facts.bookings}
    waits = sorted(
        booked_at[party.account] - came
        for party in parties
        if party.account in booked_at and (came := facts.came.get(party.account)) is not None
    )
    booked = sum(party.account in booked_at for party in parties)
    return Side(len(parties), booked, waits[len(waits) // 2] if waits else None)


def refusals(attempts: Sequence[Attempt]) -> dict[str, int]:
    """How often each reason was told, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for one in attempts:
        if one.status not in {BOOKED, NO_ANSWER}:
            counts[one.code or str(one.status)] += 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
