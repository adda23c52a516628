"""The keys with which anybody can check a ticket."""

from __future__ import annotations

import base64

from django.test import Client

from giliran.booking.ticket import codec
from tests.api.conftest import API, Country, book


def test_the_published_keys_verify_the_qr_of_a_booking(country: Country, app: Client, nobody: Client) -> None:
    [ticket] = book(app, country.party()).json()["tickets"]

    published = nobody.get(f"{API}tickets/keys").json()["keys"]

    assert {key["algorithm"] for key in published} == {"Ed25519"}
    keys = {key["id"]: base64.b64decode(key["public_key"]) for key in published}
    claim = codec.read(ticket["qr"], keys)
    assert (claim.ticket_id, claim.label) == (ticket["id"], ticket["label"])


def test_keys_may_be_kept_for_a_while(country: Country, nobody: Client) -> None:
    assert nobody.get(f"{API}tickets/keys").headers["Cache-Control"] == "public, max-age=300"
