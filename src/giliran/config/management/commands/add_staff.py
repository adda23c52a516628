"""`giliran add-staff EMAIL --role head --office jakarta-selatan`: give somebody a role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from giliran.accounts import services as accounts
from giliran.core import clock
from giliran.core.types import SYSTEM
from giliran.offices import selectors as offices
from giliran.offices import services as staff
from giliran.offices.states import Role


class Command(BaseCommand):
    help = "Open an account for somebody who works at an office or at headquarters, and give it a role."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--office", default="", help="code of the office; none for headquarters")

    def handle(self, *args: Any, **options: Any) -> None:
        now, code, role = clock.now(), options["office"], options["role"]
        office = offices.office_by_code(code) if code else None
        if code and office is None:
            raise CommandError(f"There is no office with the code {code}.")
        if (office is None) != (role == Role.HEADQUARTERS):
            raise CommandError("Headquarters has no office, and every other role has one.")
        user = accounts.open_account(email=options["email"], name=options["name"], by=SYSTEM, now=now)
        staff.assign_staff(user=user, office=office, role=role, by=SYSTEM, now=now)
        self.stdout.write(f"{user.email} is now {role} at {code or 'headquarters'}.")
        self.stdout.write("At the first sign-in (by e-mailed code) they are asked to set up a second factor.")
