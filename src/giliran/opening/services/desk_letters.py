"""What an account is told when an officer who saw an identity card put something right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.models import Applicant, User
from giliran.accounts.services.tell import tell
from giliran.core import formats
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.offices.models import Office
from giliran.opening.selectors import Claims


def tell_ended(account: User, theirs: Claims, *, office: Office, now: datetime) -> None:
    """Without blame and without the name of whoever came: a NIK may have been mistyped."""
    with translation.override(account.language):
        facts = _ended(theirs, account)
        notice = Notice(
            subject=_("A place of your account has ended"),
            paragraphs=[
                _(
                    "At the desk of %(office)s the identity card was shown to which a NIK on your account belongs. "
                    "What your account held for this NIK has ended. Everybody else in the party keeps their place."
                )
                % {"office": office.name},
                _("If you typed the number wrongly, book again with the right one. If you think this is a mistake, "
                  "come to any desk with the identity card."),
            ],
            facts=facts,
            url=f"{settings.PUBLIC_URL}/me/",
            link_words=_("See your bookings"),
        )  # fmt: skip
    tell(account, kind=Kind.CHANGE, data=dict(notice), key=_key(theirs, account), now=now, tz=office.timezone)


def tell_corrected(person: Applicant, changed: Sequence[str], *, office: Office, now: datetime) -> None:
    """Which of the three was put right, never to what."""
    with translation.override(person.account.language):
        words = {"nik": _("NIK"), "full_name": _("Full name"), "birth_date": _("Date of birth")}
        notice = Notice(
            subject=_("Corrected: the data of %(name)s") % {"name": person.full_name},
            paragraphs=[
                _("At the desk of %(office)s the data of %(name)s were corrected by the identity card: %(fields)s.")
                % {"office": office.name, "name": person.full_name, "fields": ", ".join(words[one] for one in changed)},
                _("Tickets and entries stand. Tickets that you have printed or saved stay valid."),
            ],
            facts=[],
            url=f"{settings.PUBLIC_URL}/me/",
            link_words=_("See your bookings"),
        )
    key = f"corrected:{person.public_id}:{now.isoformat()}"
    tell(person.account, kind=Kind.CHANGE, data=dict(notice), key=key, now=now, tz=office.timezone)


def _ended(theirs: Claims, account: User) -> list[tuple[str, str]]:
    facts = []
    if theirs.ticket and theirs.ticket.account_id == account.pk:
        ticket = theirs.ticket
        day = formats.date_words(ticket.date, account.language)
        facts.append((_("Ticket"), f"{ticket.label}, {ticket.full_name}, {ticket.booking.slot.office.name}, {day}"))
    if theirs.entered and theirs.entered.entry.account_id == account.pk:
        name = theirs.entered.applicant.full_name if theirs.entered.applicant else ""
        facts.append((_("Entry number"), f"{theirs.entered.entry.public_id} {name}".strip()))
    return facts


def _key(theirs: Claims, account: User) -> str:
    return f"taken-over:{account.pk}:{theirs.names[0]}:{theirs.names[1]}"
