"""The queue card that somebody carries from the door to the counters."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giliran.booking.services import documents
from giliran.booking.ticket import pdf
from giliran.offices.models import Office
from giliran.onsite import selectors
from giliran.onsite.models import CheckIn
from giliran.onsite.services import stages


def stage_words(office: Office, language: str) -> str:
    """Where everyone goes first (R61)."""
    first = stages.first_stage(office)
    return first.name(language) if first else ""


def ahead_words(people: int) -> str:
    if people == 0:
        return _("You are next")
    return ngettext("%(count)d person ahead of you", "%(count)d people ahead of you", people) % {"count": people}


def card_pdf(check_in: CheckIn, *, language: str, now: datetime) -> bytes:
    """One page 80 mm wide; the QR is that of the ticket, so that one code serves the whole visit."""
    ticket, booking = check_in.ticket, check_in.ticket.booking
    return pdf.card_pdf(
        pdf.CardSheet(
            language=language,
            label=ticket.label,
            office_name=booking.slot.office.name,
            stage=stage_words(booking.slot.office, language),
            people_ahead=selectors.people_ahead([check_in], now)[ticket.id],
            at=now,
            tz=booking.slot.office.timezone,
            qr_text=documents.qr_text(ticket, booking),
        )
    )
