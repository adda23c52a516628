"""Complaints for those who work on them. Whoever may not see one does not learn that it exists."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from giliran.complaints import permissions
from giliran.complaints.models import Complaint, ComplaintMove, Reply
from giliran.complaints.states import OPEN
from giliran.core import ids
from giliran.core.secrets import keyring
from giliran.core.types import Actor
from giliran.offices.models import Office

PREFIX = "ADU"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who complains, as far as they said it; `phone` as `+6281234567890`, or a name on the channel."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone)


NOBODY_NAMED = Contact()


def seen_by(actor: Actor, office: Office | None = None) -> QuerySet[Complaint]:
    """What the actor may see: of one office; or of the whole country, for headquarters. Those joined with another are
    among them: `merged_into=None` leaves them out."""
    if permissions.is_headquarters(actor):
        return Complaint.objects.filter(office=office) if office else Complaint.objects.all()
    if office is None or not permissions.may_work_at(actor, office.pk):
        return Complaint.objects.none()
    return Complaint.objects.filter(office=office, in_confidence=False)


def desk(actor: Actor, office: Office | None = None) -> QuerySet[Complaint]:
    """What somebody has to do something about, what is due first on top: at the office, or at headquarters (`office` is
    None)."""
    found = seen_by(actor, office).filter(merged_into=None, state__in=OPEN, at_headquarters=office is None)
    return found.select_related("office", "assigned_to").order_by("due_at", "id")


def complaint_seen(number: str, actor: Actor) -> Complaint | None:
    """One complaint by its number as typed, if the actor may see it."""
    found = Complaint.objects.select_related(
        "office", "booking__slot__office", "assigned_to", "merged_into", "incident"
    )
    complaint = found.filter(number=parse_number(number)).first()
    return complaint if complaint and permissions.may_see(actor, complaint) else None


def parse_number(typed: str) -> str:
    """The nine signs of a number as typed (`ADU-K7M-PQ2-X9A`, any case); empty if it cannot be one."""
    text = typed.strip().upper().removeprefix(PREFIX)
    return ids.parse_booking_code(text) or ""


def show_number(number: str) -> str:
    """`K7MPQ2X9A` as people read it: `ADU-K7M-PQ2-X9A`."""
    return f"{PREFIX}-{ids.show_code(number)}"


def same_sender(complaint: Complaint, actor: Actor) -> QuerySet[Complaint]:
    """What the same person sent by the same channel and is not joined yet: offered to be merged."""
    if complaint.sender_hash is None or not permissions.may_see(actor, complaint):
        return Complaint.objects.none()
    visible = Q(in_confidence=False) | Q(in_confidence=permissions.is_headquarters(actor))
    found = Complaint.objects.filter(visible, sender_hash=complaint.sender_hash, merged_into=None, state__in=OPEN)
    return found.filter(office=complaint.office).exclude(pk=complaint.pk).order_by("-filed_at")


def replies_of(complaint: Complaint) -> list[Reply]:
    """Everything that was said, internal notes too, the oldest first."""
    return list(complaint.replies.select_related("by").order_by("at", "id"))


def moves_of(complaint: Complaint) -> list[ComplaintMove]:
    """Every step, the oldest first."""
    return list(complaint.moves.select_related("by").order_by("at", "id"))


def contact_of(complaint: Complaint) -> Contact:
    """For the product's own letters; people go through `services.open_contact`, which puts the look on record."""
    if complaint.contact_sealed is None:
        return Contact()
    return Contact(**json.loads(keyring().unseal(complaint.contact_sealed, complaint.place_of("contact_sealed"))))


def joined_count(complaint: Complaint) -> int:
    """How many were joined with this one."""
    return Complaint.objects.filter(merged_into=complaint).count()
