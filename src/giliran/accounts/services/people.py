"""Writes of people: enter, change and archive a person; show a NIK and put it on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from giliran.accounts import policy, registries
from giliran.accounts.models import Applicant, User
from giliran.accounts.sentences import sentence
from giliran.audit import services as audit
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.regions import selectors as regions

MOST_PEOPLE_ON_AN_ACCOUNT = 5
"""AC01: the holder and four others."""

NIK_PURPOSE = "nik"


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as typed. `birth_date` and `sex` may be None: then the NIK tells them."""

    nik: str
    kk: str
    full_name: str
    birth_place: str
    relation: str
    street: str
    village: str
    district_code: str
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    rt: str = ""
    rw: str = ""
    has_disability: bool = False
    is_pregnant: bool = False


class PersonRefused(Refusal):
    """What is wrong with a draft, field by field: `data["fields"]` maps a field to its sentences."""

    def __init__(self, fields: dict[str, list[Any]]) -> None:
        first = next(iter(fields))
        super().__init__("person_invalid", fields[first][0], field=first, data={"fields": fields})
        self.fields = fields


def add_person(
    draft: PersonDraft,
    *,
    by: Actor,
    now: datetime,
    account_id: int | None = None,
    guard: Callable[[], None] = lambda: None,
) -> Applicant:
    """Put a person on the actor's account (R32), at most five; or on `account_id`, which an officer helps.

    Raises `PersonRefused` with every wrong field. Unknown or retired region codes and a birth date that differs from
    the NIK are no errors: they stand in `warnings`, and an officer confirms them at the counter. `guard` is as in
    `change_person`.
    """
    checked = _check(draft, now.date())
    account_id = account_id or by.account_id
    applicant = Applicant(account_id=account_id, created_at=now)
    _fill(applicant, checked)
    _ask_registry(applicant, checked, now)
    with transaction.atomic():
        guard()
        account = User.objects.select_for_update().get(id=account_id)
        if Applicant.objects.filter(account=account, archived_at=None).count() >= MOST_PEOPLE_ON_AN_ACCOUNT:
            raise Refusal("account_full", _("An account is for up to five people. Remove one to add another."))
        _save_once(applicant)
        audit.record(event="person.added", by=by, about=f"person:{applicant.public_id}", at=now)
    return applicant


def check_person(draft: PersonDraft, *, now: datetime) -> None:
    """Raises `PersonRefused` with every wrong field, as `add_person` would; writes nothing and asks nobody."""
    _check(draft, now.date())


def change_person(
    applicant: Applicant, draft: PersonDraft, *, by: Actor, now: datetime, guard: Callable[[], None] = lambda: None
) -> Applicant:
    """Write a person anew. Whether name, birth date and NIK may change is for `booking.services.people` to say.

    `guard` runs in the transaction that writes, before it does, and may raise to stop it.
    """
    checked = _check(draft, now.date())
    same_nik = secrets.keyring().blind(checked.nik, NIK_PURPOSE) == bytes(applicant.nik_hash or b"")
    _fill(applicant, checked)
    if not same_nik:
        _ask_registry(applicant, checked, now)
    with transaction.atomic():
        guard()
        _save_once(applicant)
        audit.record(event="person.changed", by=by, about=f"person:{applicant.public_id}", at=now)
    return applicant


def archive_person(applicant: Applicant, *, by: Actor, now: datetime) -> None:
    """Take a person off the account's list."""
    with transaction.atomic():
        Applicant.objects.filter(id=applicant.id, archived_at=None).update(archived_at=now)
        audit.record(event="person.removed", by=by, about=f"person:{applicant.public_id}", at=now)


def draft_of(applicant: Applicant, *, by: Actor, now: datetime) -> PersonDraft:
    """A person as they would be typed, with NIK and KK open; puts the look on record."""
    reveal_nik(applicant, by=by, now=now)
    return _draft_of(applicant)


def amended(applicant: Applicant, *, full_name: str, birth_date: date, nik: str = "") -> PersonDraft:
    """A person with another name, birth date and, unless it is empty, NIK: for the product itself, seen by nobody."""
    draft = _draft_of(applicant)
    return replace(draft, full_name=full_name, birth_date=birth_date, nik=nik or draft.nik)


def _draft_of(applicant: Applicant) -> PersonDraft:
    return PersonDraft(
        nik=secrets.keyring().unseal(applicant.nik_sealed, applicant.place_of("nik_sealed")),
        kk=secrets.keyring().unseal(applicant.kk_sealed, applicant.place_of("kk_sealed")),
        full_name=applicant.full_name,
        birth_place=applicant.birth_place,
        relation=applicant.relation,
        street=applicant.street,
        village=applicant.village,
        district_code=applicant.district_code,
        birth_date=applicant.birth_date,
        sex=applicant.sex,
        phone=applicant.phone,
        rt=applicant.rt,
        rw=applicant.rw,
        has_disability=applicant.has_disability,
        is_pregnant=applicant.is_pregnant,
    )


def reveal_nik(applicant: Applicant, *, by: Actor, now: datetime) -> str:
    """The sixteen digits; every look is an audit line."""
    with transaction.atomic():
        audit.record(event="person.nik_revealed", by=by, about=f"person:{applicant.public_id}", at=now)
    return secrets.keyring().unseal(applicant.nik_sealed, applicant.place_of("nik_sealed"))


def reseal_all(now: datetime, *, by: Actor) -> int:
    """Seal every NIK and KK with the newest key; run after `rotate-keys`. May be stopped and run again."""
    ring = secrets.keyring()
    done = 0
    for applicant in Applicant.objects.order_by("id").iterator(chunk_size=500):
        if bytes(applicant.nik_sealed)[0] == ring.field_key_id and bytes(applicant.kk_sealed)[0] == ring.field_key_id:
            continue
        for column in ("nik_sealed", "kk_sealed"):
            place = applicant.place_of(column)
            setattr(applicant, column, ring.seal(ring.unseal(getattr(applicant, column), place), place))
        applicant.save(update_fields=["nik_sealed", "kk_sealed"])
        done += 1
    audit.record(event="keys.resealed", by=by, about="applicants", at=now, data={"rows": done})
    return done


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft whose fields are clean, with what was read out of the NIK."""

    draft: PersonDraft
    nik: str
    kk: str
    birth_date: date
    sex: str
    warnings: list[str]


def _check(draft: PersonDraft, today: date) -> _Checked:
    codes = regions.known_codes()
    faults: dict[str, list[Any]] = {}
    nik = _field(faults, "nik", lambda: policy.parse_nik(draft.nik, today, codes))
    kk = _field(faults, "kk", lambda: policy.parse_kk(draft.kk, today, codes))
    lines = {
        "full_name": _field(faults, "full_name", lambda: policy.check_name(draft.full_name)),
        "birth_place": _field(
            faults, "birth_place", lambda: policy.check_name(draft.birth_place, "birth_place_missing")
        ),
        "phone": _field(faults, "phone", lambda: policy.check_phone(draft.phone)) if draft.phone.strip() else "",
        **{name: _address_line(faults, draft, name) for name in ("street", "rt", "rw", "village")},
    }
    if not regions.district_exists(draft.district_code):
        faults.setdefault("district_code", []).append(_("Choose the district that stands on the identity card."))
    birth_date = draft.birth_date or (nik.birth_date if nik else None)
    if birth_date and (reason := policy.check_birth_date(birth_date, today)):
        faults.setdefault("birth_date", []).append(sentence(reason))
    if faults or nik is None or kk is None or birth_date is None:
        raise PersonRefused(faults or {"birth_date": [_("Enter the birth date.")]})
    sex = draft.sex or nik.sex
    reasons = (*nik.warnings, *kk.warnings, *policy.compare_nik(nik, birth_date, sex))
    warnings = sorted({reason.code for reason in reasons})
    return _Checked(replace(draft, **lines), nik.digits, kk.digits, birth_date, sex, warnings)


def _field(faults: dict[str, list[Any]], name: str, read: Any) -> Any:
    """What `read` gives, or None with the sentence of its reason put down under the field."""
    try:
        return read()
    except policy.Unfit as unfit:
        faults.setdefault(name, []).append(sentence(unfit.reason))
        return None


def _address_line(faults: dict[str, list[Any]], draft: PersonDraft, name: str) -> str:
    most = int(Applicant._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]
    line: str | None = _field(faults, name, lambda: policy.check_line(getattr(draft, name), most))
    if line == "" and name in ("street", "village"):
        faults.setdefault(name, []).append(_("Fill in this part of the address."))
    return line or ""


def _fill(applicant: Applicant, checked: _Checked) -> None:
    ring, draft = secrets.keyring(), checked.draft
    applicant.nik_sealed = ring.seal(checked.nik, applicant.place_of("nik_sealed"))
    applicant.nik_hash = ring.blind(checked.nik, NIK_PURPOSE)
    applicant.nik_last4 = checked.nik[-4:]
    applicant.kk_sealed = ring.seal(checked.kk, applicant.place_of("kk_sealed"))
    applicant.kk_last4 = checked.kk[-4:]
    applicant.birth_date, applicant.sex, applicant.warnings = checked.birth_date, checked.sex, checked.warnings
    for name in ("full_name", "birth_place", "relation", "street", "village", "district_code", "phone", "rt", "rw",
                 "has_disability", "is_pregnant"):  # fmt: skip
        value = getattr(draft, name)
        setattr(applicant, name, value.strip() if isinstance(value, str) else value)


def _ask_registry(applicant: Applicant, checked: _Checked, now: datetime) -> None:
    answer = registries.check(
        registries.RegistryQuery(
            nik=checked.nik,
            kk=checked.kk,
            full_name=applicant.full_name,
            birth_date=checked.birth_date,
            sex=checked.sex,
        )
    )
    applicant.identity_check, applicant.identity_checked_at = answer.outcome, now


def _save_once(applicant: Applicant) -> None:
    try:
        with transaction.atomic():
            applicant.save()
    except IntegrityError as fault:
        raise PersonRefused({"nik": [_("This person is on your list already.")]}) from fault
