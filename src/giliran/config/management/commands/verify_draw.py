"""`giliran verify-draw FILE`: recount a draw. The command line itself answers it before any settings are read."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from giliran.config import recount


class Command(BaseCommand):
    help = "Recount a draw from its published files; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        recount.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("file", "roll", "receipt", "keys", "language")
        sys.exit(recount.run(*(options[name] for name in names)))
