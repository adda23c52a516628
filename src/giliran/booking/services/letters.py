"""What people are told when something becomes of their booking, in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts.policy import age_on
from giliran.accounts.services.tell import tell
from giliran.booking.models import Booking, Ticket
from giliran.booking.services import documents
from giliran.catalogue import selectors as catalogue
from giliran.core import formats, ids
from giliran.core.types import Actor
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind


def tell_cancelled(booking: Booking, gone: Sequence[Ticket], *, by: Actor, now: datetime) -> None:
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
    key = f"cancelled:{booking.code}:{gone[0].public_id}"
    send(booking, Kind.CHANGE, notice, key=key, now=now, at_once=by.user_id == booking.account_id)


def tell_cleared(
    booking: Booking, gone: Sequence[Ticket], moved_to: Booking | None, *, reason: str, now: datetime
) -> None:
    """That the office cannot keep the day, and what became of the visit; once a booking."""
    with translation.override(booking.account.language):
        notice = _moved_notice(booking, gone, moved_to, reason) if moved_to else _owed_notice(booking, gone, reason)
    send(booking, Kind.CLOSURE, notice, key=f"cleared:{booking.code}", now=now)


def _moved_notice(booking: Booking, gone: Sequence[Ticket], moved_to: Booking, reason: str) -> Notice:
    return Notice(
        subject=_("The office is closed on %(date)s: your new time is %(new)s")
        % {"date": _date(booking), "new": _date(moved_to)},
        paragraphs=[
            _closed_words(booking, reason),
            _("Your visit has been moved to the nearest time that was free. It concerns: %(people)s.")
            % {"people": people_of(gone)},
            _("The new tickets come in a message of their own. The old ones are no longer valid."),
            _(
                "If the new time does not suit you, you can choose another one on the page of the booking; this does "
                "not count as a change of yours. Or decline it there until it begins: the office then owes you a "
                "place."
            ),
        ],
        facts=facts_of(moved_to),
        url=documents.page_url(moved_to),
        link_words=_("See the new booking, change or decline it"),
    )


def _owed_notice(booking: Booking, gone: Sequence[Ticket], reason: str) -> Notice:
    return Notice(
        subject=_("The office is closed on %(date)s: a place is owed to you") % {"date": _date(booking)},
        paragraphs=[
            _closed_words(booking, reason),
            _("Your visit on this day is cancelled. It concerns: %(people)s.") % {"people": people_of(gone)},
            *_owed_words(),
        ],
        facts=facts_of(booking),
        url=f"{settings.PUBLIC_URL}/openings/",
        link_words=_("See the openings"),
    )


def tell_declined(booking: Booking, gone: Sequence[Ticket], *, now: datetime) -> None:
    """That the time which the office had chosen was declined, and what that is worth."""
    with translation.override(booking.account.language):
        notice = Notice(
            subject=_("Declined: your visit on %(date)s. A place is owed to you") % {"date": _date(booking)},
            paragraphs=[
                _("These places have been given back: %(people)s.") % {"people": people_of(gone)},
                *_owed_words(),
            ],
            facts=facts_of(booking),
            url=f"{settings.PUBLIC_URL}/openings/",
            link_words=_("See the openings"),
        )
    send(booking, Kind.CHANGE, notice, key=f"declined:{booking.code}", now=now, at_once=True)


def tell_lifted(ticket: Ticket, *, reason: str, now: datetime) -> None:
    """That a missed visit is held against somebody no longer."""
    booking = ticket.booking
    with translation.override(booking.account.language):
        notice = Notice(
            subject=_("You can book again: the missed visit on %(date)s") % {"date": _date(booking)},
            paragraphs=[
                _("It is no longer held against %(people)s that nobody came on this day.")
                % {"people": people_of([ticket])},
                _("What the office noted: %(reason)s") % {"reason": reason},
            ],
            facts=facts_of(booking),
            url=f"{settings.PUBLIC_URL}/me/book/",
            link_words=_("Book a visit"),
        )
    send(booking, Kind.CHANGE, notice, key=f"lifted:{booking.code}:{ticket.public_id}", now=now)


def _closed_words(booking: Booking, reason: str) -> str:
    return _("%(office)s cannot receive you on %(date)s: %(reason)s. We are sorry.") % {
        "office": booking.slot.office.name,
        "date": _date(booking),
        "reason": reason.rstrip("."),
    }


def _owed_words() -> list[str]:
    """What it means that a place is owed."""
    return [
        _(
            "A place is owed to you: in the next opening that you enter with these people, at any office, you stand "
            "before everybody else in the draw. You need to do nothing but enter."
        ),
        _("Or book a free seat at any office at once."),
    ]


def tell_moved(old: Booking, new: Booking, *, by: Actor, now: datetime) -> None:
    """That the visit is at another time now; the tickets follow with the confirmation of the new booking."""
    with translation.override(new.account.language):
        notice = Notice(
            subject=_("Moved: your visit is now on %(date)s") % {"date": _date(new)},
            paragraphs=[
                _("The visit on %(date)s was moved for: %(people)s.")
                % {"date": _date(old), "people": people_of(new.tickets.order_by("number"))},
                _("The old tickets are no longer valid. The new ones follow in a letter of their own."),
            ],
            facts=facts_of(new),
            url=documents.page_url(new),
            link_words=_("See the new booking"),
        )
    send(new, Kind.CHANGE, notice, key=f"moved:{new.code}", now=now, at_once=by.user_id == new.account_id)


def tell_needs_changed(ticket: Ticket, service: str, booklet: str, *, now: datetime) -> None:
    """What was put right on a ticket and what it costs now; `service` and `booklet` are those of before."""
    booking, language = ticket.booking, ticket.booking.account.language
    shelf = catalogue.shelf(ticket.date, language)
    services = {code: text.name for code, text in shelf.services.items()}
    booklets = {code: text.name for code, text in shelf.fees.items()}
    fees = [shelf.price(*needs).total_idr for needs in ((service, booklet), (ticket.service, ticket.booklet))]
    papers = shelf.papers(ticket.service, purpose=ticket.purpose, age=age_on(ticket.birth_date, ticket.date))
    with translation.override(language):
        pairs = (
            (_("Service"), services.get(service, service), services.get(ticket.service, ticket.service)),
            (_("Passport"), booklets.get(booklet, booklet), booklets.get(ticket.booklet, ticket.booklet)),
            (_("Fee"), *map(formats.rupiah, fees)),
        )
        notice = Notice(
            subject=_("Changed: what %(name)s comes for on %(date)s")
            % {"name": ticket.full_name, "date": _date(booking)},
            paragraphs=[
                _("At the office the data were corrected, so the service or the passport was changed to what suits."),
                _("Day, time, queue number and QR code stay as they are: a ticket that you have printed stays valid."),
                _("Papers to bring: %(papers)s.") % {"papers": ", ".join(one.name for one in papers)},
            ],
            facts=[
                (_("Ticket"), f"{ticket.full_name} ({ticket.label})"),
                *((word, after if before == after else _was(before, after)) for word, before, after in pairs),
                *facts_of(booking),
            ],
            url=documents.page_url(booking),
            link_words=_("See the booking"),
        )
    send(booking, Kind.CHANGE, notice, key=f"needs:{ticket.public_id}:{now.isoformat()}", now=now)


def _was(before: str, after: str) -> str:
    return _("%(after)s (before: %(before)s)") % {"after": after, "before": before}


def send(
    booking: Booking,
    kind: Kind,
    notice: Notice,
    *,
    key: str,
    now: datetime,
    at_once: bool = False,
    expires_at: datetime | None = None,
) -> None:
    """Hand a notice about a booking to the ways its account has chosen; `at_once` if it answers what its holder has
    just done, `expires_at` where it is of no use later."""
    tell(
        booking.account,
        kind=kind,
        data=dict(notice),
        key=key,
        now=now,
        tz=booking.slot.office.timezone,
        about=name_of(booking),
        at_once=at_once,
        expires_at=expires_at,
    )


def expire_what_waits(booking: Booking, *, now: datetime) -> None:
    """The visit is off: a ticket or a reminder that has not left yet must not arrive after the news of that."""
    notifications.expire(name_of(booking), [Kind.CONFIRMATION, Kind.REMINDER], now=now)


def name_of(booking: Booking) -> str:
    """What messages about a booking say that they are about."""
    return f"booking:{booking.code}"


def people_of(tickets: Iterable[Ticket]) -> str:
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
