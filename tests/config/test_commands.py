"""Commands that an operator types."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from giliran.accounts import selectors as people
from giliran.accounts import services as accounts
from giliran.booking.ticket import codec
from giliran.core import secrets
from giliran.issuance.services.hand_over import hand_over, signature_of
from giliran.issuance.states import CaseState
from giliran.offices.models import Assignment
from tests.factories import world
from tests.issuance import scene

pytestmark = pytest.mark.django_db
CLAIM = codec.TicketClaim("0123456789abcdef", 1, date(2026, 11, 23), 480, 720, 495, "A", 12)
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


@pytest.fixture
def keys_file(tmp_path: Path, settings: object) -> Path:
    """A copy of the keys that may be changed."""
    copy = tmp_path / "keys.json"
    secrets.keyring()
    shutil.copy(settings.SECRETS_FILE, copy)  # type: ignore[attr-defined]
    settings.SECRETS_FILE = copy  # type: ignore[attr-defined]
    return copy


def test_what_is_older_than_the_keys_stays_readable(keys_file: Path) -> None:
    person = world.a_person(world.an_account())
    by = world.actor_of(person.account)
    nik = accounts.reveal_nik(person, by=by, now=NOW)
    old_ticket = codec.sign(CLAIM, secrets.keyring())
    shop = scene.a_workshop()
    signed = hand_over(
        case=shop.bring(shop.case(1), CaseState.READY), taker=scene.herself(1), by=shop.handover, now=scene.NOON
    )

    call_command("rotate_keys")

    ring = secrets.keyring()
    assert (ring.field_key_id, ring.ticket_key()[0]) == (2, 2)
    signed.refresh_from_db()
    assert bytes(signed.signature_sealed)[0] == 2
    assert signature_of(signed) == scene.SIGNATURE
    found = people.applicants_of(by).get()
    assert bytes(found.nik_sealed)[0] == bytes(found.kk_sealed)[0] == 2
    assert accounts.reveal_nik(found, by=by, now=NOW) == nik
    assert codec.read(old_ticket, ring.ticket_public_keys()) == CLAIM
    assert oct(keys_file.stat().st_mode & 0o777) == "0o600"


def test_staff_are_added_with_an_account(settings: object) -> None:
    office = world.an_office()
    call_command("add_staff", "kepala@example.id", role="head", office=office.code)
    assignment = Assignment.objects.get()
    assert (assignment.user.email, assignment.role, assignment.office) == ("kepala@example.id", "head", office)


@pytest.mark.parametrize(("role", "office"), [("head", ""), ("hq", "jakarta-selatan"), ("head", "nowhere")])
def test_a_role_belongs_where_it_works(role: str, office: str) -> None:
    world.an_office()
    with pytest.raises(CommandError):
        call_command("add_staff", "x@example.id", role=role, office=office)


def test_the_keys_are_outside_the_database() -> None:
    assert Path(settings.SECRETS_FILE).is_file()
