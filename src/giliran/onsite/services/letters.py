"""What a counter tells people in writing: what to bring and until when, or what a central system holds up."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.models import Booking
from giliran.booking.services import documents
from giliran.booking.services.letters import facts_of, send
from giliran.core import formats
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.onsite.models import Visit


def tell_parked(visit: Visit, *, is_central: bool, now: datetime) -> None:
    """Why the visit waits, until when, and what comes next; in the caller's transaction.

    `is_central`: not the person but a central system lacks something (R103).
    """
    until, booking = visit.parked_until, _booking_of(visit)
    assert until is not None, "a visit is parked until some moment"
    language = booking.account.language
    with translation.override(language):
        told = {
            "reason": visit.reason,
            "label": visit.ticket.label,
            "name": visit.ticket.full_name,
            "until": formats.moment_words(until, visit.office.timezone, language),
        }
        paragraphs = _central(told) if is_central else _paper(told)
        subject = (
            _("Your visit waits for a central system: %(label)s") if is_central else _("Please come back: %(label)s")
        )
        notice = Notice(
            subject=subject % told,
            paragraphs=paragraphs,
            facts=[*facts_of(booking), (_("Queue number"), visit.ticket.label), (_("Come back until"), told["until"])],
            url=documents.page_url(booking),
            link_words=_("See your booking"),
        )
    key = f"parked:{visit.pk}:{visit.version}"
    send(booking, Kind.CHANGE, notice, key=key, now=now, at_once=True, expires_at=until)


def _paper(told: dict[str, str]) -> list[str]:
    return [
        _("Something is still missing for %(name)s: %(reason)s.") % told,
        _("Your visit stays open. Come back by %(until)s.") % told,
        _("Say your queue number %(label)s at the entrance or at customer service; you do not stand in line twice.")
        % told,
    ]


def _central(told: dict[str, str]) -> list[str]:
    return [
        _("A central system cannot process the data of %(name)s now: %(reason)s. This is not your fault.") % told,
        _("Your visit stays open, and the office takes it up with headquarters. Come back by %(until)s.") % told,
        _("Say your queue number %(label)s at the entrance or at customer service; you do not stand in line twice.")
        % told,
    ]


def _booking_of(visit: Visit) -> Booking:
    found = Booking.objects.select_related("account", "slot__office", "slot__window")
    return found.get(pk=visit.ticket.booking_id)
