"""`giliran demo-logins`: print who a newcomer can be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from giliran.web.demo.people import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Print the demo's logins with their current second factors."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Demo logins (password for all: {PASSWORD})")
        for login in LOGINS:
            code = f"second factor now {login.code()}" if login.secret else ""
            self.stdout.write(f"  {login.email:28} {login.name:16} {login.role:5} {login.office:16} {code}".rstrip())
        self.stdout.write("  Fresh second factors: /demo/logins/   Messages: /demo/outbox/   Clock: /demo/clock/")
