"""When an incident is over, those who were hit are told: who had a visit, or stood in an opening, while it went on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.models import User
from giliran.accounts.services.tell import tell
from giliran.booking.models import Booking
from giliran.booking.states import TicketState
from giliran.core import db, formats
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.opening.models import Entry
from giliran.outreach.models import Incident, IncidentNote
from giliran.outreach.selectors.current import NATIONAL_TZ
from giliran.outreach.states import IncidentState

BATCH = 200

HIT = (TicketState.CONFIRMED, TicketState.ATTENDED, TicketState.MISSED)
"""What a visit of those days may have come to; who gave the seat back before was not hit."""


def tell_restored(now: datetime) -> int:
    """Tick step: tell the next of those who were hit, in the order of their accounts. Returns how many.

    The mark up to which account it has come moves on in the same transaction, so a worker may die anywhere; two of them
    never tell the same batch.
    """
    over = (
        Incident.objects.filter(state=IncidentState.RESOLVED, told_at=None).prefetch_related("offices").order_by("pk")
    )
    return sum(_tell_some(one, now) for one in over[:10])


def _tell_some(incident: Incident, now: datetime) -> int:
    accounts = list(_hit(incident).filter(pk__gt=incident.told_through).order_by("pk")[:BATCH])
    mark = {"told_through": accounts[-1].pk} if accounts else {"told_at": now}
    note = IncidentNote.objects.filter(incident=incident, state=IncidentState.RESOLVED).order_by("-pk").first()
    mine = Incident.objects.filter(pk=incident.pk, told_through=incident.told_through, told_at=None)
    with transaction.atomic():
        if not db.claim(mine, **mark):
            return 0
        for account in accounts:
            _tell(incident, note, account, now)
    return len(accounts)


def _hit(incident: Incident) -> QuerySet[User]:
    offices = list(incident.offices.all())
    zone = ZoneInfo(offices[0].timezone if offices else NATIONAL_TZ)
    days = (incident.since.astimezone(zone).date(), incident.state_at.astimezone(zone).date())
    bookings = Booking.objects.filter(slot__date__range=days, tickets__state__in=HIT)
    entries = Entry.objects.filter(
        opening__gathers_at__lte=incident.state_at, opening__closes_at__gte=incident.since, withdrawn_at=None
    )
    if offices:
        bookings = bookings.filter(Q(slot__office__in=offices) | Q(slot__office__parent__in=offices))
        entries = entries.filter(opening__office__in=offices)
    return User.objects.filter(Q(pk__in=bookings.values("account")) | Q(pk__in=entries.values("account")))


def _tell(incident: Incident, note: IncidentNote | None, account: User, now: datetime) -> None:
    language = account.language
    is_english = language.startswith("en")
    said = (note.words_en if is_english else note.words_id) if note else ""
    offices = sorted(one.name for one in incident.offices.all())
    with translation.override(language):
        notice = Notice(
            subject=_("It is over: %(what)s") % {"what": incident.what_en if is_english else incident.what_id},
            paragraphs=[said, _("What you have booked or entered stands as it was.")],
            facts=[
                (_("Where it is down"), ", ".join(offices) or _("In the whole country")),
                (_("Since"), formats.moment_words(incident.since, NATIONAL_TZ, language)),
                (_("Until"), formats.moment_words(incident.state_at, NATIONAL_TZ, language)),
            ],
            url=f"{settings.PUBLIC_URL}/status/",
            link_words=_("How it stands"),
        )
    tell(
        account, kind=Kind.CHANGE, data=dict(notice), key=f"incident:{incident.public_id}:{account.pk}", now=now,
        tz=NATIONAL_TZ, about=f"incident:{incident.public_id}",
    )  # fmt: skip
