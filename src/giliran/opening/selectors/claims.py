"""What a NIK holds in the country, whoever's account it is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.opening import permissions
from giliran.opening.models import EntryPerson


@dataclass(frozen=True, slots=True)
class Claims:
    """The live ticket and the live place in an opening of one NIK; at most one of each, by the unique indexes."""

    ticket: Ticket | None = None
    entered: EntryPerson | None = None

    @property
    def accounts(self) -> set[int]:
        return {
            *((self.ticket.account_id,) if self.ticket else ()),
            *((self.entered.entry.account_id,) if self.entered else ()),
        }

    @property
    def names(self) -> tuple[int | None, int | None]:
        return self.ticket.pk if self.ticket else None, self.entered.pk if self.entered else None

    def of(self, account_id: int) -> Claims:
        """Those that are on this account."""
        return self._where(lambda account: account == account_id)

    def of_others(self, account_id: int) -> Claims:
        """Those that are on another account than this."""
        return self._where(lambda account: account != account_id)

    def _where(self, is_asked: Callable[[int], bool]) -> Claims:
        ticket = self.ticket if self.ticket and is_asked(self.ticket.account_id) else None
        entered = self.entered if self.entered and is_asked(self.entered.entry.account_id) else None
        return Claims(ticket, entered)


def claims_of(nik_hash: bytes) -> Claims:
    """What this NIK holds now; for the product itself."""
    tickets = Ticket.objects.filter(nik_hash=nik_hash, state=TicketState.CONFIRMED)
    entered = EntryPerson.objects.filter(nik_hash=nik_hash, is_live=True)
    return Claims(
        tickets.select_related(
            "booking__account", "booking__slot__office", "booking__slot__window", "applicant"
        ).first(),
        entered.select_related("entry__account", "entry__opening__office", "applicant").first(),
    )


def claims_at_desk(nik_hash: bytes, office: Office, actor: Actor) -> Claims:
    """The same, for those who help people with their identity card on the desk."""
    return claims_of(nik_hash) if permissions.may_assist(actor, office.pk) else Claims()
