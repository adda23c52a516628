"""What must hold of the waiting list at every moment, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from giliran.slots.policy import FOR_WAITING
from giliran.waiting.models import PassedOn, WaitingParty, WaitingPerson, WantedDay
from giliran.waiting.states import State


def broken() -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    sized = WaitingParty.objects.annotate(size=Count("people")).exclude(party=F("size"))
    for number, party, size in sized.values_list("public_id", "party", "size"):
        yield f"waiting party {number}: a party of {party} with {size} people"
    is_off = Q(is_live=True) ^ Q(party__state=State.WAITING)
    for rows, words in ((WaitingPerson, "people"), (WantedDay, "days")):
        off = rows.objects.filter(is_off).values_list("party__public_id", flat=True)
        for number in off.distinct():
            yield f"waiting party {number}: its {words} do not know whether it waits"
    elsewhere = WantedDay.objects.exclude(office=F("party__office")).values_list("party__public_id", flat=True)
    for number in elsewhere.distinct():
        yield f"waiting party {number}: its days are of another office"
    yield from _broken_bookings()
    for came in PassedOn.objects.filter(done_at=None).exclude(slot__reserved_for=FOR_WAITING):
        yield f"slot {came.slot_id}: seats are being passed on that are kept for nobody"


def _broken_bookings() -> Iterator[str]:
    found = WaitingParty.objects.filter(booking__isnull=False).annotate(seats=Count("booking__tickets"))
    for one in found.exclude(booking__account_id=F("account_id")):
        yield f"waiting party {one.public_id}: its booking is another account's"
    for one in found.exclude(party=F("seats")):
        yield f"waiting party {one.public_id}: {one.seats} seats were found for a party of {one.party}"
    for one in found.exclude(booking__slot__office_id=F("office_id")):
        yield f"waiting party {one.public_id}: its place was found at another office"
    kept = found.filter(state=State.DECLINED, booking__tickets__state="confirmed")
    for number in kept.values_list("public_id", flat=True).distinct():
        yield f"waiting party {number}: declined, but its tickets live"
