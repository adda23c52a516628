"""Name, NIK or birth date of somebody who was promised something is put right: at a desk, with the identity card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant
from giliran.audit import services as audit
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office
from giliran.opening.models import EntryPerson
from giliran.opening.sentences import ages, sentence
from giliran.opening.services import desk_letters, fitting
from giliran.opening.services.lock import share

Also = Callable[[bytes, bytes], None]


@dataclass(frozen=True, slots=True)
class Correction:
    """As it stands on the card. An empty `nik` says that it is right as it is."""

    full_name: str
    birth_date: date
    nik: str = ""


def correct_person(
    *,
    person: Applicant,
    correction: Correction,
    reason: str,
    office: Office,
    by: Actor,
    now: datetime,
    despite_age: bool = False,
    also: Also = lambda before, after: None,
) -> Applicant:
    """Change the person, the copies on their live tickets, and their place in an opening, all or nothing.

    A QR carries neither name nor NIK: printed tickets stay valid. What a roll has published stays as it is, since no
    person stands in it. `also` is called with the NIK's hash before and after under the same locks, for what stands
    above openings. Raises `PersonRefused` with the fields that are wrong, and `Refusal`: `reason_missing`,
    `nothing_to_correct`, `age_unfit` where a service, booklet or party does not suit the right age on the day of the
    visit (`despite_age` says that the officer has read it, which goes on record), or `nik_held` where another account
    holds the right NIK: then taking over is the way.
    """
    if not offices.may(by, "correct_person", office.pk):
        raise PermissionDenied
    if not reason.strip():
        raise Refusal("reason_missing", sentence("reason_missing"), field="reason")
    return db.retry_on_deadlock(
        lambda: _correct(person.pk, correction, reason.strip()[:200], office, by, now, also, despite_age=despite_age)
    )


def _correct(
    person_id: int,
    correction: Correction,
    reason: str,
    office: Office,
    by: Actor,
    now: datetime,
    also: Also,
    *,
    despite_age: bool,
) -> Applicant:
    person = Applicant.objects.select_related("account").get(pk=person_id)
    before, nik_before, born_before = _identity(person), bytes(person.nik_hash), person.birth_date
    draft = accounts.amended(
        person, full_name=correction.full_name, birth_date=correction.birth_date, nik=correction.nik
    )

    def guard() -> None:
        """`person` has its new values here, and is not written yet."""
        changed = _changed(before, person)
        if not changed:
            raise Refusal("nothing_to_correct", sentence("nothing_to_correct"))
        _hold(person)
        unfit = fitting.unfit_for(person, born_before=born_before) if "birth_date" in changed else None
        if unfit and not despite_age:
            raise Refusal("age_unfit", ages.words_of(unfit), field="despite_age")
        _bring_over(person)
        also(nik_before, bytes(person.nik_hash))
        audit.record(
            event="person.corrected",
            by=by,
            about=f"person:{person.public_id}",
            at=now,
            office_id=office.pk,
            data={"fields": changed, "reason": reason} | ({"unfit": unfit.code} if unfit else {}),
        )
        desk_letters.tell_corrected(person, changed, office=office, now=now)

    try:
        return accounts.change_person(person, draft, by=by, now=now, guard=guard)
    except IntegrityError as fault:  # the right NIK has a live ticket or entry elsewhere
        raise Refusal("nik_held", sentence("nik_held"), field="nik") from fault


def _identity(person: Applicant) -> dict[str, object]:
    return {"nik": bytes(person.nik_hash), "full_name": person.full_name, "birth_date": person.birth_date}


def _changed(before: Mapping[str, object], person: Applicant) -> list[str]:
    after = _identity(person)
    return [field for field, value in before.items() if value != after[field]]


def _hold(person: Applicant) -> None:
    """Openings, account and tickets, in the order in which everybody holds them."""
    openings = EntryPerson.objects.filter(applicant=person, is_live=True).values_list("entry__opening_id", flat=True)
    share(list(openings))
    account = "SELECT id FROM accounts_user WHERE id {values}"
    db.select_in(account, [person.account_id], "bigint", lock="FOR NO KEY UPDATE")
    live = Ticket.objects.filter(applicant=person, state=TicketState.CONFIRMED)
    list(live.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _bring_over(person: Applicant) -> None:
    """The live copies say what the person says now; whoever was let in meanwhile keeps what they were let in with."""
    with transaction.atomic():
        Ticket.objects.filter(applicant=person, state=TicketState.CONFIRMED).update(
            full_name=person.full_name,
            birth_date=person.birth_date,
            nik_hash=person.nik_hash,
            nik_last4=person.nik_last4,
        )
        EntryPerson.objects.filter(applicant=person, is_live=True).update(nik_hash=person.nik_hash)
