"""The queue card that somebody carries from the door to the counters."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from giliran.booking.models import Ticket
from giliran.booking.services import documents
from giliran.booking.ticket import pdf, qr
from giliran.offices.models import Office
from giliran.onsite import selectors
from giliran.onsite.models import CheckIn
from giliran.onsite.sentences.live import ahead_words
from giliran.onsite.services import stages
from giliran.onsite.services.visits import live_token

__all__ = ["ahead_words", "card_pdf", "live_svg", "live_url", "stage_of", "stage_words"]


def stage_words(office: Office, language: str) -> str:
    """Where everyone goes first (R61)."""
    first = stages.first_stage(office)
    return first.name(language) if first else ""


def live_url(ticket: Ticket) -> str:
    """The address of a person's own page; whoever holds the card may open it."""
    return f"{settings.PUBLIC_URL}/now/{live_token(ticket)}/"


def live_svg(ticket: Ticket) -> SafeString:
    return mark_safe(qr.svg(live_url(ticket), _("QR code of your own page")))  # noqa: S308 - segno draws it, the title is ours


def stage_of(check_in: CheckIn, language: str) -> str:
    """Where this visit stands; where everyone begins, if it is not known."""
    visit = selectors.visit_of(check_in.ticket)
    if visit and visit.stage:
        return visit.stage.name(language)
    return stage_words(check_in.ticket.booking.slot.office, language)


def card_pdf(check_in: CheckIn, *, language: str, now: datetime) -> bytes:
    """One page 80 mm wide: the QR of the ticket, so that one code serves the whole visit, and that of the own page."""
    ticket, booking = check_in.ticket, check_in.ticket.booking
    return pdf.card_pdf(
        pdf.CardSheet(
            language=language,
            label=ticket.label,
            office_name=booking.slot.office.name,
            stage=stage_of(check_in, language),
            people_ahead=selectors.people_ahead([check_in], now)[ticket.id],
            at=now,
            tz=booking.slot.office.timezone,
            qr_text=documents.qr_text(ticket, booking),
            live_url=live_url(ticket),
        )
    )
