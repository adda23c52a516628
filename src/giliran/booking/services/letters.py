"""What people are told when something becomes of their booking, in their own language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.services.tell import tell
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import documents
from giliran.core import formats, ids
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind


def tell_cancelled(booking: Booking, gone: Sequence[Ticket], *, now: datetime) -> None:
    """That these people's places were given back."""
    with translation.override(booking.account.language):
        notice = Notice(
            subject=_("Cancelled: your visit on %(date)s") % {"date": _date(booking)},
            paragraphs=[
                _("These places have been given back: %(people)s.") % {"people": people_of(gone)},
                _("The tickets are no longer valid. You can book again at any time."),
            ],
            facts=facts_of(booking),
            url=documents.page_url(booking),
            link_words=_("See the booking"),
        )
    send(booking, Kind.CHANGE, notice, key=f"cancelled:{booking.code}:{gone[0].public_id}", now=now)


def send(booking: Booking, kind: Kind, notice: Notice, *, key: str, now: datetime) -> None:
    """Hand a notice about a booking to the ways its account has chosen."""
    tell(booking.account, kind=kind, data=dict(notice), key=key, now=now, tz=booking.slot.office.timezone)


def people_of(tickets: Sequence[Ticket]) -> str:
    """`Siti Rahma (A-012), Budi Santoso (A-013)`."""
    return ", ".join(f"{one.full_name} ({one.label})" for one in tickets)


def facts_of(booking: Booking) -> list[tuple[str, str]]:
    """Which booking it is: where, when, and its code. In the language that is active."""
    slot, office = booking.slot, booking.slot.office
    language = booking.account.language
    return [
        (_("Booking code"), ids.show_code(booking.code)),
        (_("Office"), office.name),
        (_("Date"), _date(booking)),
        (_("Window"), formats.span_words(slot.starts_at, slot.ends_at, office.timezone, language)),
    ]


def _date(booking: Booking) -> str:
    return formats.date_words(booking.slot.date, booking.account.language)
