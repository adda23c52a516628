"""Entries, for those who may see them, and what people bring into a draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.opening import permissions
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import losses
from giliran.opening.states import Outcome

MOST_FOUND = 20


_TAKEN_OVER = Q(state=TicketState.CANCELLED, lifted_at__isnull=False)
"""A seat that somebody else had taken for this NIK, and that was never its person's own."""


class Standing(NamedTuple):
    """What a person brings into a draw: losses, and whether an office owes them a place."""

    losses: int
    is_owed: bool


def live_tickets(niks: Sequence[bytes]) -> set[bytes]:
    """Those of these NIKs that hold a live ticket."""
    found = Ticket.objects.filter(nik_hash__in=niks, state=TicketState.CONFIRMED).values_list("nik_hash", flat=True)
    return set(map(bytes, found))


def standing_of(niks: Sequence[bytes], *, now: datetime) -> list[Standing]:
    """What each of these people brings into a draw, in the order asked."""
    lost: dict[bytes, list[datetime]] = {}
    losing = EntryPerson.objects.filter(nik_hash__in=niks, lost_at__isnull=False)
    for person in losing.only("nik_hash", "lost_at"):
        if person.lost_at:
            lost.setdefault(bytes(person.nik_hash), []).append(person.lost_at)
    seated, owed = _seats_of(niks)
    return [Standing(losses.losses_of(lost.get(nik, ()), seated.get(nik), now), nik in owed) for nik in niks]


def _seats_of(niks: Sequence[bytes]) -> tuple[dict[bytes, datetime], set[bytes]]:
    """The moment of each person's last seat that no office took back, and who is owed one since."""
    seated: dict[bytes, datetime] = {}
    taken_back: dict[bytes, datetime] = {}
    for state in (Q(state=TicketState.CONFIRMED), ~Q(state=TicketState.CONFIRMED)):  # each has an index of its own
        own = Ticket.objects.filter(state, nik_hash__in=niks).exclude(_TAKEN_OVER)
        rows = own.values_list("nik_hash", "is_office_fault")
        for nik, is_fault, moment in rows.annotate(Max("booking__created_at")):
            kept = taken_back if is_fault else seated
            kept[bytes(nik)] = max(moment, kept.get(bytes(nik), moment))
    return seated, {nik for nik, moment in taken_back.items() if nik not in seated or seated[nik] < moment}


def entries_of(actor: Actor) -> QuerySet[Entry]:
    """The actor's own entries, the newest first."""
    return _whole().filter(account_id=actor.user_id).order_by("-created_at")


def entry_for(public_id: str, actor: Actor) -> Entry | None:
    """An entry that the actor may see; None for every other."""
    entry = _whole().filter(public_id=public_id).first()
    return entry if entry and permissions.may_see(actor, entry) else None


def entries_at(opening: Opening, actor: Actor) -> QuerySet[Entry]:
    """The entries that officers made for people at the office's desk, the newest first."""
    if not permissions.may_watch(actor, opening.office_id) and not permissions.may_assist(actor, opening.office_id):
        return Entry.objects.none()
    return _whole().filter(opening=opening, door="desk").order_by("-created_at")


def entries_found(office: Office, actor: Actor, *, number: str = "", nik_hash: bytes = b"") -> list[Entry]:
    """Entries in an office's openings by the beginning of their number, or of one NIK, the newest first; for those who
    help at its desk."""
    if not permissions.may_assist(actor, office.pk):
        return []
    found = _whole().filter(opening__office=office)
    found = found.filter(people__nik_hash=nik_hash) if nik_hash else found.filter(public_id__startswith=number)
    return list(found.order_by("-created_at")[:MOST_FOUND])


def live_entry_of(actor: Actor, opening: Opening) -> Entry | None:
    """The actor's newest entry in an opening that still counts."""
    dead = (Outcome.WITHDRAWN, Outcome.VOID)
    return entries_of(actor).filter(opening=opening).exclude(outcome__in=dead).first()


def entry_of_key(key: str, actor: Actor) -> Entry | None:
    """What the actor's account entered under a key; None while it has not."""
    return Entry.objects.filter(account_id=actor.user_id, key=key).first()


def people_in_entries(niks: Sequence[bytes], actor: Actor) -> list[EntryPerson]:
    """Those of these NIKs that stand in an entry that the actor's own account made and that is not over."""
    mine = EntryPerson.objects.filter(nik_hash__in=niks, is_live=True, entry__account_id=actor.user_id)
    return list(mine.select_related("entry__opening__office"))


def _whole() -> QuerySet[Entry]:
    related = ("opening__office__regency__province", "account", "slot__window", "booking")
    return Entry.objects.select_related(*related).prefetch_related("people__applicant")
