"""Reads of visits without a booking: who is still without a name, and what can be had at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import ServiceText
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.onsite.models import GateDevice
from giliran.payments import selectors as payments
from giliran.payments.models import Bill
from giliran.slots import selectors as slots
from giliran.slots.policy import SlotFacts
from giliran.walkin import permissions, policy, sentences
from giliran.walkin.models import WalkIn
from giliran.walkin.states import Reason


@dataclass(frozen=True, slots=True)
class ReasonNow:
    """A reason as it stands at this moment: `left` seats of today, or why nobody comes in with it, and where the next
    seat is."""

    reason: Reason
    left: int
    refusal: Refusal | None = None

    @property
    def is_open(self) -> bool:
        return self.refusal is None


def reasons_now(office: Office, *, now: datetime) -> list[ReasonNow]:
    """Every reason, those that an office does not offer at all left out."""
    local = now.astimezone(ZoneInfo(office.timezone))
    figures = offices.figures_of(office)
    left = {pool: _seats(office, pool, local.date(), now) for pool in ("priority", "walk_in", "express")}
    full = {pool: pool_full(office, pool, now=now) for pool, seats in left.items() if not seats}
    found = []
    for reason in Reason:
        code, pool = policy.refuse_reason(reason, local.hour * 60 + local.minute, figures), policy.pool_of(reason)
        if code == "open_closed":
            continue
        refusal = Refusal(code, sentences.express_hours(code, figures)) if code else full.get(pool)
        found.append(ReasonNow(reason, left[pool], refusal))
    return found


def services_for(reason: str, language: str) -> list[ServiceText]:
    """The services for which a reason counts, in the order of the catalogue."""
    kinds = policy.kinds_of(reason)
    found = [one for one in catalogue.services(language) if one.kind in kinds]
    if reason == Reason.ELDERLY:
        return [one for one in found if one.max_age is None]
    return [one for one in found if one.min_age is None] if reason == Reason.SMALL_CHILD else found


def pool_full(office: Office, pool: str, *, now: datetime) -> Refusal:
    """That a pool gives nothing today: `pool_full`, with `data["next"]`, the nearest slot of another day, if any."""
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    following = slots.next_at_the_office(office, pool, now=now, after=today)
    had = slots.had_seats(office, pool, day=today)
    told = sentences.full(
        pool, had_seats=had, next_at=following.starts_at if following else None, tz=office.timezone
    )  # fmt: skip
    return Refusal("pool_full", told, data={"next": following, "pool": pool})


def _seats(office: Office, pool: str, day: date, now: datetime) -> int:
    return sum(one.left for one in slots.at_the_office(office, pool, day=day, now=now))


def slot_ahead(office: Office, reason: str, *, now: datetime) -> SlotFacts | None:
    """The next seat of another day for somebody with priority."""
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    return slots.next_at_the_office(office, policy.pool_of(reason), now=now, after=today)


def by_nonce(office: Office, nonce: str) -> WalkIn | None:
    return _whole().filter(office=office, nonce=nonce).first()


def entered_lately(device: GateDevice, *, since: datetime) -> int:
    """How many came in by a kiosk since then."""
    return WalkIn.objects.filter(device=device, at__gt=since).count()


def unnamed(office: Office, actor: Actor) -> list[WalkIn]:
    """Who is still without a name at an office, the oldest first: for its counters."""
    if not permissions.may_identify(actor, office.id):
        return []
    found = _whole().filter(office=office, identified_at=None).exclude(ticket__visit__isnull=True)
    return list(found.exclude(ticket__visit__state="left").order_by("at", "id")[:_MOST])


_MOST = 300


def named(office: Office, day: date, actor: Actor, *, limit: int = 20) -> list[WalkIn]:
    """Who was given a name on a day, the latest first."""
    if not permissions.may_identify(actor, office.id):
        return []
    return list(_whole().filter(office=office, date=day).exclude(identified_at=None).order_by("-identified_at")[:limit])


def by_ticket(public_id: str, office: Office, actor: Actor) -> WalkIn | None:
    """The walk-in behind a ticket of this office."""
    if not permissions.may_identify(actor, office.id):
        return None
    return _whole().filter(office=office, ticket__public_id=public_id).first()


def by_tickets(ticket_ids: Sequence[int]) -> dict[int, WalkIn]:
    """Ticket id to its walk-in, for those that have one."""
    return {one.ticket_id: one for one in WalkIn.objects.filter(ticket_id__in=ticket_ids)}


def bill_of(walk_in: WalkIn) -> Bill | None:
    return payments.bill_of(walk_in.ticket) if walk_in.reason == Reason.EXPRESS else None


def _whole() -> QuerySet[WalkIn]:
    return WalkIn.objects.select_related(
        "ticket__booking__slot__office__regency__province", "ticket__office", "ticket__applicant",
        "ticket__visit__stage", "identified_by", "office",
    )  # fmt: skip
