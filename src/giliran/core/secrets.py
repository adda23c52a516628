"""The keys of this installation, in one file that is never in the database nor in its backups.

- `field` keys encrypt NIK and KK (AES-256-GCM), each token bound to the row and column it stands in;
- the `blind` key makes equal numbers comparable without showing them (HMAC-SHA256);
- `ticket` keys sign the QR of tickets (Ed25519);
- the key that signs web push (P-256, VAPID) follows from the `blind` key: a browser's subscription is bound to it, so
  that it must be the same for as long as the installation lives.
Field and ticket keys have ids, so that they can be changed while older tokens and tickets stay readable.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class SealBroken(Exception):
    """A token was changed, moved to another row or column, or sealed with a key that this installation lacks."""


class Keyring:
    def __init__(self, content: dict[str, Any]) -> None:
        self.django_key: str = content["django"]
        self._blind = _raw(content["blind"])
        self._fields = {int(id_): AESGCM(_raw(key)) for id_, key in content["field"].items()}
        self._tickets = {
            int(id_): Ed25519PrivateKey.from_private_bytes(_raw(key)) for id_, key in content["ticket"].items()
        }

    @property
    def field_key_id(self) -> int:
        """The id of the key that seals new tokens (the first byte of each)."""
        return max(self._fields)

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt for one place only, named `table.column:row`. Shape: key id (1 byte), nonce (12), text and tag."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._fields[self.field_key_id].encrypt(nonce, plain.encode(), place.encode())
        return bytes([self.field_key_id]) + nonce + sealed

    def unseal(self, token: bytes | memoryview, place: str) -> str:
        """The text of a token that stands where it was sealed for; else `SealBroken`."""
        token = bytes(token)
        try:
            key = self._fields[token[0]]
            return key.decrypt(token[1 : 1 + _NONCE], token[1 + _NONCE :], place.encode()).decode()
        except (KeyError, IndexError, ValueError, InvalidTag) as fault:
            raise SealBroken(place) from fault

    def blind(self, value: str, purpose: str) -> bytes:
        """32 bytes that are equal for equal values of one purpose, and tell nothing without the key."""
        return hmac.new(self._blind, f"{purpose}|{value}".encode(), hashlib.sha256).digest()

    def ticket_key(self) -> tuple[int, Ed25519PrivateKey]:
        """The id and key that sign new tickets."""
        current = max(self._tickets)
        return current, self._tickets[current]

    def push_key(self) -> ec.EllipticCurvePrivateKey:
        """The key by which push services recognise this installation."""
        stream = HKDF(SHA256(), length=48, salt=None, info=b"giliran web push").derive(self._blind)
        return ec.derive_private_key(int.from_bytes(stream, "big") % (_P256_ORDER - 1) + 1, ec.SECP256R1())

    def ticket_public_keys(self) -> dict[int, bytes]:
        """Every key id that was ever used, with its 32 public bytes."""
        return {id_: key.public_key().public_bytes_raw() for id_, key in sorted(self._tickets.items())}


def keyring(file: Path | None = None) -> Keyring:
    """The keys of this installation; made on first use, and read again when the file has changed."""
    file = file or Path(settings.SECRETS_FILE)
    try:
        changed_at = file.stat().st_mtime_ns
    except FileNotFoundError:
        _make(file)
        changed_at = file.stat().st_mtime_ns
    return _read(file, changed_at)


def rotate(file: Path | None = None) -> Keyring:
    """Add a field key and a ticket key; what was sealed or signed before stays readable."""
    file = file or Path(settings.SECRETS_FILE)
    content = json.loads(file.read_text())
    for kind in ("field", "ticket"):
        newest = max(map(int, content[kind]))
        if newest == 255:
            raise ValueError("A key id is one byte; 255 rotations are enough for this file.")
        content[kind][str(newest + 1)] = _fresh()
    _write(file, content)
    return keyring(file)


@lru_cache(maxsize=4)
def _read(file: Path, changed_at: int) -> Keyring:
    return Keyring(json.loads(file.read_text()))


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        "django": secrets.token_urlsafe(48),
        "blind": _fresh(),
        "field": {"1": _fresh()},
        "ticket": {"1": _fresh()},
    }
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    _write(draft, content)
    with suppress(FileExistsError):  # two processes may start at once: the first file stays
        os.link(draft, file)
    draft.unlink()


def _write(file: Path, content: dict[str, Any]) -> None:
    draft = file.with_name(f"{file.name}.draft-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        json.dump(content, handle, indent=1)
    draft.replace(file)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text)
