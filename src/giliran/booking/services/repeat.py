"""The same request again is answered as before, even where it could not be granted now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from giliran.booking.models import Booking
from giliran.booking.policy import Refused, SeatRequest
from giliran.booking.services.allocate import Booked, Outcome


def given_before(requests: Sequence[SeatRequest]) -> dict[int, Outcome]:
    """Position to what that request's key was given earlier; those whose key is new are left out. Spends nothing."""
    found = Booking.objects.filter(
        account_id__in={one.account_id for one in requests}, key__in={one.key for one in requests}
    )
    rows = found.values_list("account_id", "key", "id", "code", "request_digest")
    earlier = {(account, key): (Booked(id_, code, True), bytes(digest)) for account, key, id_, code, digest in rows}
    given: dict[int, Outcome] = {}
    for at, request in enumerate(requests):
        booked, digest = earlier.get((request.account_id, request.key), (None, b""))
        if booked:
            is_same = hashlib.sha256(request.digest_text().encode()).digest() == digest
            given[at] = booked if is_same else Refused("key_reused")
    return given
