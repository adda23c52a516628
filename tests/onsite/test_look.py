from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from giliran.accounts.models import Applicant
from giliran.audit import selectors as audit
from giliran.booking.models import Booking, Ticket
from giliran.core import ids, secrets
from giliran.core.errors import Refusal
from giliran.offices.states import Role
from giliran.onsite.sentences import reason
from giliran.onsite.services.check_in import Look, check_in, look
from tests.factories import world
from tests.onsite.scene import MONDAY, NINE, Door, a_door, a_party, qr_of

pytestmark = pytest.mark.django_db


def scan(door: Door, text: str) -> Look:
    return look(office=door.office, text=text, by=door.by, now=NINE, is_scan=True)


def typed(door: Door, text: str) -> Look:
    return look(office=door.office, text=text, by=door.by, now=NINE)


def said(seen: Look) -> str:
    return f"{seen.verdict.kind}:{seen.verdict.code}" if seen.verdict else "several"


def test_a_scanned_ticket_shows_the_whole_party() -> None:
    door = a_door()
    siti, budi = a_party(door.slot, "Siti", "Budi")
    seen = scan(door, qr_of(budi))
    assert said(seen) == "valid:valid"
    assert [(one.ticket.id, one.is_shown) for one in seen.people] == [(siti.id, False), (budi.id, True)]
    assert audit.trail_of(f"booking:{siti.booking.code}") == []


@pytest.mark.parametrize("shape", ["{}", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]} {0[6]}{0[7]}{0[8]}", " {}\n"])
def test_a_booking_code_does_as_well(shape: str) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    assert said(typed(door, shape.format(siti.booking.code).lower())) == "valid:valid"
    assert said(scan(door, siti.booking.code)) == "valid:valid"


@pytest.mark.parametrize("words", ["siti am", "A-001", "a-1"])
def test_a_name_or_label_finds_today_s_people(words: str) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti Aminah")
    a_party(door.slot, "Budi")
    assert [one.ticket.id for one in typed(door, words).people] == [siti.id]


def test_the_last_four_digits_find_somebody() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti Aminah")
    assert [one.ticket.id for one in typed(door, siti.nik_last4).people] == [siti.id]


def test_several_of_a_name_are_offered() -> None:
    door = a_door()
    [one] = a_party(door.slot, "Siti Aminah")
    [two] = a_party(door.slot, "Siti Rahayu")
    seen = typed(door, "siti")
    assert (said(seen), [ticket.id for ticket in seen.found]) == ("several", [one.id, two.id])


def test_a_foreign_ticket_names_its_office() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    [siti] = a_party(other.slot, "Siti")
    seen = scan(door, qr_of(siti))
    assert said(seen) == "refused:other_office"
    assert seen.verdict and seen.verdict.params["office"] == "Kantor Imigrasi Bogor"


def test_yesterdays_ticket_names_its_day() -> None:
    door = a_door()
    yesterday = world.a_slot(door.office, MONDAY - timedelta(days=3))
    [siti] = a_party(yesterday, "Siti")
    seen = scan(door, qr_of(siti))
    assert said(seen) == "refused:other_day"
    assert seen.verdict and seen.verdict.params == {"date": date(2026, 11, 20), "is_past": True}


def test_a_used_ticket_names_who_and_when() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    check_in(office=door.office, ticket_ids=[siti.public_id], nonce="n", by=door.by, now=NINE)
    seen = scan(door, qr_of(siti))
    assert said(seen) == "refused:used"
    assert seen.verdict and seen.verdict.params == {"at": NINE, "by": "Rina", "name": "Siti"}


@pytest.mark.parametrize("state", ["cancelled", "moved"])
def test_a_ticket_given_up_is_refused(state: str) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state=state)
    assert said(scan(door, qr_of(siti))) == f"refused:{state}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Moved on Monday, 23 November 2026, 09:00 WIB: the visit is now on Tuesday, 24 November 2026 at 08:00 WIB.",
        ),
        ("id", "Dipindahkan pada Senin, 23 November 2026, 09.00 WIB: kunjungan kini pada Selasa, 24 November 2026 "),
    ],
)
def test_a_moved_ticket_says_where_the_visit_is_now(language: str, words: str) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    tomorrow = world.a_slot(door.office, MONDAY + timedelta(days=1))
    [fresh] = a_party(tomorrow, "Siti again")
    Booking.objects.filter(id=fresh.booking_id).update(moved_from=siti.booking, moves=1)
    Ticket.objects.filter(id=siti.id).update(state="moved", state_at=NINE)
    for seen in (scan(door, qr_of(siti)), typed(door, siti.booking.code)):
        assert said(seen) == "refused:moved"
        assert seen.verdict
        assert seen.verdict.params["to"] == (fresh.booking.code, tomorrow.date, tomorrow.starts_at)
        with translation.override(language):
            told = reason(seen.verdict, door.office.timezone)
        assert told.startswith(words) and ids.show_code(fresh.booking.code) in told


def test_a_forged_ticket(tmp_path: Path) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    assert said(scan(door, qr_of(siti, secrets.keyring(tmp_path / "keys.json")))) == "refused:forged"


def test_a_key_of_another_installation(tmp_path: Path) -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    secrets.keyring(tmp_path / "keys.json")
    for _ in range(200):
        foreign = secrets.rotate(tmp_path / "keys.json")
    assert said(scan(door, qr_of(siti, foreign))) == "refused:unknown_key"


def test_a_ticket_cut_in_half() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    assert said(scan(door, qr_of(siti)[:70])) == "refused:cut_off"
    assert said(typed(door, qr_of(siti)[:70])) == "refused:cut_off"


def test_a_genuine_ticket_that_is_not_in_the_books() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    siti.public_id = "f" * 16
    assert said(scan(door, qr_of(siti))) == "refused:unknown_ticket"


@pytest.mark.parametrize("text", ["8991234567890", "https://example.id/x", "G", "🐍" * 9, "\x00\x00", "x" * 10_000])
def test_a_random_barcode(text: str) -> None:
    assert said(scan(a_door(), text)) in {"refused:not_ours", "refused:nothing"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K7M-PQ2-X9B", "mistyped_code"),
        ("22222222 2", "unknown_code"),
        ("Tidak Ada", "nobody_found"),
        ("' OR 1=1 --", "nobody_found"),
        ("  ", "nothing"),
        ("a" * 10_000, "not_ours"),
        ("\u202eedoc\x00", "nobody_found"),
    ],
)
def test_what_is_typed_wrong(text: str, code: str) -> None:
    assert said(typed(a_door(), text)) == f"refused:{code}"


def test_a_registry_that_disagreed_is_told() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    Applicant.objects.update(identity_check="mismatched")
    assert said(scan(door, qr_of(siti))) == "attention:identity"


def test_too_early_by_so_many_minutes() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    seen = look(office=door.office, text=qr_of(siti), by=door.by, now=NINE - timedelta(minutes=90), is_scan=True)
    assert said(seen) == "attention:early"
    assert seen.verdict and seen.verdict.params == {"minutes": 30}
    assert not seen.needs_reason


def test_every_refusal_goes_on_record() -> None:
    door = a_door()
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state="cancelled")
    scan(door, qr_of(siti))
    scan(door, "8991234567890")
    [known] = audit.trail_of(f"booking:{siti.booking.code}")
    [unknown] = audit.trail_of("gate:jakarta-selatan")
    assert (known.event, known.data) == ("gate.refused", {"reason": "cancelled", "labels": [siti.label]})
    assert (unknown.actor_label, unknown.data) == ("Rina", {"reason": "not_ours", "labels": []})


def test_others_may_not_look() -> None:
    door, other = a_door(), a_door("bogor", id=2)
    counter = world.actor_of(door.rina, roles=[(Role.COUNTER, door.office.id)])
    for stranger in (other.by, counter):
        with pytest.raises(Refusal) as refused:
            look(office=door.office, text="x", by=stranger, now=NINE)
        assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("people", [1, 5])
def test_a_look_asks_the_same_few_questions_for_one_and_for_five(
    people: int, django_assert_num_queries: object
) -> None:
    door = a_door()
    party = a_party(door.slot, *[f"Orang {n}" for n in range(people)])
    text = qr_of(party[0])
    with django_assert_num_queries(3):  # type: ignore[operator]
        scan(door, text)
