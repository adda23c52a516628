"""What people are told when their wait ends, in their own language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.services.tell import tell
from giliran.booking.models import Booking
from giliran.booking.services.letters import facts_of
from giliran.core import formats
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.waiting import links
from giliran.waiting.models import WaitingParty
from giliran.waiting.sentences import ENDINGS
from giliran.waiting.states import Ending


def tell_found(party: WaitingParty, booking: Booking, *, now: datetime) -> None:
    """That a place was found and booked, with the link that declines it in one press."""
    with translation.override(party.account.language):
        day = formats.date_words(booking.slot.date, party.account.language)
        notice = Notice(
            subject=_("A place was found: %(date)s") % {"date": day},
            paragraphs=[
                _("A place came free on a day you wait for, and it was your turn. It is booked for you; the tickets "
                  "follow in a message of their own."),
                _("If the day does not suit you, decline the place until the day before: the link below opens a page "
                  "with one button, and you need not sign in. It goes to the next in line. Please do not just stay "
                  "away."),
            ],
            facts=facts_of(booking),
            url=links.url_of(party),
            link_words=_("See the place, or decline it"),
        )  # fmt: skip
    _send(party, notice, key=f"waiting:{party.public_id}:found", now=now)


def tell_ended(party: WaitingParty, ending: Ending, *, now: datetime) -> None:
    """That a party is off the list without a place, and why."""
    with translation.override(party.account.language):
        notice = Notice(
            subject=_("Your place on the waiting list has ended"),
            paragraphs=[
                str(ENDINGS[ending]),
                _("Your place on the list cost you nothing. You can join again at any time; the order stays the same."),
            ],
            facts=[(_("Office"), party.office.name)],
            url=f"{settings.PUBLIC_URL}/me/waiting/{party.public_id}/",
            link_words=_("See what came free, and why it went to others"),
        )
    _send(party, notice, key=f"waiting:{party.public_id}:{ending}", now=now)


def _send(party: WaitingParty, notice: Notice, *, key: str, now: datetime) -> None:
    tell(party.account, kind=Kind.FOUND, data=dict(notice), key=key, now=now, tz=party.office.timezone)
