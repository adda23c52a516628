"""The receipt says what stands in the roll, and a stranger can check it."""

from __future__ import annotations

import base64

import pytest

from giliran.core import secrets
from giliran.opening import selectors
from giliran.opening.services.receipt import receipt_of
from giliran.opening.verify import verify
from tests.factories import openings, world

pytestmark = pytest.mark.django_db


def test_a_receipt_agrees_with_the_draw_and_its_signature_with_the_published_keys() -> None:
    opening = openings.an_opening(method="ballot", entitled_share=0)
    people = world.many_people(1, 2)[0]
    entry = openings.an_entry(opening, people, wishes="any")
    receipt = receipt_of(entry)
    assert {name: receipt[name] for name in ("opening", "entry", "class", "losses", "party", "wishes")} == {
        "opening": opening.pk, "entry": entry.public_id, "class": 1, "losses": 0, "party": 2, "wishes": "any",
    }  # fmt: skip

    opening = openings.drawn(opening)
    keys = [
        {"id": id_, "public_key": base64.b64encode(raw).decode()}
        for id_, raw in secrets.keyring().ticket_public_keys().items()
    ]
    verdict = verify(selectors.draw_document(opening), None, [receipt], {"keys": keys})
    assert (verdict.checked["receipts"], verdict.checked["signatures"]) == ("agrees", "agrees")
    forged = verify(selectors.draw_document(opening), None, [receipt | {"losses": 1}], {"keys": keys})
    assert {finding.code for finding in forged.findings} == {"receipt_losses", "receipt_forged"}
