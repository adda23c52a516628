"""One booking as an officer needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from giliran.accounts import services as accounts
from giliran.accounts.policy import age_on
from giliran.accounts.states import IdentityCheck
from giliran.booking import selectors as bookings
from giliran.booking.services import confirm, documents, letters
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import Shelf
from giliran.catalogue.states import Purpose
from giliran.core import clock, masks
from giliran.issuance import selectors as issuance
from giliran.issuance.selectors import Progress
from giliran.notifications import selectors as notifications
from giliran.offices import permissions
from giliran.payments import selectors as payments
from giliran.web.access import ActorRequest, at_office
from giliran.web.bills.words import ASKED, Shown, shown
from giliran.web.desk import cases_words
from giliran.web.desk.agenda import agenda_url, state_of
from giliran.web.people import warnings

if TYPE_CHECKING:
    from giliran.booking.models import Booking, Ticket
    from giliran.payments.models import Bill

_TOLD = {"queued": "soon", "sending": "soon", "sent": "free", "failed": "no", "expired": "neutral"}
"""State of a message to the kind of its chip."""


@dataclass(frozen=True, slots=True)
class PersonOnPaper:
    """A person of the party: the ticket, what it is for, and what to look at twice."""

    ticket: Ticket
    state: tuple[str, str, str]
    age: int
    service: str
    booklet: str
    purpose: str
    fee: int
    papers: list[str]
    phone: str
    identity: tuple[str, str]
    warnings: list[str]
    nik: str = ""
    passport: Progress | None = None
    passport_state: tuple[str, str, str] = ("", "", "")
    bill: Shown | None = None

    @property
    def may_be_billed(self) -> bool:
        """Nothing is asked for yet, or what was asked for is over."""
        asked = self.bill is not None and self.bill.bill.state in ASKED
        return self.ticket.state in (TicketState.CONFIRMED, TicketState.ATTENDED) and not asked


@never_cache
@at_office("see_agenda")
def booking(request: ActorRequest, code: str) -> HttpResponse:
    """Everybody of a party, what they come for, what to bring, and what to check."""
    return _page(request, _found(request, code))


@never_cache
@require_POST
@at_office("reveal_nik")
def show_nik(request: ActorRequest, code: str) -> HttpResponse:
    """The sixteen digits of one person, on this page only; the look is on record."""
    found = _found(request, code)
    wanted = request.POST.get("ticket", "")
    ticket = next((one for one in found.tickets.all() if one.public_id == wanted), None)
    if ticket is None or ticket.applicant is None:
        raise Http404
    return _page(request, found, {wanted: accounts.reveal_nik(ticket.applicant, by=request.actor, now=clock.now())})


@never_cache
@require_GET
@at_office("see_agenda")
def ticket(request: ActorRequest, code: str) -> HttpResponse:
    """The tickets again, in the language of their holder, to print."""
    found = _found(request, code)
    if not documents.live_tickets(found):
        raise Http404
    response = HttpResponse(documents.ticket_pdf(found, found.account.language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="giliran-{found.code}.pdf"'
    return response


def _found(request: ActorRequest, code: str) -> Booking:
    found = bookings.booking_at_desk(code, request.office, request.actor)
    if found is None:
        raise Http404
    return found


def _page(request: ActorRequest, found: Booking, niks: dict[str, str] | None = None) -> HttpResponse:
    office, actor = request.office, request.actor
    may_reveal = permissions.may(actor, "reveal_nik", office.id)
    shelf = catalogue.shelf(found.slot.date, actor.language)
    bills = payments.bills_of_booking(found, actor)
    passports = issuance.progress_of(found, actor, now=clock.now())
    people = [
        _with_passport(
            _person(one, shelf, bills.get(one.pk), see_phone=may_reveal, nik=(niks or {}).get(one.public_id, "")),
            passports.get(one.pk),
        )
        for one in found.tickets.all()
    ]
    told = notifications.told_about(letters.name_of(found))
    context = {
        "office": office,
        "booking": found,
        "window": found.slot.window.name(actor.language),
        "people": people,
        "has_live": bool(documents.live_tickets(found)),
        "moved_to": bookings.moved_to(found),
        "may_change": permissions.may(actor, "assist", office.id)
        and any(one.state == TicketState.CONFIRMED for one in found.tickets.all()),
        "may_correct": permissions.may(actor, "correct_person", office.id),
        "may_take": permissions.may(actor, "take_payment", office.id),
        "may_reveal": may_reveal,
        "may_see_cases": permissions.may(actor, "see_cases", office.id),
        "may_check_in": permissions.may(actor, "check_in", office.id),
        "is_closed": found.slot.state == "closed",
        "message": None if passports else _message(found, told),
        "told": [(_TOLD[one.state], one) for one in told],
        "address": masks.mask_contacts(found.account.email or ""),
        "agenda_url": agenda_url(office.code, found.slot.date),
    }
    return render(request, "desk/booking.html", context)


def _person(ticket: Ticket, shelf: Shelf, bill: Bill | None, *, see_phone: bool, nik: str) -> PersonOnPaper:
    applicant, age = ticket.applicant, age_on(ticket.birth_date, ticket.date)
    service, booklet = shelf.services.get(ticket.service), shelf.fees.get(ticket.booklet)
    papers = shelf.papers(ticket.service, purpose=ticket.purpose, age=age)
    phone = applicant.phone if applicant else ""
    return PersonOnPaper(
        ticket=ticket,
        state=state_of(ticket),
        age=age,
        service=service.name if service else ticket.service,
        booklet=booklet.name if booklet else ticket.booklet,
        purpose=str(Purpose(ticket.purpose).label) if ticket.purpose in Purpose else ticket.purpose,
        fee=shelf.price(ticket.service, ticket.booklet).total_idr,
        papers=[f"{one.name} ({one.condition})" if one.condition else one.name for one in papers],
        phone=phone if see_phone else masks.mask_contacts(phone),
        identity=_identity(ticket),
        warnings=warnings.of(applicant),
        nik=" ".join(nik[i : i + 4] for i in range(0, len(nik), 4)),
        bill=shown(bill) if bill else None,
    )


def _with_passport(person: PersonOnPaper, passport: Progress | None) -> PersonOnPaper:
    if passport is None:
        return person
    return replace(person, passport=passport, passport_state=cases_words.state_of(passport.case))


def _identity(ticket: Ticket) -> tuple[str, str]:
    """Kind and word of what the identity registry said."""
    found = IdentityCheck(ticket.applicant.identity_check) if ticket.applicant else IdentityCheck.UNCHECKED
    kinds = {
        IdentityCheck.MATCHED: "free",
        IdentityCheck.PLAUSIBLE: "info",
        IdentityCheck.MISMATCHED: "no",
        IdentityCheck.UNAVAILABLE: "soon",
    }
    return kinds.get(found, "neutral"), str(found.label)


def _message(found: Booking, told: Sequence[notifications.Told]) -> tuple[str, str]:
    """Kind and word of what became of the confirmation."""
    if not found.account.email:
        return "neutral", _("No e-mail address: give the printed ticket")
    state = next((one.state for one in told if one.key == confirm.message_key(found)), "")
    if not state and found.confirm_due_at is None:
        return "neutral", _("Not sent by e-mail: the account does not want it")
    words = {
        "queued": ("soon", _("Waiting to be sent")),
        "sending": ("soon", _("Being sent")),
        "sent": ("free", _("Sent")),
        "failed": ("no", _("Could not be delivered: give the printed ticket")),
        "expired": ("neutral", _("Expired, not sent")),
    }
    return words.get(state, ("soon", _("Being prepared")))
