"""Some hours after a visit, whoever booked it is asked how it was: once, by the ways they have chosen."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.services.tell import tell
from giliran.audit import services as audit
from giliran.booking.models import Booking
from giliran.booking.services.letters import name_of
from giliran.booking.states import TicketState
from giliran.core import formats
from giliran.core.months import month_of
from giliran.core.types import SYSTEM
from giliran.feedback.models import Invitation
from giliran.feedback.selectors.links import digest_of
from giliran.issuance.selectors import local_day
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.offices import selectors as offices
from giliran.onsite.models import Visit
from giliran.onsite.states import INSIDE, VisitState

LOOK_BACK = timedelta(days=7)
"""Who was here longer ago is not asked any more."""

GOOD_FOR = timedelta(days=30)
AT_ONCE = 100
_TOKEN_BYTES = 16


def invite_due(now: datetime) -> int:
    """Tick step: ask those whose visit was finished some hours ago, one invitation a booking. Returns how many.

    A party is asked when all of it are through.
    """
    finished = Visit.objects.filter(
        date__gte=(now - LOOK_BACK).date(),
        state=VisitState.DONE,
        since__lte=now - timedelta(hours=offices.national_figure("survey_after_hours")),
        ticket__state=TicketState.ATTENDED,
        ticket__booking__survey_invitation=None,
    )
    inside = Visit.objects.filter(date__gte=(now - LOOK_BACK).date(), state__in=INSIDE)
    due = finished.exclude(ticket__booking__in=inside.values("ticket__booking"))
    names = due.order_by("ticket__booking").values_list("ticket__booking", flat=True).distinct()[:AT_ONCE]
    return sum(_invite(booking_id, now) for booking_id in list(names))


def _invite(booking_id: int, now: datetime) -> bool:
    booking = Booking.objects.select_related("account", "slot__office__parent").get(pk=booking_id)
    visits = list(Visit.objects.filter(ticket__booking=booking, state=VisitState.DONE).select_related("ticket"))
    try:
        with transaction.atomic():
            _send(booking, visits, now)
    except IntegrityError:  # another worker has asked
        return False
    return True


def _send(booking: Booking, visits: Sequence[Visit], now: datetime) -> None:
    place = booking.slot.office
    office, visited_on = place.parent or place, local_day(place, visits[0].arrived_at)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Invitation.objects.create(
        booking=booking,
        office=office,
        month=month_of(visited_on),
        services=sorted({one.ticket.service for one in visits}),
        token_hash=digest_of(token),
        sent_at=now,
        expires_at=now + GOOD_FOR,
    )
    audit.record(event="survey.invited", by=SYSTEM, about=name_of(booking), at=now, office_id=office.pk)
    language = booking.account.language
    with translation.override(language):
        notice = Notice(
            subject=_("How was your visit?"),
            paragraphs=[
                _("Thank you for coming. Nine short questions, less than a minute: what you say is published as a "
                  "figure of the office, and helps it to become better."),
                _("Your answers are kept without your name and cannot be traced back to you. The link is good for one "
                  "answer, until %(date)s.")
                % {"date": formats.date_words(local_day(office, now + GOOD_FOR), language)},
            ],
            facts=[(_("Office"), office.name), (_("Date"), formats.date_words(visited_on, language))],
            url=f"{settings.PUBLIC_URL}/survey/{token}/",
            link_words=_("Answer nine questions"),
        )  # fmt: skip
    tell(
        booking.account, kind=Kind.SURVEY, data=dict(notice), key=f"survey:{booking.code}", now=now,
        tz=office.timezone, about=name_of(booking), expires_at=now + GOOD_FOR,
    )  # fmt: skip
