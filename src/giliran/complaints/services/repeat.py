"""The same press again gives the same complaint."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, NamedTuple

from giliran.complaints.models import Complaint
from giliran.complaints.sentences import refusal
from giliran.complaints.states import Mode
from giliran.core.secrets import keyring

if TYPE_CHECKING:
    from giliran.complaints.services.receive import ComplaintDraft

TOKEN_BYTES = 16


class Request(NamedTuple):
    """The name of a press and what it held, 32 bytes each, and the secret of the link that it is given."""

    key: bytes
    digest: bytes
    token: str


def request_of(draft: ComplaintDraft, key: str, account_id: int | None) -> Request:
    """A key is the account's own. Nothing that leads to the account is kept of somebody anonymous: there, key and words
    together are the name, so that other words under the same key are another complaint.

    The link follows from the key too: whoever lost the answer on the way is told it again, and nobody has to keep it.
    """
    digest = keyring().blind(_held(draft), "complaint request")
    whose = digest.hex() if draft.mode == Mode.ANONYMOUS else str(account_id)
    name = f"{whose}|{key}"
    secret = keyring().blind(name, "complaint link")[:TOKEN_BYTES]
    token = urlsafe_b64encode(secret).rstrip(b"=").decode()
    return Request(keyring().blind(name, "complaint key"), digest, token)


def filed_before(request: Request) -> Complaint | None:
    """The complaint that this press has made already. Raises `Refusal` (`key_reused`) if it held something else."""
    found = Complaint.objects.filter(request_key=request.key).first()
    if found is not None and bytes(found.request_digest or b"") != request.digest:
        raise refusal("key_reused")
    return found


def _held(draft: ComplaintDraft) -> str:
    office = draft.office.pk if draft.office else None
    photos = [hashlib.sha256(one.content).hexdigest() for one in draft.photos]
    return json.dumps([draft.category, draft.text, draft.mode, office, draft.booking_code, photos])
