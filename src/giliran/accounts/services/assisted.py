"""Accounts of people who have no device: an officer acts for them, and nobody signs in to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from giliran.accounts import policy
from giliran.accounts.models import Applicant, User
from giliran.accounts.sentences import sentence
from giliran.accounts.services.people import NIK_PURPOSE, PersonRefused
from giliran.audit import services as audit
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.regions import selectors as regions


def open_assisted_account(
    *, name: str, phone: str, by: Actor, now: datetime, language: str = "id", contact_email: str = ""
) -> User:
    """An account without a way to sign in; it is written to at `contact_email`, which proves nothing about anybody.
    Whether the actor may is for the caller to say."""
    user = User(email=None, contact_email=contact_email, name=name, phone=phone, language=language, created_at=now)
    user.set_unusable_password()
    with transaction.atomic():
        user.save()
        audit.record(event="account.assisted_opened", by=by, about=f"account:{user.pk}", at=now)
    return user


def look_up_nik(nik: str, *, by: Actor, now: datetime, office_id: int) -> list[Applicant]:
    """Everybody with exactly this NIK, those of assisted accounts first, the oldest of them first.

    The look is put on record, whether it finds somebody or not. Raises `PersonRefused` for what cannot be a NIK.
    """
    try:
        digits = policy.parse_nik(nik, now.date(), regions.known_codes()).digits
    except policy.Unfit as unfit:
        raise PersonRefused({"nik": [sentence(unfit.reason)]}) from unfit
    nik_hash = secrets.keyring().blind(digits, NIK_PURPOSE)
    found = Applicant.objects.filter(nik_hash=nik_hash, archived_at=None).select_related("account").order_by("id")
    people = sorted(found, key=lambda person: person.account.email is not None)
    with transaction.atomic():
        for about in [f"person:{person.public_id}" for person in people] or ["person:unknown"]:
            audit.record(event="person.nik_looked_up", by=by, about=about, at=now, office_id=office_id)
    return people
