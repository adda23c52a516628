"""What is put right at a desk touches the waiting list too: a NIK is corrected there as well, or taken from it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from giliran.accounts.models import Applicant
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices import permissions as offices
from giliran.offices.models import Office
from giliran.opening.services import correct, take_over
from giliran.opening.services.correct import Correction
from giliran.opening.services.take_over import TakenOver
from giliran.waiting.models import WaitingParty, WaitingPerson
from giliran.waiting.services.rows import end_waiting
from giliran.waiting.states import State


def take_over_claim(
    *, person: Applicant, keeps_seat: bool, reason: str, office: Office, by: Actor, now: datetime
) -> TakenOver:
    """End what other accounts hold for this person's NIK: a ticket, a place in an opening, or one in a waiting list.

    See `opening.services.take_over.take_over_claim`.
    """

    def stop_waiting(nik_hash: bytes) -> set[int]:
        return _stop_waiting(nik_hash, person.account_id, now)

    return take_over.take_over_claim(
        person=person, keeps_seat=keeps_seat, reason=reason, office=office, by=by, now=now, also=stop_waiting
    )


def correct_person(
    *,
    person: Applicant,
    correction: Correction,
    reason: str,
    office: Office,
    by: Actor,
    now: datetime,
    despite_age: bool = False,
) -> Applicant:
    """See `opening.services.correct.correct_person`; whoever waits goes on waiting under the right NIK."""

    def bring_over(before: bytes, after: bytes) -> None:
        WaitingPerson.objects.filter(applicant=person, is_live=True, nik_hash=before).update(nik_hash=after)

    return correct.correct_person(
        person=person,
        correction=correction,
        reason=reason,
        office=office,
        by=by,
        now=now,
        despite_age=despite_age,
        also=bring_over,
    )


def waits_elsewhere(person: Applicant, office: Office, actor: Actor) -> WaitingParty | None:
    """The party of another account that waits with this person's NIK; for those who help at the desk."""
    if not offices.may(actor, "assist", office.pk):
        return None
    waiting = WaitingPerson.objects.filter(nik_hash=person.nik_hash, is_live=True)
    others = waiting.exclude(party__account_id=person.account_id).select_related("party__office")
    found = others.first()
    return found.party if found else None


def _stop_waiting(nik_hash: bytes, own: int, now: datetime) -> set[int]:
    """This one waits no longer; a party that nobody is left in leaves the list. The accounts that it was on."""
    accounts = set()
    waiting = WaitingPerson.objects.filter(nik_hash=nik_hash, is_live=True).exclude(party__account_id=own)
    for one in waiting.select_related("party"):
        if one.party.party == 1:
            end_waiting(one.party, State.LEFT, now=now)
        elif db.claim(WaitingParty.objects.filter(pk=one.party_id, state=State.WAITING), party=F("party") - 1):
            one.delete()
        accounts.add(one.party.account_id)
    return accounts
