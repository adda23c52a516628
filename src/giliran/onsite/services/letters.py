"""What a counter tells people in writing: what to bring, and until when."""

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


def tell_parked(visit: Visit, *, now: datetime) -> None:
    """Why the visit waits, until when, and what comes next; in the caller's transaction."""
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
        notice = Notice(
            subject=_("Please come back: %(label)s") % told,
            paragraphs=[
                _("Something is still missing for %(name)s: %(reason)s.") % told,
                _("Your visit stays open. Come back by %(until)s.") % told,
                _("Say your queue number %(label)s at the entrance or at customer service; you do not stand in line "
                  "twice.") % told,
            ],
            facts=[*facts_of(booking), (_("Queue number"), visit.ticket.label), (_("Come back until"), told["until"])],
            url=documents.page_url(booking),
            link_words=_("See your booking"),
        )  # fmt: skip
    key = f"parked:{visit.pk}:{visit.version}"
    send(booking, Kind.CHANGE, notice, key=key, now=now, at_once=True, expires_at=until)


def _booking_of(visit: Visit) -> Booking:
    found = Booking.objects.select_related("account", "slot__office", "slot__window")
    return found.get(pk=visit.ticket.booking_id)
