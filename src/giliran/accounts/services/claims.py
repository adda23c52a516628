"""An account that an officer opened for somebody becomes that person's own: it is given an e-mail address.

Whether the actor may, and whether the account is that of the person at the desk, is for the caller to say. The address
proves itself by a code that is sent to it; only its hash is kept.
"""

from __future__ import annotations

import hmac
import secrets as chance
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.accounts.models import AccountClaim, User
from giliran.audit import services as audit
from giliran.core import db, ids, secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice

LIFETIME = timedelta(days=7)
MOST_TRIES = 5
MOST_AN_HOUR = 3
"""So many codes are sent for one account, so that nobody's mailbox is filled."""

MOST_AN_OFFICER = 20
"""So many codes does one officer send in an hour, so that a desk is no way to write to strangers."""

LONGEST_ADDRESS = 254
SIGNS = 8
_PURPOSE = "account-claim"

_SENTENCES = {
    "address_wrong": gettext_lazy("Enter an e-mail address such as siti@example.id."),
    "address_used": gettext_lazy(
        "This address belongs to another account. Two accounts are not joined: use another address, or leave this "
        "account as it is. Its tickets stay valid on paper."
    ),
    "has_address": gettext_lazy("This account has an e-mail address already. Its holder signs in with it."),
    "too_often": gettext_lazy("Three codes were sent for this account within an hour. Try again later."),
    "officer_too_often": gettext_lazy(
        "You have sent %(most)d codes within an hour, and no more can be sent. Ask a colleague, or go on in an hour; "
        "tickets stay valid on paper."
    )
    % {"most": MOST_AN_OFFICER},
    "claim_over": gettext_lazy("This code is over. Ask at any desk for a new one, with ticket and identity card."),
    "code_wrong": gettext_lazy("This is not the code in the message. Compare it sign by sign."),
}


def start_claim(*, account: User, email: str, by: Actor, now: datetime, office_id: int) -> AccountClaim:
    """Send a code to the address. Raises `Refusal`: `address_wrong`, `address_used`, `has_address`, `too_often`,
    `officer_too_often`."""
    address = _address(email)
    code = "".join(chance.choice(ids.ALPHABET) for _sign in range(SIGNS))
    with transaction.atomic():
        account = _hold(account.pk, by.user_id)
        if account.email:
            raise _refusal("has_address")
        if _is_used(address):
            raise _refusal("address_used", field="email")
        _refuse_too_many(account, by, now)
        AccountClaim.objects.filter(account=account, used_at=None, expires_at__gt=now).update(expires_at=now)
        claim = AccountClaim(
            account=account, email=address, made_by=by.user_id, created_at=now, expires_at=now + LIFETIME
        )
        claim.code_hash = _hash(claim.public_id, code)
        claim.save()
        _send(claim, code, now)
        audit.record(event="account.claim_started", by=by, about=f"account:{account.pk}", at=now, office_id=office_id)
    return claim


def _hold(account_id: int, officer_id: int | None) -> User:
    """The account; its officer is held too, in id order, so that two codes at once are counted as two."""
    both = User.objects.filter(pk__in={account_id, officer_id}).order_by("pk").select_for_update(no_key=True)
    return next(one for one in both if one.pk == account_id)


def _refuse_too_many(account: User, by: Actor, now: datetime) -> None:
    lately = AccountClaim.objects.filter(created_at__gt=now - timedelta(hours=1))
    if lately.filter(account=account).count() >= MOST_AN_HOUR:
        raise _refusal("too_often")
    if lately.filter(made_by=by.user_id).count() >= MOST_AN_OFFICER:
        raise _refusal("officer_too_often")


def claim_account(*, claim_id: UUID, code: str, by: Actor, now: datetime) -> User:
    """Give the account its address to whoever knows the code; from then on its holder signs in by e-mailed code.

    Raises `Refusal`: `claim_over` (used, expired, or tried too often), `code_wrong`, `address_used`.
    """
    trying = AccountClaim.objects.filter(
        public_id=claim_id, used_at=None, expires_at__gt=now, tries__lt=MOST_TRIES, account__email=None
    )
    if not db.claim(trying, tries=F("tries") + 1):
        raise _refusal("claim_over")
    claim = AccountClaim.objects.select_related("account").get(public_id=claim_id)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())[: SIGNS * 2]
    about = f"account:{claim.account_id}"
    if not hmac.compare_digest(bytes(claim.code_hash), _hash(claim.public_id, typed)):
        with transaction.atomic():
            audit.record(event="account.claim_failed", by=by, about=about, at=now)
        raise _refusal("code_wrong", field="code")
    return _given(claim, by, now)


def _given(claim: AccountClaim, by: Actor, now: datetime) -> User:
    try:
        with transaction.atomic():
            if not db.claim(AccountClaim.objects.filter(pk=claim.pk, used_at=None), used_at=now):
                raise _refusal("claim_over")
            if _is_used(claim.email) or not db.claim(
                User.objects.filter(pk=claim.account_id, email=None), email=claim.email
            ):
                raise _refusal("address_used")
            EmailAddress.objects.create(user_id=claim.account_id, email=claim.email, verified=True, primary=True)
            audit.record(event="account.claimed", by=by, about=f"account:{claim.account_id}", at=now)
    except IntegrityError as fault:  # somebody signed up with it at the same moment
        raise _refusal("address_used") from fault
    return User.objects.get(pk=claim.account_id)


def _address(text: str) -> str:
    address = text.strip().lower()
    if len(address) > LONGEST_ADDRESS:
        raise _refusal("address_wrong", field="email")
    try:
        validate_email(address)
    except ValidationError as fault:
        raise _refusal("address_wrong", field="email") from fault
    return address


def _is_used(address: str) -> bool:
    known = EmailAddress.objects.filter(email__iexact=address)
    return User.objects.filter(email__iexact=address).exists() or known.exists()


def _hash(claim_id: UUID, code: str) -> bytes:
    return secrets.keyring().blind(f"{claim_id}|{code}", _PURPOSE)


def _send(claim: AccountClaim, code: str, now: datetime) -> None:
    language = claim.account.language
    with translation.override(language):
        notice = Notice(
            subject=_("Your code for the account with your passport booking"),
            paragraphs=[
                _(
                    "At an immigration office, with ticket and identity card, somebody asked to use this address for "
                    "the account in which the booking stands. Tell the officer this code, or open the page below "
                    "within seven days and enter it there."
                ),
                _("If that was not you, do nothing: without the code nothing happens."),
            ],
            facts=[(_("Code"), f"{code[:4]}-{code[4:]}")],
            url=f"{settings.PUBLIC_URL}/claim/{claim.public_id}/",
            link_words=_("Enter the code"),
        )
    notifications.enqueue(
        event="notice",
        address=claim.email,
        language=language,
        data=dict(notice),
        key=f"account-claim:{claim.public_id}",
        now=now,
    )


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, _SENTENCES[code], field=field)
