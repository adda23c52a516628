"""Whether a call was signed with the secret that only its sender and we know."""

from __future__ import annotations

import hashlib
import hmac

_SCHEME = "sha256="


def is_signed(secret: str, signature: str, body: bytes) -> bool:
    """`signature` as WhatsApp sends it in `X-Hub-Signature-256`: `sha256=` and the HMAC-SHA256 of the body in hex."""
    if not secret or not signature.startswith(_SCHEME):
        return False
    right = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature[len(_SCHEME) :].strip().lower().encode(errors="replace"))
