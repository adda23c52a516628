"""`giliran seed-demo`: people, staff and a few hundred bookings, so that a newcomer finds a country at work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from giliran.core import clock
from giliran.web.demo import seed


class Command(BaseCommand):
    help = "Fill the demo. Does nothing the second time."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people exist in demo only: set GILIRAN_DEMO=1.")
        made = seed.fill(now=clock.now())
        self.stdout.write(f"Demo: {made} bookings made." if made else "Demo: already filled.")
