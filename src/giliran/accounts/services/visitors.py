"""People of whom nothing is known yet but that they are here: rows that stand in for them until a card is read."""

from __future__ import annotations

import secrets as chance
from datetime import date, datetime

from django.db import transaction

from giliran.accounts.models import Applicant
from giliran.accounts.services.assisted import open_assisted_account
from giliran.accounts.states import Relation
from giliran.core import secrets
from giliran.core.types import Actor

_HASH_BYTES = 32


def open_visitor(*, name: str, stand_in_birth_date: date, by: Actor, now: datetime, language: str = "id") -> Applicant:
    """A provisional person on an assisted account of their own. Whether the actor may is for the caller to say.

    The hash in the place of the NIK's is random, so that it is nobody's; the birth date stands in for one that fits
    why they come. `accounts.services.change_person` makes a real person of it.
    """
    ring = secrets.keyring()
    with transaction.atomic():
        account = open_assisted_account(name=name, phone="", by=by, now=now, language=language)
        visitor = Applicant(
            account=account,
            relation=Relation.SELF,
            full_name=name,
            birth_date=stand_in_birth_date,
            nik_hash=chance.token_bytes(_HASH_BYTES),
            created_at=now,
        )
        visitor.nik_sealed = ring.seal("", visitor.place_of("nik_sealed"))
        visitor.kk_sealed = ring.seal("", visitor.place_of("kk_sealed"))
        visitor.save()
    return visitor


def name_visitor(visitor: Applicant, name: str) -> None:
    """Call somebody whom nobody knows by the number that they were given."""
    visitor.full_name = name
    Applicant.objects.filter(pk=visitor.pk, nik_last4="").update(full_name=name)
