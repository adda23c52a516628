"""Browsers that may hold an office's list of the day: enrolled by somebody in charge, revoked in one press."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.onsite import permissions, sentences
from giliran.onsite.models import GateDevice

_SECRET_BYTES = 32
_SEEN_EVERY = timedelta(minutes=5)


def enrol(
    *,
    office: Office,
    name: str,
    by: Actor,
    now: datetime,
    is_kiosk: bool = False,
    waiting: int = 0,
    gives_up: bool = False,
) -> tuple[GateDevice, str]:
    """A new device of this office's gate, or a kiosk, and its secret, which is told this once.

    `waiting`: how many presses this browser still keeps, sealed with the key of the device that it was; under a new one
    nobody could ever read them, so they are sent first, or given up, which goes on record. Raises `Refusal`:
    `not_allowed`, `queue_waits`, `device_name_needed`, `device_name_taken`.
    """
    if not permissions.may_enrol(by, office.id):
        raise _refusal("not_allowed")
    if waiting > 0 and not gives_up:
        raise Refusal("queue_waits", sentences.queue_waits(waiting), field="give_up", data={"waiting": waiting})
    name = " ".join("".join(filter(str.isprintable, name)).split())[:60]
    if not name:
        raise _refusal("device_name_needed", field="name")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    try:
        with transaction.atomic():
            device = GateDevice.objects.create(
                office=office,
                name=name,
                secret_hash=_hash(secret),
                enrolled_by_id=by.account_id,
                enrolled_at=now,
                is_kiosk=is_kiosk,
            )
            _record("gate.device_enrolled", device, by, now, **({"given_up": waiting} if waiting > 0 else {}))
    except IntegrityError as taken:
        raise _refusal("device_name_taken", field="name") from taken
    return device, secret


def revoke(*, office: Office, device_id: UUID, by: Actor, now: datetime) -> GateDevice:
    """From now on it gets no list, and what it still holds unsent is decided by somebody. Twice is harmless.

    Raises `Refusal`: `not_allowed`, `unknown_device`.
    """
    if not permissions.may_enrol(by, office.id):
        raise _refusal("not_allowed")
    with transaction.atomic():
        device = GateDevice.objects.filter(office=office, public_id=device_id).first()
        if device is None:
            raise _refusal("unknown_device")
        live = GateDevice.objects.filter(id=device.id, revoked_at=None)
        if db.claim(live, revoked_at=now, revoked_by_id=by.account_id):
            _record("gate.device_revoked", device, by, now)
    return device


def recognise(*, office: Office, secret: str, now: datetime, is_kiosk: bool = False) -> GateDevice | None:
    """The device (or the kiosk) of this office with this secret, be it revoked or not; that it was seen is written
    down now and then."""
    if not secret:
        return None
    device = GateDevice.objects.filter(office=office, secret_hash=_hash(secret[:200]), is_kiosk=is_kiosk).first()
    if device and not device.revoked_at and (device.seen_at is None or now - device.seen_at > _SEEN_EVERY):
        seen_before = Q(seen_at=None) | Q(seen_at__lt=now)
        GateDevice.objects.filter(seen_before, id=device.id).update(seen_at=now)
    return device


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _record(event: str, device: GateDevice, by: Actor, now: datetime, **more: object) -> None:
    about, data = f"gate_device:{device.public_id}", {"name": device.name, **more}
    audit.record(event=event, by=by, about=about, at=now, office_id=device.office_id, data=data)


def _refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, sentences.refusal(code), field=field)
