"""A counter where people pay: a ticket, its officer, and a catalogue with what can be added to a booklet."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from giliran.booking.models import Ticket
from giliran.catalogue.models import Fee, Service
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.payments import policy
from giliran.payments.models import Bill
from giliran.payments.services import issue_bill
from giliran.slots.models import Slot
from tests.factories import catalogue, world
from tests.onsite import scene

MONDAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""Monday, 10.00 WIB."""

SECRET = "the-shared-secret-of-gateway-and-office"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Counter:
    """An office on a Monday, with its officer at the counter and its supervisor."""

    office: Office
    slot: Slot
    officer: Actor
    supervisor: Actor

    def ticket(self, name: str = "Siti Rahma", *, service: str = "new", state: str = "attended") -> Ticket:
        """Somebody who was let in, with an electronic passport for ten years."""
        [ticket] = scene.a_party(self.slot, name)
        Ticket.objects.filter(pk=ticket.pk).update(service=service, state=state)
        return Ticket.objects.select_related("booking__account", "office").get(pk=ticket.pk)

    def bill(self, name: str = "Siti Rahma", *, now: datetime = TEN, service: str = "new") -> Bill:
        return issue_bill(ticket=self.ticket(name, service=service), by=self.officer, now=now)


def a_counter(code: str = "jakarta-selatan", *, id: int = 1, tz: str = world.TZ) -> Counter:
    a_priced_catalogue()
    office = world.an_office(code, id=id, tz=tz)
    roles = ("counter", "supervisor")
    officer, supervisor = (world.staff_member(role, office, email=f"{role}@{code}.id") for role in roles)
    return Counter(
        office,
        world.a_slot(office, MONDAY, capacity=90),
        world.actor_of(officer, roles=[("counter", office.pk)]),
        world.actor_of(supervisor, roles=[("supervisor", office.pk)]),
    )


def a_priced_catalogue() -> None:
    """The small catalogue, with what a lost passport and the same day cost."""
    if Fee.objects.exists():
        return
    catalogue.a_catalogue()
    Service.objects.filter(code="lost").update(surcharge="BEBAN_HILANG")
    for seq, (code, name) in enumerate((("BEBAN_HILANG", "Biaya beban hilang"), ("PERCEPATAN", "Percepatan")), 10):
        Fee.objects.create(
            code=code, kind="surcharge", name_id=name, name_en=name, amount_idr=1_000_000, valid_from=catalogue.PP_45,
            regulation="PP 45/2024", seq=seq,
        )  # fmt: skip


def an_ntpn(number: int | None = None) -> str:
    """A receipt number that nobody else has."""
    return f"NTPN{number if number is not None else next(_numbers):012d}"


def a_call(
    bill_code: str, amount: int, ntpn: str, *, event: str = "ev-1", paid_at: datetime = TEN, **more: str
) -> bytes:
    """The body of a call, as the gateway writes it."""
    told = {"event": event, "code": bill_code, "amount": amount, "ntpn": ntpn, "paid_at": paid_at.isoformat()} | more
    return json.dumps(told).encode()


def signed(body: bytes, *, at: datetime = TEN, secret: str = SECRET) -> dict[str, str]:
    """The headers of a call."""
    timestamp = str(int(at.timestamp()))
    return {"X-Payment-Timestamp": timestamp, "X-Payment-Signature": policy.signature_of(secret, timestamp, body)}
