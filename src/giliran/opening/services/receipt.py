"""What somebody who entered can hold against the draw."""

from __future__ import annotations

import base64
from typing import Any

from giliran.core import secrets
from giliran.opening.models import Entry


def receipt_of(entry: Entry) -> dict[str, Any]:
    """The entry as it was made and the promise it was made under, signed with the key that signs tickets.

    The signature is Ed25519 over the UTF-8 of `giliran-receipt|opening|entry|class|losses|party|wishes|commitment|
    entered_at`, in base64url without padding. `opening.verify` reads it.
    """
    facts = {
        "opening": entry.opening_id,
        "entry": entry.public_id,
        "class": entry.class_no,
        "losses": entry.losses,
        "party": entry.party,
        "wishes": entry.wishes,
        "commitment": entry.opening.commitment,
        "entered_at": entry.created_at.isoformat(),
    }
    key_id, key = secrets.keyring().ticket_key()
    signature = key.sign("|".join(["giliran-receipt", *map(str, facts.values())]).encode())
    return facts | {"key": key_id, "signature": base64.urlsafe_b64encode(signature).decode().rstrip("=")}
