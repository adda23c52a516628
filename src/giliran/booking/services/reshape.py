"""Change an office - windows, days, quotas, figures - with an eye on what is promised there.

Every change is looked at first and carried out by the same rules. Promised seats stand: nobody loses a visit because
a day was closed; they are listed, so that the head of the office knows whom to expect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from giliran.booking import selectors
from giliran.booking.models import Booking
from giliran.core.types import Actor
from giliran.offices import selectors as offices_reads
from giliran.offices import services as offices
from giliran.offices.models import Office
from giliran.offices.policy import Proposal
from giliran.slots import selectors as slots_reads
from giliran.slots import services as slots
from giliran.slots.policy import Change


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change does to the slots of an office, and the bookings that stand beside it."""

    changes: Sequence[Change]
    standing: Sequence[Booking]

    @property
    def fingerprint(self) -> str:
        """Differs when something that the change touches has moved since it was looked at."""
        touched = [(one.before, one.after) for one in self.changes]
        return hashlib.sha256(repr(touched).encode()).hexdigest()[:16]


def foresee(office: Office, proposal: Proposal, *, by: Actor, now: datetime) -> Outlook:
    """What would happen; nothing is written. Raises `offices.services.ProposalRefused`."""
    before, after = offices.check(office, proposal, now=now)
    return _outlook(slots_reads.foresee(office, before, after, now=now), by)


def carry_out(office: Office, proposal: Proposal, *, by: Actor, now: datetime) -> Outlook:
    """Make the change and bring the slots in line, whole or not at all; what was done, under the lock.

    Whoever booked between preview and change keeps the seat. Raises `offices.services.ProposalRefused`.
    """
    with transaction.atomic():
        offices_reads.lock(office)
        before, _ = offices.check(office, proposal, now=now)
        was = slots_reads.specs_of(office, before, now)
        offices.change_setup(office, proposal, by=by, now=now)
        return _outlook(slots.apply_rules(office, by=by, now=now, was=was), by)


def _outlook(changes: Sequence[Change], by: Actor) -> Outlook:
    return Outlook(changes, selectors.standing([one.after.id for one in changes if one.stands and one.after.id], by))
