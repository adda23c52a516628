"""The people: accounts, and those whom an account may book for."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from giliran.accounts.states import FlagReason, IdentityCheck, Relation, Sex
from giliran.core.models import Record


class Users(BaseUserManager["User"]):
    """What Django and allauth need to make and find accounts."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account. An assisted account has no e-mail address to sign in with.

    `contact_email` is where such an account is written to: it opens nothing, and several may have the same.
    """

    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True, db_default="")
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_index=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    def __str__(self) -> str:
        return self.name or self.email or f"account {self.pk}"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: roles are rows of `offices`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Applicant(Record):
    """One person as on the identity card.

    NIK and KK stand encrypted, bound to this row and their column; `nik_hash` makes two equal NIKs comparable.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="applicants")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    nik_sealed = models.BinaryField()
    nik_hash = models.BinaryField(max_length=32)
    nik_last4 = models.CharField(max_length=4)
    kk_sealed = models.BinaryField()
    kk_last4 = models.CharField(max_length=4)
    full_name = models.CharField(max_length=100)
    birth_place = models.CharField(max_length=60)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex.choices)
    phone = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=120)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    village = models.CharField(max_length=60)
    district_code = models.CharField(max_length=8)
    has_disability = models.BooleanField(default=False)
    is_pregnant = models.BooleanField(default=False)
    identity_check = models.CharField(max_length=12, choices=IdentityCheck.choices, default=IdentityCheck.UNCHECKED)
    identity_checked_at = models.DateTimeField(null=True)
    warnings = models.JSONField(default=list)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "nik_hash"], condition=Q(archived_at=None), name="applicant_once_an_account"
            ),
        ]
        indexes = [
            models.Index(fields=["nik_hash"], name="applicant_by_nik"),
            models.Index(fields=["birth_date", "full_name"], name="applicant_by_birth"),
        ]

    @property
    def is_provisional(self) -> bool:
        """Nobody has entered this person's identity card yet; the row stands in for somebody who walked in."""
        return not self.nik_last4

    def place_of(self, column: str) -> str:
        """Where a sealed number of this row stands; part of what its encryption is bound to."""
        return f"accounts_applicant.{column}:{self.public_id}"


class Way(models.Model):
    """A way to reach an account besides its inbox, and what was said about it.

    `asked_at` is when somebody wanted it, `consented_at` when whoever holds the address agreed (by a link sent there),
    `stopped_at` when they had enough: consent is history, so whoever begins anew has a new row. `unwanted` lists the
    kinds of message that shall not come this way. E-mail is on without a row; its address is the account's own.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ways", db_index=False)
    channel = models.CharField(max_length=10)
    address = models.TextField(blank=True)
    unwanted = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "channel"],
                condition=Q(stopped_at=None) & ~Q(channel="push"),
                name="way_one_a_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "channel"], name="way_of_account"),
            models.Index(fields=["channel", "asked_at"], name="way_asked"),
        ]


class Device(models.Model):
    """A browser in which an account was signed in to, known by a keyed hash of a random cookie and by nothing else.

    Many accounts behind one device are a pattern that headquarters looks at (R19); a row is kept for 90 days after
    the last sign-in.
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices", db_index=False)
    device_hash = models.BinaryField(max_length=32)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "device_hash"], name="device_once_an_account")]
        indexes = [
            models.Index(fields=["device_hash"], name="device_by_hash"),
            models.Index(fields=["last_seen_at"], name="device_by_age"),
        ]


class Flag(models.Model):
    """Somebody should look at this account: a row for the reports of headquarters. No rule acts on it.

    `about` names the thing, as in the log (`booking:K7MPQ2X9A`).
    """

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=20, choices=FlagReason.choices)
    about = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)


class AccountClaim(Record):
    """An assisted account is to become its holder's own: the address it is to have, and the hash of the code that was
    sent there."""

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    email = models.EmailField()
    code_hash = models.BinaryField(max_length=32)
    made_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by", "created_at"], name="claim_of_officer")]
