"""Changing and removing a person of an account, knowing their tickets and their entries."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giliran.accounts.models import Applicant
from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.booking.services import people as bookings
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.opening.models import EntryPerson

_FIXED = _(
    "This person is in an opening, and an entry stays with the people it was made for: name, NIK and birth date cannot "
    "change until the opening is over. If one of them is wrong, withdraw the entry or come to the desk of any office "
    "with the identity card."
)


def edit_person(applicant: Applicant, draft: PersonDraft, *, by: Actor, now: datetime) -> Applicant:
    """Write a person anew; with a live ticket or entry, everything but name, NIK and birth date.

    Raises `PersonRefused` with the fields that are wrong or fixed.
    """

    def guard(changed: list[str]) -> None:
        if changed and is_entered(applicant):
            raise PersonRefused({field: [_FIXED] for field in changed})

    return bookings.edit_person(applicant, draft, by=by, now=now, also=guard)


def remove_person(applicant: Applicant, *, by: Actor, now: datetime) -> None:
    """Take a person off the list. Raises `Refusal` while they have a live ticket or entry."""

    def guard() -> None:
        if is_entered(applicant):
            raise Refusal("has_entry", _("This person is in an opening and stays on your list until it is over."))

    bookings.remove_person(applicant, by=by, now=now, also=guard)


def is_entered(applicant: Applicant) -> bool:
    """Whether this person is in an opening that is not over."""
    return EntryPerson.objects.filter(applicant=applicant, is_live=True).exists()
