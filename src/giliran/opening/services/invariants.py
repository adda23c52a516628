"""What must hold of openings at every moment, asked of the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.states import LIVE, Outcome, State
from giliran.slots.models import Slot

_SEATED = (Outcome.ENTITLED, Outcome.BALLOT, Outcome.TURN)


def broken() -> Iterator[str]:
    """A sentence for each promise that the tables do not keep; nothing when all is well."""
    sized = Entry.objects.annotate(size=Count("people")).exclude(party=F("size"))
    for number, party, size in sized.values_list("public_id", "party", "size"):
        yield f"entry {number}: a party of {party} with {size} people"
    for entry in Entry.objects.filter(Q(outcome__in=_SEATED) ^ Q(booking__isnull=False)):
        yield f"entry {entry.public_id}: outcome {entry.outcome or 'open'} and booking do not go together"
    for entry in Entry.objects.filter(booking__isnull=False).exclude(booking__account_id=F("account_id")):
        yield f"entry {entry.public_id}: its booking is another account's"
    held = Slot.objects.filter(reserved_for__startswith="opening:").exclude(reserved_for__in=_live_names())
    for slot in held:
        yield f"slot {slot.pk}: kept for {slot.reserved_for}, which is over"
    over = EntryPerson.objects.filter(is_live=True, entry__opening__settled_at__isnull=False)
    for person in over.select_related("entry"):
        yield f"entry {person.entry.public_id}: its people are held although the opening is settled"
    early = Opening.objects.filter(state__in=[State.GATHERING, State.FROZEN]).exclude(seed="")
    for opening in early:
        yield f"{opening.name}: its seed is known before the draw"


def _live_names() -> list[str]:
    return [f"opening:{pk}" for pk in Opening.objects.filter(state__in=LIVE).values_list("pk", flat=True)]
