"""Whether what somebody was promised, or has entered for, still suits them once their birth date is another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import translation

from giliran.accounts.models import Applicant
from giliran.accounts.policy import age_on
from giliran.booking import policy
from giliran.booking.models import Ticket
from giliran.booking.policy import PersonRequest
from giliran.booking.states import TicketState
from giliran.catalogue import selectors as catalogue
from giliran.opening.models import EntryPerson
from giliran.opening.sentences.ages import Unfit


class _Promised(NamedTuple):
    """A visit on one of these days, with the birth dates of the others who come along."""

    asked: PersonRequest
    days: Sequence[date]
    others: Sequence[date]
    is_entry: bool


def unfit_for(person: Applicant, *, born_before: date) -> Unfit | None:
    """The first thing that does not suit `person` with the birth date that it has now; None if everything does.

    `born_before`: the birth date on record so far. A party that had an adult by it, and has none now, is unfit too.
    """
    services, booklets = catalogue.service_rules(), catalogue.booklet_ages()
    for one in _promised_to(person):
        codes = [_fault(one, person.birth_date, born_before, day, services, booklets) for day in one.days]
        if all(codes):
            day = one.days[0]
            return Unfit(codes[0], day, age_on(person.birth_date, day), _name_of(one.asked.service, day), one.is_entry)
    return None


def _fault(
    one: _Promised, born: date, born_before: date, day: date, services: policy.ServiceRules, booklets: policy.LeastAges
) -> str:
    fault = policy.age_fault(one.asked, age_on(born, day), services, booklets)
    if fault:
        return fault
    others = [age_on(other, day) for other in one.others]
    had_adult = max([age_on(born_before, day), *others]) >= policy.ADULT_AGE
    has_adult = max([age_on(born, day), *others]) >= policy.ADULT_AGE
    return "minor_alone" if had_adult and not has_adult else ""


def _promised_to(person: Applicant) -> Iterator[_Promised]:
    for ticket in Ticket.objects.filter(applicant=person, state=TicketState.CONFIRMED).order_by("date"):
        party = Ticket.objects.filter(booking_id=ticket.booking_id, state=TicketState.CONFIRMED).exclude(pk=ticket.pk)
        yield _Promised(_asked(ticket), [ticket.date], list(party.values_list("birth_date", flat=True)), False)
    entered = EntryPerson.objects.filter(applicant=person, is_live=True).select_related("entry__opening")
    for one in entered:
        opening = one.entry.opening
        entry = EntryPerson.objects.filter(entry=one.entry_id, is_live=True, applicant__isnull=False).exclude(pk=one.pk)
        born = list(entry.values_list("applicant__birth_date", flat=True))
        yield _Promised(_asked(one), [opening.first_date, opening.last_date], born, True)


def _asked(one: Ticket | EntryPerson) -> PersonRequest:
    return PersonRequest(one.applicant_id or 0, one.service, one.booklet, one.purpose)


def _name_of(service: str, day: date) -> str:
    known = catalogue.shelf(day, translation.get_language() or "id").services.get(service)
    return known.name if known else service
