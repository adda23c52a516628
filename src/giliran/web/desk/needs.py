"""Another service or kind of passport for somebody on a booking, by the card that lies on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from giliran.accounts.policy import age_on
from giliran.booking import selectors as bookings
from giliran.booking.sentences import sentence
from giliran.booking.services.needs import Needs
from giliran.booking.states import Door, TicketState
from giliran.catalogue import policy as catalogue_policy
from giliran.catalogue import selectors as catalogue
from giliran.core import clock, formats
from giliran.core.errors import Refusal
from giliran.payments import selectors as payments
from giliran.payments.services.needs import change_needs
from giliran.web.access import ActorRequest, at_office
from giliran.web.bills.words import ASKED, shown
from giliran.web.forms import Choice, Radios

if TYPE_CHECKING:
    from giliran.booking.models import Ticket
    from giliran.catalogue.selectors import Shelf


class NewNeedsForm(forms.Form):
    """What suits the person's age on the day of the visit, each with what it costs."""

    use_required_attribute = False

    service = forms.ChoiceField(
        label=gettext_lazy("Which passport service?"),
        widget=Radios,
        error_messages={"required": sentence("unknown_service"), "invalid_choice": sentence("unknown_service")},
    )
    booklet = forms.ChoiceField(
        label=gettext_lazy("Which passport?"),
        widget=Radios,
        error_messages={"required": sentence("unknown_booklet"), "invalid_choice": sentence("unknown_booklet")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Goes on record with your name, for example: 15 years old by the card."),
        max_length=200,
        error_messages={"required": sentence("reason_needed")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, ticket: Ticket, shelf: Shelf) -> None:
        super().__init__(data, initial={"service": ticket.service, "booklet": ticket.booklet})
        age = age_on(ticket.birth_date, ticket.date)
        services = [one for one in shelf.services.values() if one.bookable and not catalogue_policy.suits(one, age)]
        booklets = [one for one in shelf.booklets if (one.min_age or 0) <= age]
        self._choose("service", [(one.code, Choice(one.name, hint=one.summary)) for one in services])
        self._choose("booklet", [(one.code, Choice(one.name, hint=formats.rupiah(one.amount_idr))) for one in booklets])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


@never_cache
@at_office("correct_person")
def needs(request: ActorRequest, code: str, ticket: str) -> HttpResponse:
    """What stands on the ticket, what would suit, and what becomes of its bill."""
    found = bookings.booking_at_desk(code, request.office, request.actor)
    one = next((each for each in found.tickets.all() if each.public_id == ticket), None) if found else None
    if found is None or one is None or one.state != TicketState.CONFIRMED or one.is_provisional:
        raise Http404
    shelf = catalogue.shelf(one.date, request.actor.language)
    form = NewNeedsForm(request.POST if request.method == "POST" else None, ticket=one, shelf=shelf)
    if form.is_bound and form.is_valid() and _changed(request, one, form):
        return redirect("desk_booking", request.office.code, found.code)
    service, booklet = shelf.services.get(one.service), shelf.fees.get(one.booklet)
    bill = payments.bills_of_booking(found, request.actor).get(one.pk)
    context = {
        "office": request.office,
        "booking": found,
        "ticket": one,
        "age": age_on(one.birth_date, one.date),
        "service": service.name if service else one.service,
        "booklet": booklet.name if booklet else one.booklet,
        "fee": shelf.price(one.service, one.booklet).total_idr,
        "bill": shown(bill) if bill and bill.state in ASKED else None,
        "form": form,
    }
    return render(request, "desk/needs.html", context, status=422 if form.is_bound else 200)


def _changed(request: ActorRequest, ticket: Ticket, form: NewNeedsForm) -> bool:
    """Whether it was done; what was refused stands in the form."""
    chosen = form.cleaned_data
    try:
        change_needs(
            ticket=ticket, needs=Needs(chosen["service"], chosen["booklet"]), reason=chosen["reason"],
            by=replace(request.actor, door=Door.DESK), now=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    price = catalogue.price_of(chosen["service"], chosen["booklet"], ticket.date, request.actor.language)
    said = _("Changed. %(name)s pays %(amount)s; the printed ticket stays valid, and the account is told.")
    messages.success(request, said % {"name": ticket.full_name, "amount": formats.rupiah(price.total_idr)})
    return True
