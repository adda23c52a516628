"""Accounts made without the sign-up page, and what they are set to."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from giliran.accounts.models import Flag, User
from giliran.accounts.states import FlagReason
from giliran.audit import services as audit
from giliran.core.types import Actor


def open_account(
    *, email: str, name: str, by: Actor, now: datetime, password: str | None = None, language: str = "id"
) -> User:
    """An account with a verified e-mail address; the same one if it exists. Without a password, by e-mailed code."""
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(
            email=email.lower(), defaults={"name": name, "language": language, "created_at": now}
        )
        if is_new:
            user.set_password(password)
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            audit.record(event="account.opened", by=by, about=f"account:{user.pk}", at=now)
    return user


def give_second_factor(user: User, secret: str, *, by: Actor, now: datetime) -> None:
    """Set up a one-time-code app with this secret (base32), if the account has none yet."""
    with transaction.atomic():
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            return
        TOTP.activate(user, secret)
        audit.record(event="account.second_factor_given", by=by, about=f"account:{user.pk}", at=now)


def flag_account(account: User, reason: FlagReason, *, about: str, by: Actor, now: datetime) -> None:
    """Have headquarters look at an account, in the caller's transaction."""
    Flag.objects.create(account=account, reason=reason, about=about, at=now, by=by.user_id)
    audit.record(event="account.flagged", by=by, about=f"account:{account.pk}", at=now, data={"reason": str(reason)})


def set_language(user_id: int, language: str) -> None:
    """The language in which somebody is written to."""
    User.objects.filter(id=user_id).update(language=language)
