"""What anybody needs to check a ticket's QR without asking us."""

from __future__ import annotations

import base64
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from giliran.core import secrets

router = Router(tags=["tickets"])

FORMAT = (
    "The QR holds `G1:` and 140 signs of base32 (RFC 4648, upper case, no padding): a body of 23 bytes and its "
    "Ed25519 signature of 64. The body, big-endian: format (1 byte, 1), key id (1), ticket id (8), office (2), "
    "days since 2020-01-01 (2), start, end and arrival in minutes of the local day (2 each), label letter (1), "
    "label number (2). Verify the signature over the body with the key of that id. No name, no NIK."
)


class Key(Schema):
    id: int
    algorithm: Literal["Ed25519"]
    public_key: str = Field(description="32 bytes in base64")


class KeysOut(Schema):
    keys: list[Key]
    format: str


@router.get("/keys", response=KeysOut, auth=None)
def list_keys(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The public keys of all tickets that were ever signed, and what stands in a QR."""
    response["Cache-Control"] = "public, max-age=300"
    keys = [
        {"id": id_, "algorithm": "Ed25519", "public_key": base64.b64encode(raw).decode()}
        for id_, raw in secrets.keyring().ticket_public_keys().items()
    ]
    return {"keys": keys, "format": FORMAT}
