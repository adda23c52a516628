"""Seats that were given back: they wait a while that nobody can foresee, so that nobody can hand one over."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least

from giliran.offices import selectors as offices
from giliran.slots.models import SeatReturn, Slot
from giliran.slots.policy import FOR_WAITING


def give_back(slot_id: int, seats: int, *, now: datetime) -> datetime:
    """Take note of seats that a party gave back; when they will be offered again. They stay taken until then.

    Runs inside a transaction that holds the slot.
    """
    least, most = sorted(map(offices.national_figure, ("return_least_minutes", "return_most_minutes")))
    due_at = now + timedelta(seconds=60 * least + secrets.randbelow(60 * (most - least) + 1))
    SeatReturn.objects.create(slot_id=slot_id, seats=seats, returned_at=now, due_at=due_at)
    Slot.objects.filter(id=slot_id).update(returning=F("returning") + seats)
    return due_at


def hand_on(slot_id: int, seats: int) -> None:
    """Free seats for whoever takes them before the transaction ends, which holds the slot: from one person to another,
    with no moment between."""
    Slot.objects.filter(id=slot_id).update(taken=F("taken") - seats)


def slots_for_waiting() -> list[int]:
    """The slots whose free seats are to be offered to those who wait before they are everybody's, in id order."""
    return list(Slot.objects.filter(reserved_for=FOR_WAITING).order_by("id").values_list("id", flat=True))


def open_to_all(slot_ids: Iterable[int] | QuerySet[Slot, int]) -> int:
    """Those who wait have had their choice, or nobody waits: what is still free in these slots is everybody's. In one
    statement, also where they are named by a query; how many slots were not everybody's before."""
    return Slot.objects.filter(id__in=slot_ids, reserved_for=FOR_WAITING).update(reserved_for="")


def keep_for_waiting(slot_id: int) -> None:
    """Free seats that are open stay with those who wait a little longer. Inside a transaction that holds the slot."""
    Slot.objects.filter(id=slot_id, reserved_for="").update(reserved_for=FOR_WAITING)


def slots_with_due_returns(now: datetime) -> list[int]:
    """The slots in which a seat has waited long enough, in id order."""
    due = SeatReturn.objects.filter(offered_at=None, due_at__lte=now)
    return list(due.order_by("slot_id").values_list("slot_id", flat=True).distinct())


def free_due_returns(slot_id: int, *, now: datetime) -> int:
    """Make the seats free that have waited long enough; how many can be given again. What stood beyond the rules ends.

    Runs inside a transaction that holds the slot; whoever is to have them first takes them before it ends.
    """
    due = SeatReturn.objects.filter(slot_id=slot_id, offered_at=None, due_at__lte=now).select_for_update(no_key=True)
    found = list(due.order_by("id"))
    seats = sum(one.seats for one in found)
    if not seats:
        return 0
    SeatReturn.objects.filter(id__in=[one.pk for one in found]).update(offered_at=now)
    ending = Least(F("surplus"), seats)
    Slot.objects.filter(id=slot_id).update(
        taken=F("taken") - seats,
        returning=F("returning") - seats,
        capacity=F("capacity") - ending,
        surplus=Greatest(0, F("surplus") - seats),
    )
    slot = Slot.objects.get(id=slot_id)
    return min(seats, slot.capacity - slot.taken)
