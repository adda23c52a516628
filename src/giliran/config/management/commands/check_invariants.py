"""`giliran check-invariants`: does the database keep every promise? Exits with 1 if it does not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from giliran.audit import selectors as audit
from giliran.booking.services import invariants as booking
from giliran.core import clock
from giliran.issuance.services import invariants as issuance
from giliran.onsite.services import invariants as onsite
from giliran.opening.services import invariants as opening
from giliran.payments.services import invariants as payments
from giliran.waiting.services import invariants as waiting


class Command(BaseCommand):
    help = "Check seats, parties, live tickets, openings, the waiting list, bills, the floor and the chain of the log."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        faults = [
            *booking.broken(),
            *opening.broken(),
            *waiting.broken(),
            *payments.broken(),
            *onsite.broken(now),
            *issuance.broken(now),
            *audit.verify_chain(),
        ]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} promises are not kept.")
        self.stdout.write("Every promise is kept.")
