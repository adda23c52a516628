"""Let an opening run: open, let people in by the line, close, and settle who came away with nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from giliran.core import db
from giliran.core.types import SYSTEM, Actor
from giliran.offices.states import Pool
from giliran.opening import selectors
from giliran.opening.models import Entry, EntryPerson, Opening, OpeningSlot, PaceChange
from giliran.opening.policy import losses, seats, turns
from giliran.opening.services.lock import locked
from giliran.opening.services.schedule import record
from giliran.opening.states import Method, News, Outcome, State
from giliran.slots import selectors as slots_reads
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.slots.states import SlotState

ON_TIME = timedelta(seconds=10)
"""An opening that is this little late counts from its hour."""

CHUNK = 1_000


def open_due(now: datetime) -> int:
    """Tick step: open what is drawn, or has nothing to draw, when its hour has come. Returns how many."""
    drawn = Q(state=State.DRAWN, entitled_given_at__isnull=False)
    undrawn = Q(state=State.SCHEDULED, method=Method.OPEN)
    due = Opening.objects.filter(drawn | undrawn, opens_at__lte=now, paused_at=None).values_list("pk", flat=True)
    return sum(_open(pk, now) for pk in due)


def _open(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        opening = locked(pk, State.DRAWN, State.SCHEDULED)
        if opening is None:
            return False
        begins_at = opening.opens_at if now - opening.opens_at <= ON_TIME else now
        slots.release_held(opening.name, Pool.ONLINE, now=now)
        _look_at_slots(opening, now)
        PaceChange.objects.create(opening=opening, at=begins_at, pace=opening.pace, admitted=0)
        opening.state, opening.opened_at = State.RUNNING, begins_at
        opening.save(update_fields=["state", "opened_at"])
        record("opening.opened", opening, SYSTEM, now)
    return True


def _look_at_slots(opening: Opening, now: datetime) -> None:
    """What is free when it opens; slots that came after the draw are taken note of."""
    for slot in selectors.slots_of(opening):
        free = slot.capacity - slot.taken if slot.state == SlotState.RELEASED and slot.starts_at > now else 0
        OpeningSlot.objects.update_or_create(
            opening=opening,
            slot=slot,
            defaults={"free_at_ballot": free},
            create_defaults={"pool": slot.pool, "capacity": slot.capacity, "free_at_ballot": free},
        )


def line_up_due(now: datetime) -> int:
    """Tick step: put those who came after the freeze behind the roll, in the order of coming. Returns how many."""
    waiting = Opening.objects.filter(
        state__in=[State.FROZEN, State.DRAWN, State.RUNNING],
        entries__late_after=None,
        entries__in_roll=False,
        entries__withdrawn_at=None,
    )
    return sum(_line_up(pk) for pk in waiting.distinct().values_list("pk", flat=True))


def _line_up(pk: int) -> int:
    with transaction.atomic():
        opening = locked(pk, State.FROZEN, State.DRAWN, State.RUNNING)
        if opening is None:
            return 0
        late = opening.entries.filter(late_after=None, in_roll=False, withdrawn_at=None).order_by("pk")
        rows: list[tuple[int, int, int | None]] = []
        for entry_pk, party in late.values_list("pk", "party")[:CHUNK]:
            rows.append((entry_pk, opening.late_people, _ahead(opening)))
            opening.late_people += party
        db.update_rows(db.table_of(Entry), "bigint", {"late_after": "int", "ahead": "int"}, rows)
        opening.save(update_fields=["late_people"])
    return len(rows)


def _ahead(opening: Opening) -> int | None:
    if opening.method != Method.TURNS:
        return 0
    return None if opening.state == State.FROZEN else opening.line_people + opening.late_people


def admit_due(now: datetime) -> int:
    """Tick step: note whose turn has come, whether some window could hold them, and that they are to be told."""
    outside = Entry.objects.filter(opening=OuterRef("pk"), admitted_at=None, ahead__isnull=False, outcome="")
    running = Opening.objects.filter(state=State.RUNNING, method=Method.TURNS, paused_at=None)
    return sum(_admit(opening, now) for opening in running.filter(Exists(outside)))


def _admit(opening: Opening, now: datetime) -> int:
    with transaction.atomic():
        return _note_turns(opening, now) if locked(opening.pk, State.RUNNING) else 0


def _note_turns(opening: Opening, now: datetime) -> int:
    """The next whose turn has come. Nobody who has a seat already was let in before those who stand before them."""
    stretches = selectors.stretches_of(opening)
    noted = opening.entries.filter(admitted_at__isnull=False).aggregate(last=Max("admitted_at"))["last"]
    as_of = max(now, noted) if noted else now
    most = max((slot.capacity - slot.taken for slot in open_slots(opening)), default=0)
    come = opening.entries.filter(admitted_at=None, ahead__lt=turns.admitted(stretches, as_of), outcome="")
    rows = [
        (pk, turns.came_at(stretches, ahead or 0, as_of), most >= party, News.TURN.value)
        for pk, ahead, party in come.order_by("ahead").values_list("pk", "ahead", "party")[:CHUNK]
    ]
    columns = {"admitted_at": "timestamptz", "could_hold": "boolean", "news": "text"}
    db.update_rows(db.table_of(Entry), "bigint", columns, rows)
    return len(rows)


def open_slots(opening: Opening) -> list[Slot]:
    """The online slots that its entries may take seats of."""
    return [one for one in selectors.slots_of(opening) if one.pool == Pool.ONLINE and one.state == SlotState.RELEASED]


def close_due(now: datetime) -> int:
    """Tick step: close what is over, by the clock or because its last seat is taken. Returns how many."""
    with_room = slots_reads.names_with_room()
    running = Opening.objects.filter(state=State.RUNNING)
    return sum(_close(one.pk, now) for one in running if one.closes_at <= now or one.name not in with_room)


def _is_taken(opening: Opening) -> bool:
    if selectors.phase_of(opening) == "balloting":
        return False
    return not any(slot.capacity > slot.taken for slot in open_slots(opening))


def _close(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        opening = locked(pk, State.RUNNING)
        if opening is None or not (opening.closes_at <= now or _is_taken(opening)):
            return False
        while opening.method == Method.TURNS and _note_turns(opening, now):
            pass  # all whose turn came before the end, so that nobody behind them stands there alone
        end(opening, State.CLOSED, SYSTEM, now)
    return True


def end(opening: Opening, state: str, by: Actor, now: datetime) -> None:
    """Close or cancel a locked opening: its slots are everybody's. Its entries are settled by the tick."""
    closed = [one.pk for one in selectors.slots_of(opening) if one.state == SlotState.CLOSED]
    OpeningSlot.objects.filter(opening=opening, slot__in=closed, closed_at=None).update(closed_at=now)
    slots.join_back(opening.name)
    slots.give_free(opening.name)
    opening.state, opening.closed_at = state, now
    opening.save(update_fields=["state", "closed_at", "seed", "cancel_reason"])
    record(f"opening.{state}", opening, by, now)


def settle_due(now: datetime) -> int:
    """Tick step: after the end, free the people, count the losses, and have everybody told. How many entries."""
    over = Opening.objects.filter(state__in=[State.CLOSED, State.CANCELLED], settled_at=None)
    return sum(_settle(opening, now) for opening in over)


def _settle(opening: Opening, now: datetime) -> int:
    settled = 0
    while chunk := _settle_chunk(opening, now):
        settled += chunk
    with transaction.atomic():
        _free_the_rest(opening)
        db.claim(Opening.objects.filter(pk=opening.pk, settled_at=None), settled_at=now)
    return settled


def _settle_chunk(opening: Opening, now: datetime) -> int:
    """The next entries that came to nothing, whole or not at all."""
    with transaction.atomic():
        undecided = opening.entries.filter(outcome="").order_by("pk").select_for_update(no_key=True)
        found = list(undecided[:CHUNK])
        ids = [entry.pk for entry in found]
        news = News.CANCELLED if opening.state == State.CANCELLED else News.OVER
        Entry.objects.filter(pk__in=ids).update(outcome=Outcome.NONE, news=news)
        if opening.state == State.CLOSED:
            _count_losses(opening, found, now)
    return len(found)


def _count_losses(opening: Opening, nothing: Sequence[Entry], now: datetime) -> None:
    slots_of = OpeningSlot.objects.filter(opening=opening, pool=Pool.ONLINE)
    online = list(slots_of.values_list("slot_id", flat=True))
    lost = [
        entry.pk
        for entry in nothing
        if entry.in_roll
        and losses.has_lost(
            opening.method,
            Outcome.NONE,
            could_hold=entry.could_hold,
            is_fair_attempt=seats.is_fair_attempt(entry.wishes, online) if entry.wishes else False,
        )
    ]
    EntryPerson.objects.filter(entry__in=lost, ended_at=None).update(lost_at=now)


def _free_the_rest(opening: Opening) -> None:
    people = EntryPerson.objects.filter(entry__opening=opening)
    people.filter(is_live=True).update(is_live=False)
    if opening.state == State.CANCELLED:
        people.exclude(week=None).update(week=None)
