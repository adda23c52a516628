"""Changing and removing a person of an account, knowing what has been promised to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from giliran.accounts import policy
from giliran.accounts.models import Applicant, User
from giliran.accounts.services import people as accounts
from giliran.accounts.services.people import PersonDraft, PersonRefused
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor

_FIXED = _(
    "This person has a booking, and a ticket stays with the person it was made for: name, NIK and birth date cannot "
    "change until the visit is over. If one of them is wrong, come to the desk of any office with the identity card."
)


def edit_person(
    applicant: Applicant,
    draft: PersonDraft,
    *,
    by: Actor,
    now: datetime,
    also: Callable[[list[str]], None] = lambda changed: None,
) -> Applicant:
    """Write a person anew; with a live ticket, everything but name, NIK and birth date.

    `also` is asked, under the same lock, with those of these three that would change, and may refuse. Raises
    `PersonRefused` with the fields that are wrong or fixed.
    """
    if not draft.birth_date:
        draft = replace(draft, birth_date=applicant.birth_date)
    changed = _changed(applicant, draft)
    _refuse_if_promised(applicant, changed)  # at once, before the registry is asked, which takes time

    def guard() -> None:
        _lock(applicant)
        _refuse_if_promised(applicant, changed)
        also(changed)

    return accounts.change_person(applicant, draft, by=by, now=now, guard=guard)


def remove_person(applicant: Applicant, *, by: Actor, now: datetime, also: Callable[[], None] = lambda: None) -> None:
    """Take a person off the list. Raises `Refusal` while they have a live ticket, or as `also` does under the lock."""
    with transaction.atomic():
        _lock(applicant)
        if has_live_ticket(applicant):
            raise Refusal("has_booking", _("This person has a booking and stays on your list until the visit is over."))
        also()
        accounts.archive_person(applicant, by=by, now=now)


def has_live_ticket(applicant: Applicant) -> bool:
    """Whether this person holds a promise that was made on this account."""
    return Ticket.objects.filter(applicant_id=applicant.id, state=TicketState.CONFIRMED).exists()


def _lock(applicant: Applicant) -> None:
    """The lock under which `allocate` gives seats to this account."""
    list(User.objects.filter(id=applicant.account_id).select_for_update(no_key=True).values_list("id"))


def _refuse_if_promised(applicant: Applicant, fields: list[str]) -> None:
    if fields and has_live_ticket(applicant):
        raise PersonRefused({field: [_FIXED] for field in fields})


def _changed(applicant: Applicant, draft: PersonDraft) -> list[str]:
    """Which of the fixed fields would become another; what cannot be read at all is for the check to refuse."""
    try:
        name = policy.check_name(draft.full_name)
    except policy.Unfit:
        name = applicant.full_name
    digits = "".join(sign for sign in draft.nik if sign.isdigit())
    changed = {
        "nik": secrets.keyring().blind(digits, accounts.NIK_PURPOSE) != bytes(applicant.nik_hash),
        "full_name": name != applicant.full_name,
        "birth_date": draft.birth_date != applicant.birth_date,
    }
    return [field for field, is_other in changed.items() if is_other]
