"""Who is expected at an office on a day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from giliran.booking import permissions
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import ids
from giliran.core.types import Actor
from giliran.offices.models import Office


def agenda(office: Office, day: date, actor: Actor) -> list[Ticket]:
    """Everyone who is expected at an office on a day, by label; for those who work there."""
    if not permissions.may_see_agenda(actor, office.id):
        return []
    tickets = Ticket.objects.filter(office=office, date=day).exclude(
        state__in=[TicketState.CANCELLED, TicketState.MOVED]
    )
    return list(tickets.select_related("booking__slot__window").order_by("letter", "number"))


def search_agenda(office: Office, day: date, text: str, actor: Actor) -> list[Ticket]:
    """Tickets of an office's day by name, label, last four digits or booking code."""
    words = "".join(filter(str.isprintable, text)).strip()
    code = ids.parse_booking_code(words) or ""
    letter, _, number = words.upper().partition("-")
    found = Q(full_name__icontains=words) | Q(nik_last4=words) | Q(booking__code=code)
    if number.isascii() and number.isdigit() and len(number) <= 5:
        found |= Q(letter=letter, number=int(number))
    wanted = set(Ticket.objects.filter(found, office=office, date=day).values_list("id", flat=True)[:50])
    return [ticket for ticket in agenda(office, day, actor) if ticket.id in wanted]


class DayCount(NamedTuple):
    """How many people of one window are in one state on a day."""

    letter: str
    name_id: str
    name_en: str
    state: str
    people: int

    def window_name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


def day_counts(office: Office, day: date, actor: Actor) -> list[DayCount]:
    """The people of an office's day by window (in the order of letters) and state; those who cancelled are left out."""
    window = "booking__slot__window"
    found = on_agenda(office, day, actor).values_list(
        f"{window}__letter", f"{window}__name_id", f"{window}__name_en", "state"
    )
    return [DayCount(*row) for row in found.annotate(Count("id")).order_by(f"{window}__letter")]


def on_agenda(
    office: Office, day: date, actor: Actor, *, text: str = "", letter: str = "", state: str = ""
) -> QuerySet[Ticket]:
    """Who is expected at an office on a day, by label; for those who work there.

    `text` is a name, a label, the last four digits of a NIK or a booking code; `letter` is that of a label.
    """
    found = Ticket.objects.filter(office=office, date=day)
    found = found.exclude(state__in=[TicketState.CANCELLED, TicketState.MOVED])
    if not permissions.may_see_agenda(actor, office.id):
        return found.none()
    if text.strip():
        found = found.filter(_says(text.strip()))
    if letter:
        found = found.filter(letter=letter)
    if state:
        found = found.filter(state=state)
    return found.select_related("booking__slot__window").order_by("letter", "number")


def _says(words: str) -> Q:
    parts = "".join(words.upper().split())
    letter, number = parts[:1], parts[1:].removeprefix("-")
    says = Q(full_name__icontains=words) | Q(nik_last4=words) | Q(booking__code=ids.parse_booking_code(words) or "-")
    return says | Q(letter=letter, number=int(number)) if number.isdecimal() and len(number) <= 4 else says
