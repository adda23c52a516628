"""Customer service acts for people who bring only an identity card."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant
from giliran.accounts.services import people
from giliran.accounts.services.people import PersonDraft
from giliran.accounts.states import Relation
from giliran.core.types import Actor
from giliran.offices import permissions
from giliran.offices.models import Office


def find_person(nik: str, *, office: Office, by: Actor, now: datetime) -> list[Applicant]:
    """Everybody with exactly this NIK, those of assisted accounts first; on record. Raises `PersonRefused`."""
    _require(by, office)
    return accounts.look_up_nik(nik, by=by, now=now, office_id=office.id)


def add_person(
    draft: PersonDraft,
    *,
    office: Office,
    by: Actor,
    now: datetime,
    account_id: int | None = None,
    language: str = "id",
) -> Applicant:
    """Write somebody down, on an assisted account: the one named, else a new one of their own.

    Raises `PersonRefused` with the fields that are wrong, and `Refusal` where the account holds five people already.
    """
    _require(by, office)
    if account_id is None:
        people.check_person(draft, now=now)  # no account is opened for what cannot be written down
        opened = accounts.open_assisted_account(
            name=draft.full_name.strip(), phone=draft.phone.strip(), by=by, now=now, language=language
        )
        account_id, draft = opened.pk, replace(draft, relation=Relation.SELF)
    return accounts.add_person(draft, by=by, now=now, account_id=account_id)


def bring_over(person: Applicant, *, account_id: int, office: Office, by: Actor, now: datetime) -> Applicant:
    """Write somebody of one assisted account down on another one too, for those who come together."""
    _require(by, office)
    draft = replace(accounts.draft_of(person, by=by, now=now), relation=Relation.RELATIVE)
    return accounts.add_person(draft, by=by, now=now, account_id=account_id)


def _require(by: Actor, office: Office) -> None:
    if not permissions.may(by, "assist", office.id):
        raise PermissionDenied
