"""What must be true of a day on the floor, reckoned from the moves alone and not by the code that made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from giliran.booking.models import Ticket
from giliran.booking.services import invariants as booking
from giliran.issuance.models import Case
from giliran.issuance.services import invariants as issuance
from giliran.onsite.models import Call, Visit, VisitMove
from giliran.onsite.services import invariants as onsite
from giliran.payments.models import Bill
from giliran.payments.services import invariants as payments

AT_A_COUNTER = {"called", "serving", "held"}
SKIP_PAUSE = timedelta(minutes=5)


@dataclass
class Person:
    """One visit while the day is told again."""

    visit: Visit
    state: str = ""
    stage: int | None = None
    counter: int | None = None
    since: datetime | None = None
    callable_from: datetime | None = None

    @property
    def turn(self) -> tuple[datetime, str, int]:
        return self.visit.turn_at, self.visit.ticket.letter, self.visit.ticket.number


@dataclass
class Reckoning:
    """The faults that were found, and the figures of the day."""

    faults: list[str]
    ends: Counter[str]
    longest: dict[str, float]
    """Precedence to the longest wait at one stage, in minutes."""
    attended: int
    missed: int
    paid: int


def reckon(looks: Sequence[tuple[datetime, dict[str, int]]], *, most_in_a_row: int, now: datetime) -> Reckoning:
    """Tell the day again from its moves, and compare it with what the head's page said."""
    story = _Story(most_in_a_row)
    faults = [*story.tell(list(looks)), *_sums(), *_promises(now)]
    ends = Counter(Visit.objects.values_list("state", flat=True))
    attended = Ticket.objects.filter(state="attended").count()
    missed = Ticket.objects.filter(state="missed").count()
    return Reckoning(faults, ends, story.longest, attended, missed, Bill.objects.filter(state="paid").count())


class _Story:
    def __init__(self, most_in_a_row: int) -> None:
        self.most = most_in_a_row
        self.people = {one.pk: Person(one) for one in Visit.objects.select_related("ticket")}
        self.streak: Counter[int] = Counter()
        self.longest: dict[str, float] = {}

    def tell(self, looks: list[tuple[datetime, dict[str, int]]]) -> Iterator[str]:
        moves = VisitMove.objects.order_by("id")
        after = self._stages_after()
        for move in moves:
            while looks and looks[0][0] < move.at:
                yield from self._compare(*looks.pop(0))
            person = self.people[move.visit_id]
            if move.deed == "called" and move.why != "party":
                yield from self._called(person, move)
            yield from self._take(person, move, after.get(move.pk))
        for look in looks:
            yield from self._compare(*look)

    def _stages_after(self) -> dict[int, int | None]:
        """Move id to the stage where its visit was afterwards: where the next move left it, or where it is now."""
        found: dict[int, int | None] = {}
        last: dict[int, int] = {}
        for pk, visit_id, stage_id in VisitMove.objects.order_by("id").values_list("id", "visit_id", "stage_id"):
            if visit_id in last:
                found[last[visit_id]] = stage_id
            last[visit_id] = pk
        for visit_id, pk in last.items():
            found[pk] = self.people[visit_id].visit.stage_id
        return found

    def _take(self, person: Person, move: VisitMove, stage: int | None) -> Iterator[str]:
        if move.from_state and move.from_state != person.state:
            yield f"{person.visit.ticket.label} was {person.state}, and its move says {move.from_state}"
        if move.deed == "called":
            if person.counter is not None:
                yield f"{person.visit.ticket.label} was called at two counters at once"
            if person.since:
                waited = (move.at - person.since).total_seconds() / 60
                of = person.visit.precedence
                self.longest[of] = max(self.longest.get(of, 0), waited)
        if move.to_state == "waiting" and (stage != person.stage or person.state != "called"):
            person.since = move.at
        person.callable_from = move.at + SKIP_PAUSE if move.deed == "skipped" else None
        person.state, person.stage = move.to_state, stage
        person.counter = move.counter_id if move.to_state in AT_A_COUNTER else None

    def _called(self, person: Person, move: VisitMove) -> Iterator[str]:
        """Nobody of the same kind with an earlier turn was passed over, and precedence did not go on for ever."""
        there = [
            one
            for one in self.people.values()
            if one.state == "waiting"
            and one.stage == person.stage
            and (one.callable_from is None or one.callable_from <= move.at)
        ]
        is_skipped = person.callable_from is not None and person.callable_from > move.at
        if is_skipped and there:
            yield f"{person.visit.ticket.label} was skipped a moment ago and called before {len(there)} others"
        regular = person.visit.precedence == "regular"
        same = [one for one in there if (one.visit.precedence == "regular") == regular]
        first = min(same, key=lambda one: one.turn, default=person)
        if not is_skipped and first.turn < person.turn:
            yield f"{person.visit.ticket.label} was called before {first.visit.ticket.label}, whose turn came first"
        stage = person.stage or 0
        party = person.visit.ticket.booking_id
        others = any(one.visit.precedence == "regular" and one.visit.ticket.booking_id != party for one in there)
        self.streak[stage] = 0 if regular or not others else self.streak[stage] + 1
        if self.streak[stage] > self.most:
            yield f"{self.streak[stage]} people with precedence were called in a row while others waited"

    def _compare(self, moment: datetime, shown: dict[str, int]) -> Iterator[str]:
        """What the head's page said, against the story so far."""
        told = Counter(one.state for one in self.people.values() if one.state)
        for state in ("waiting", "called", "serving", "held", "parked", "absent", "left", "done"):
            if shown[state] != told[state]:
                yield f"{moment:%H:%M}: the page says {shown[state]} {state}, the moves say {told[state]}"
        waiting = Counter(one.stage for one in self.people.values() if one.state == "waiting")
        for name, count in shown.items():
            if name.startswith("stage ") and waiting[int(name.removeprefix("stage "))] != count:
                yield f"{moment:%H:%M}: the page says {count} wait at {name}, the moves say otherwise"


def _sums() -> Iterator[str]:
    """Everybody who came is somewhere, and only there."""
    ends = Counter(Visit.objects.values_list("state", flat=True))
    strange = set(ends) - {"done", "left", "parked"}
    if strange:
        yield f"the day ended with people {', '.join(sorted(strange))}"
    came = Ticket.objects.filter(state="attended").count()
    if came != ends.total():
        yield f"{came} people came in, and there are {ends.total()} visits"
    if Ticket.objects.filter(state="confirmed").exists():
        yield "somebody neither came nor missed it"
    if Case.objects.count() != ends["done"]:
        yield f"{ends['done']} visits are finished, and {Case.objects.count()} passports begun"
    unpaid = Visit.objects.filter(state="done").exclude(ticket__bills__state="paid").count()
    if unpaid:
        yield f"{unpaid} people are done and have not paid"
    calls = VisitMove.objects.filter(deed__in=["called", "recalled"]).count()
    announced = sum(len(labels) for labels in Call.objects.values_list("labels", flat=True))
    if calls != announced:
        yield f"{calls} people were called, and {announced} announced"


def _promises(now: datetime) -> Iterator[str]:
    yield from booking.broken()
    yield from payments.broken()
    yield from onsite.broken(now)
    yield from issuance.broken(now)
