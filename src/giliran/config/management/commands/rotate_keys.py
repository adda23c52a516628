"""`giliran rotate-keys`: new keys for NIK and KK and for tickets; everything older stays readable."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from giliran.accounts import services as accounts
from giliran.audit import services as audit
from giliran.complaints.services import reseal as complaints
from giliran.core import clock, secrets
from giliran.core.types import SYSTEM
from giliran.issuance.services import reseal


class Command(BaseCommand):
    help = "Add a field key and a ticket key, then seal anew what older ones have sealed. Nothing needs a restart."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--reseal-only", action="store_true", help="only seal anew with the newest key")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if not options["reseal_only"]:
            ring = secrets.rotate()
            data = {"field_key": ring.field_key_id, "ticket_key": ring.ticket_key()[0]}
            audit.record(event="keys.rotated", by=SYSTEM, about="keys", at=now, data=data)
            self.stdout.write(f"New keys: field {ring.field_key_id}, ticket {ring.ticket_key()[0]}.")
            self.stdout.write("Back up the keys file now.")
        done = accounts.reseal_all(now, by=SYSTEM)
        self.stdout.write(f"{done} people sealed with the newest key.")
        signed = reseal.reseal_all(now, by=SYSTEM)
        self.stdout.write(f"{signed} signatures sealed with the newest key.")
        told = complaints.reseal_all(now, by=SYSTEM)
        self.stdout.write(f"{told} complainants and links sealed with the newest key.")
