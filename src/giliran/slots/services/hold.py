"""Seats that an opening holds: kept for its entries, some of them carved out for the entitled, and given free again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Case, F, Value, When

from giliran.offices.models import Office
from giliran.offices.states import Pool
from giliran.slots.models import Slot
from giliran.slots.policy import FOR_WAITING, POOL_LETTERS, first_number
from giliran.slots.states import SlotState


def hold(office: Office, first: date, last: date, name: str) -> int:
    """Keep the online seats of these days, if they are not open yet, for requests that carry `name`. How many slots."""
    return Slot.objects.filter(
        office=office, pool=Pool.ONLINE, state=SlotState.DRAFT, reserved_for="", date__range=(first, last)
    ).update(reserved_for=name)


def carve(name: str, seats: Mapping[int, int]) -> None:
    """Move seats (online slot id to how many) to the entitled slot of the same window. Runs inside a transaction."""
    found = Slot.objects.filter(id__in=list(seats), reserved_for=name).order_by("id").select_for_update(no_key=True)
    for slot in found.select_related("window"):
        number = min(seats[slot.pk], slot.capacity - slot.taken)
        if number > 0:
            Slot.objects.filter(id=slot.pk).update(capacity=F("capacity") - number, lent=F("lent") + number)
            _give_to_entitled(slot, number)


def _give_to_entitled(slot: Slot, number: int) -> None:
    """Seats for the entitled slot of a window; one that an earlier opening left behind is used again."""
    same = _entitled_of(slot)
    place = {name: same[name] for name in ("office_id", "window_id", "date", "pool")}
    entitled, is_new = Slot.objects.get_or_create(**place, defaults={**same, "capacity": number})
    if not is_new:
        again = {name: same[name] for name in ("state", "opens_at", "reserved_for")}
        Slot.objects.filter(id=entitled.pk).update(capacity=F("capacity") + number, **again)


def _entitled_of(slot: Slot) -> dict[str, object]:
    first = first_number(slot.window.letter, Pool.ENTITLED)
    same = ("office_id", "window_id", "date", "starts_at", "ends_at", "state", "opens_at", "reserved_for")
    return {
        **{name: getattr(slot, name) for name in same},
        "pool": Pool.ENTITLED,
        "letter": POOL_LETTERS[Pool.ENTITLED],
        "first_number": first,
        "last_number": first - 1,
    }


def release_held(name: str, pool: Pool, *, now: datetime) -> int:
    """Open the held drafts of a pool to those who carry the name. How many slots."""
    drafts = Slot.objects.filter(reserved_for=name, pool=pool, state=SlotState.DRAFT)
    return drafts.update(state=SlotState.RELEASED, opens_at=now)


def move_release(name: str, opens_at: datetime) -> None:
    """Held drafts open at another moment."""
    Slot.objects.filter(reserved_for=name, state=SlotState.DRAFT).update(opens_at=opens_at)


def join_back(name: str) -> None:
    """Give the entitled seats that nobody took to the online slot of the same window. Runs inside a transaction."""
    held = Slot.objects.filter(reserved_for=name).order_by("id").select_for_update(no_key=True)
    slots = list(held)
    online = {(slot.window_id, slot.date): slot for slot in slots if slot.pool == Pool.ONLINE}
    for slot in slots:
        left = slot.capacity - slot.taken
        home = online.get((slot.window_id, slot.date))
        if slot.pool == Pool.ENTITLED and left and home:
            Slot.objects.filter(id=slot.pk).update(capacity=F("taken"))
            Slot.objects.filter(id=home.pk).update(capacity=F("capacity") + left, lent=F("lent") - left)


def give_free(name: str) -> int:
    """Whatever is still held under this name goes to those who wait, and then to everybody. How many slots."""
    is_open = When(state=SlotState.RELEASED, then=Value(FOR_WAITING))
    return Slot.objects.filter(reserved_for=name).update(reserved_for=Case(is_open, default=Value("")))
