"""A door without a network: who gets the list and what stands in it, what comes in later, and who decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from giliran.audit.models import Event
from giliran.booking.models import Booking, Ticket
from giliran.core import secrets
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices.models import Assignment
from giliran.offices.states import Role
from giliran.onsite import selectors, sentences
from giliran.onsite.models import CheckIn, GateConflict, GateDevice, OfflinePress
from giliran.onsite.services import day_list, devices, settle, take_in
from giliran.onsite.services.check_in import check_in
from giliran.onsite.services.take_in import Press
from tests.factories import world
from tests.onsite.scene import MONDAY, NINE, Door, a_door, a_party, qr_of

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(minutes=75)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door() -> Door:
    return a_door()


@pytest.fixture
def head(door: Door) -> Actor:
    user = world.staff_member(Role.HEAD, door.office)
    return world.actor_of(user, roles=[(Role.HEAD, door.office.id)])


@pytest.fixture
def device(door: Door, head: Actor) -> GateDevice:
    return devices.enrol(office=door.office, name="Tablet 1", by=head, now=NINE - timedelta(hours=1))[0]


def list_of(door: Door, device: GateDevice, now: datetime = NINE) -> dict[str, Any]:
    return day_list.day_list(office=door.office, device=device, by=door.by, now=now)


@pytest.fixture
def pressed(door: Door, device: GateDevice) -> Callable[..., Press]:
    """A press by Rina at this device at nine."""
    officer = list_of(door, device)["pass"]

    def one(*tickets: Ticket, nonce: str = "n1", at: datetime = NINE, **more: Any) -> Press:
        return Press(nonce, at, tuple(ticket.public_id for ticket in tickets), **{"officer": officer, **more})

    return one


def sent(door: Door, device: GateDevice, *presses: Press, now: datetime = LATER) -> list[dict[str, str]]:
    answers = take_in.take_in(office=door.office, device=device, presses=presses, by=door.by, now=now)
    assert [one.nonce for one in answers] == [one.nonce for one in presses]
    return [dict(one.outcome) for one in answers]


def decided(door: Door, by: Actor, *, stands: bool, reason: str = "Seen by me") -> GateConflict:
    [conflict] = GateConflict.objects.all()
    settle.settle(office=door.office, conflict_id=conflict.id, stands=stands, reason=reason, by=by, now=LATER)
    conflict.refresh_from_db()
    return conflict


# Devices


def test_a_secret_is_told_once_and_recognised_at_its_office_only(door: Door, head: Actor) -> None:
    device, secret = devices.enrol(office=door.office, name=" Tablet  1 ", by=head, now=NINE)
    assert device.name == "Tablet 1"
    assert secret not in str(GateDevice.objects.values())
    assert devices.recognise(office=door.office, secret=secret, now=NINE) == device
    assert devices.recognise(office=world.an_office("bogor", id=2), secret=secret, now=NINE) is None
    assert devices.recognise(office=door.office, secret=secret + "x", now=NINE) is None
    assert devices.recognise(office=door.office, secret="", now=NINE) is None
    assert GateDevice.objects.get().seen_at == NINE
    assert Event.objects.filter(event="gate.device_enrolled").count() == 1


def test_a_name_is_needed_and_free_again_once_its_device_was_revoked(
    door: Door, head: Actor, device: GateDevice
) -> None:
    for name, code in (("Tablet 1", "device_name_taken"), ("  ", "device_name_needed")):
        with pytest.raises(Refusal) as refused:
            devices.enrol(office=door.office, name=name, by=head, now=NINE)
        assert refused.value.code == code
    for _ in range(2):
        devices.revoke(office=door.office, device_id=device.public_id, by=head, now=NINE)
    assert Event.objects.filter(event="gate.device_revoked").count() == 1
    devices.enrol(office=door.office, name="Tablet 1", by=head, now=NINE)


def test_who_works_the_gate_alone_enrols_and_revokes_nothing(door: Door, device: GateDevice) -> None:
    with pytest.raises(Refusal) as one:
        devices.enrol(office=door.office, name="Mine", by=door.by, now=NINE)
    with pytest.raises(Refusal) as other:
        devices.revoke(office=door.office, device_id=device.public_id, by=door.by, now=NINE)
    assert (one.value.code, other.value.code) == ("not_allowed", "not_allowed")


# The list


def test_the_list_tells_states_and_times_but_no_names_and_no_numbers(door: Door, device: GateDevice) -> None:
    siti, budi = a_party(door.slot, "Siti Aminah", "Budi D'Arc")
    check_in(office=door.office, ticket_ids=[budi.public_id], nonce="n", by=door.by, now=NINE)
    told = list_of(door, device)
    text = json.dumps(told)
    assert [(one["label"], one["party"], one["state"], "in" in one) for one in told["tickets"]] == [
        ("A-001", 0, "confirmed", False),
        ("A-002", 0, "attended", True),
    ]
    assert told["figures"].keys() == {"grace", "early", "late"}
    assert told["until"] == int(datetime(2026, 11, 23, 17, 0, tzinfo=NINE.tzinfo).timestamp())
    for secret in ("Siti", "aminah", "Budi", "Rina", siti.booking.code, siti.nik_last4, "1990"):
        assert secret not in text


def test_names_and_codes_are_found_by_their_hashes_on_this_device_and_this_day_only(
    door: Door, head: Actor, device: GateDevice
) -> None:
    [siti] = a_party(door.slot, "Siti Amínah")
    [row] = list_of(door, device)["tickets"]
    salt = day_list._salt(device, MONDAY)
    assert row["names"] == [day_list.hash_of(salt, "siti"), day_list.hash_of(salt, "aminah")]
    assert row["code"] == day_list.hash_of(salt, f"code:{siti.booking.code}")
    other, _ = devices.enrol(office=door.office, name="Tablet 2", by=head, now=NINE)
    assert list_of(door, other)["tickets"][0]["names"] != row["names"]
    assert list_of(door, device)["salt"] != list_of(door, device, NINE + timedelta(days=1))["salt"]


def test_a_double_name_is_marked(door: Door, device: GateDevice) -> None:
    a_party(door.slot, "Siti Rahma")
    a_party(door.slot, "SITI RAHMA")
    a_party(door.slot, "Budi")
    assert [one.get("double", 0) for one in list_of(door, device)["tickets"]] == [1, 1, 0]


def test_a_moved_ticket_says_where_to(door: Door, device: GateDevice) -> None:
    [siti] = a_party(door.slot, "Siti")
    tomorrow = world.a_slot(door.office, MONDAY + timedelta(days=1))
    [fresh] = a_party(tomorrow, "Siti again")
    Booking.objects.filter(id=fresh.booking_id).update(moved_from=siti.booking, moves=1)
    Ticket.objects.filter(id=siti.id).update(state="moved", state_at=NINE)
    [row] = list_of(door, device)["tickets"]
    assert (row["state"], row["to"]["date"]) == ("moved", "2026-11-24")


def test_revoked_and_foreign_devices_get_no_list(door: Door, head: Actor, device: GateDevice) -> None:
    other = a_door("bogor", id=2)
    with pytest.raises(Refusal) as foreign:
        day_list.day_list(office=other.office, device=device, by=other.by, now=NINE)
    revoked = devices.revoke(office=door.office, device_id=device.public_id, by=head, now=NINE)
    revoked.refresh_from_db()
    with pytest.raises(Refusal) as gone:
        list_of(door, revoked)
    with pytest.raises(Refusal) as nobody:
        day_list.day_list(office=door.office, device=device, by=other.by, now=NINE)
    assert [one.value.code for one in (foreign, gone, nobody)] == ["device_revoked", "device_revoked", "not_allowed"]


def test_a_long_list_asks_as_little_as_a_short_one(
    door: Door, device: GateDevice, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        a_party(door.slot, f"Satu {number // 2}", f"Dua {number}")
    with django_assert_max_num_queries(9):
        assert len(list_of(door, device)["tickets"]) == 24


# What comes in


def test_a_backlog_comes_in_with_the_moments_at_the_door(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti], [budi] = a_party(door.slot, "Siti"), a_party(door.slot, "Budi")
    answers = sent(door, device, pressed(siti, text=qr_of(siti)), pressed(budi, nonce="n2", at=NINE + 5 * MINUTE))
    assert answers == [{"A-001": "admitted"}, {"A-002": "admitted"}]
    rows = list(CheckIn.objects.order_by("at").values_list("at", "was_offline", "by__name"))
    assert rows == [(NINE, True, "Rina"), (NINE + 5 * MINUTE, True, "Rina")]
    assert [line.data["was_offline"] for line in Event.objects.filter(event="gate.checked_in")] == [True, True]
    assert GateConflict.objects.count() == 0


def test_the_same_again_gets_its_first_answer_and_changes_nothing(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    first = sent(door, device, pressed(siti))
    undone = sent(door, device, pressed(siti, nonce="n2", undoes="n1", at=NINE + MINUTE / 2, reason="Wrong"))
    assert undone == [{"A-001": "undone"}]
    assert sent(door, device, pressed(siti)) == first == [{"A-001": "admitted"}]
    siti.refresh_from_db()
    assert siti.state == "confirmed"
    assert OfflinePress.objects.count() == 2


def test_a_clock_that_is_ahead_admits_nobody_in_the_future(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    sent(door, device, pressed(siti, at=LATER + timedelta(hours=1)))
    assert CheckIn.objects.get().at == LATER


def test_whoever_was_marked_as_missed_meanwhile_was_there(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state="missed", state_at=NINE + timedelta(hours=4))
    evening = NINE + timedelta(hours=9)
    assert sent(door, device, pressed(siti), now=evening) == [{"A-001": "admitted"}]
    siti.refresh_from_db()
    assert siti.state == "attended"


def test_an_override_keeps_its_reason(door: Door, device: GateDevice, pressed: Callable[..., Press]) -> None:
    [siti] = a_party(door.slot, "Siti")
    at = NINE - timedelta(hours=3)
    assert sent(door, device, pressed(siti, at=at, reason="Long way")) == [{"A-001": "admitted"}]
    assert CheckIn.objects.get().override_reason == "Long way"
    assert Event.objects.filter(event="gate.overridden").count() == 1


# What cannot stand


@pytest.fixture
def revoke_key(tmp_path: Path, settings: Any) -> Callable[[], None]:
    """The key that signed every ticket so far is known no more."""

    def now() -> None:
        settings.SECRETS_FILE = tmp_path / "keys.json"
        secrets.keyring()
        secrets.rotate()
        content = json.loads(settings.SECRETS_FILE.read_text())
        del content["ticket"]["1"]
        settings.SECRETS_FILE.write_text(json.dumps(content))

    return now


def _used(door: Door, ticket: Ticket) -> None:
    check_in(office=door.office, ticket_ids=[ticket.public_id], nonce="elsewhere", by=door.by, now=NINE + MINUTE)


@pytest.mark.parametrize(
    "code", ["used", "cancelled", "moved", "reason_needed", "not_allowed", "unknown_officer", "too_old"]
)
def test_what_happened_meanwhile_is_kept_for_somebody_to_decide(
    door: Door, device: GateDevice, pressed: Callable[..., Press], code: str
) -> None:
    [siti] = a_party(door.slot, "Siti")
    press, now = pressed(siti), LATER
    if code == "used":
        _used(door, siti)
    elif code in ("cancelled", "moved"):
        Ticket.objects.update(state=code, state_at=NINE)
    elif code == "reason_needed":
        press = pressed(siti, at=NINE - timedelta(hours=3))
    elif code == "not_allowed":
        Assignment.objects.filter(user=door.rina).delete()
        door = Door(
            door.office, door.slot, door.rina, world.actor_of(world.staff_member("cs", door.office), roles=[("cs", 1)])
        )
    elif code == "unknown_officer":
        press = pressed(siti, officer="forged")
    else:
        now = NINE + timedelta(days=4)
    assert sent(door, device, press, now=now) == [{"A-001": code}]
    conflict = GateConflict.objects.get()
    assert (conflict.code, conflict.state, conflict.ticket, conflict.press.at) == (
        code,
        "open",
        siti,
        NINE if code != "reason_needed" else NINE - timedelta(hours=3),
    )
    assert Event.objects.filter(event="gate.conflict").count() == 1
    assert selectors.open_conflicts(door.office) == 1


def test_part_of_a_party_may_stand(door: Door, device: GateDevice, pressed: Callable[..., Press]) -> None:
    siti, budi = a_party(door.slot, "Siti", "Budi")
    _used(door, siti)
    assert sent(door, device, pressed(siti, budi)) == [{"A-001": "used", "A-002": "admitted"}]
    assert GateConflict.objects.get().ticket == siti


def test_a_key_that_is_no_longer_good(
    door: Door, device: GateDevice, pressed: Callable[..., Press], revoke_key: Callable[[], None]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    press = pressed(siti, text=qr_of(siti))
    revoke_key()
    officer = list_of(door, device)["pass"]
    assert sent(door, device, Press("n1", NINE, (siti.public_id,), officer, text=press.text)) == [
        {"A-001": "unknown_key"}
    ]


def test_what_was_scanned_must_be_of_the_party_that_was_let_in(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti], [budi] = a_party(door.slot, "Siti"), a_party(door.slot, "Budi")
    assert sent(door, device, pressed(siti, text=qr_of(budi))) == [{"A-001": "unknown_ticket"}]
    assert sent(door, device, pressed(siti, nonce="n2", text=qr_of(siti)[:-9] + "AAAAAAAAA")) == [{"A-001": "forged"}]
    unknown = Press("n3", NINE, ("f" * 16,), list_of(door, device)["pass"])
    assert sent(door, device, unknown) == [{"f" * 16: "unknown_ticket"}]
    assert GateConflict.objects.filter(ticket=None).count() == 1


def test_what_a_revoked_device_still_held(
    door: Door, head: Actor, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    revoked = devices.revoke(office=door.office, device_id=device.public_id, by=head, now=NINE + MINUTE)
    revoked.refresh_from_db()
    assert sent(door, revoked, pressed(siti)) == [{"A-001": "device_revoked"}]
    siti.refresh_from_db()
    assert siti.state == "confirmed"


def test_one_who_may_be_two_waits_for_a_supervisor(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti], _ = a_party(door.slot, "Siti Rahma"), a_party(door.slot, "Siti Rahma")
    assert sent(door, device, pressed(siti, card_differs=True, reason="x")) == [{"A-001": "supervisor_decides"}]


def test_a_device_of_another_office_sends_nothing_here(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    other = a_door("bogor", id=2)
    with pytest.raises(Refusal):
        take_in.take_in(office=other.office, device=device, presses=[], by=other.by, now=NINE)


# Undoing


def test_undone_too_late_is_somebodys_to_decide(
    door: Door, device: GateDevice, pressed: Callable[..., Press], head: Actor
) -> None:
    [siti] = a_party(door.slot, "Siti")
    undo = pressed(siti, nonce="n2", undoes="n1", at=NINE + 2 * MINUTE, reason="Wrong")
    assert sent(door, device, pressed(siti), undo) == [{"A-001": "admitted"}, {"A-001": "undo_too_late"}]
    decided(door, head, stands=False)
    siti.refresh_from_db()
    assert siti.state == "confirmed"
    assert CheckIn.objects.get().undone_at == LATER


def test_undoing_what_never_stood_ends_its_conflict(
    door: Door, device: GateDevice, pressed: Callable[..., Press]
) -> None:
    [siti] = a_party(door.slot, "Siti")
    _used(door, siti)
    undo = pressed(siti, nonce="n2", undoes="n1", at=NINE + MINUTE / 2, reason="Wrong")
    assert sent(door, device, pressed(siti), undo) == [{"A-001": "used"}, {"A-001": "undone"}]
    assert GateConflict.objects.get().state == "taken_back"
    assert CheckIn.objects.filter(undone_at=None).count() == 1


def test_undoing_what_nobody_knows(door: Door, device: GateDevice, pressed: Callable[..., Press]) -> None:
    [siti] = a_party(door.slot, "Siti")
    undo = pressed(siti, nonce="n2", undoes="never", reason="Wrong")
    assert sent(door, device, undo) == [{"A-001": "undo_elsewhere"}]


# Decisions


def test_what_stands_lets_the_person_in_as_of_the_moment_at_the_door(
    door: Door, device: GateDevice, pressed: Callable[..., Press], head: Actor
) -> None:
    [siti] = a_party(door.slot, "Siti")
    early = NINE - timedelta(hours=3)
    sent(door, device, pressed(siti, at=early))
    conflict = decided(door, head, stands=True)
    assert (conflict.state, conflict.decision_reason, conflict.decided_at) == ("stands", "Seen by me", LATER)
    assert list(CheckIn.objects.values_list("at", "override_reason", "was_offline")) == [(early, "Seen by me", True)]
    assert Event.objects.filter(event="gate.conflict_settled").count() == 1


@pytest.mark.parametrize("stands", [True, False])
def test_a_ticket_that_is_not_good_any_more_stays_so(
    door: Door, device: GateDevice, pressed: Callable[..., Press], head: Actor, stands: bool
) -> None:
    [siti] = a_party(door.slot, "Siti")
    Ticket.objects.update(state="cancelled", state_at=NINE)
    sent(door, device, pressed(siti))
    assert decided(door, head, stands=stands).state == ("stands" if stands else "taken_back")
    siti.refresh_from_db()
    assert (siti.state, CheckIn.objects.count()) == ("cancelled", 0)


def test_a_decision_is_made_once_with_a_reason_by_somebody_in_charge(
    door: Door, device: GateDevice, pressed: Callable[..., Press], head: Actor
) -> None:
    [siti] = a_party(door.slot, "Siti")
    _used(door, siti)
    sent(door, device, pressed(siti))
    codes = []
    for by, reason in ((door.by, "x"), (head, " "), (head, "x"), (head, "y")):
        try:
            decided(door, by, stands=True, reason=reason)
        except Refusal as refused:
            codes.append(refused.code)
    with pytest.raises(Refusal) as unknown:
        settle.settle(office=door.office, conflict_id=0, stands=True, reason="x", by=head, now=LATER)
    assert [*codes, unknown.value.code] == ["not_allowed", "settle_reason_needed", "settled", "unknown_conflict"]
    assert GateConflict.objects.get().decision_reason == "x"


def test_every_reason_of_a_conflict_has_its_sentence() -> None:
    codes = {
        "used", "cancelled", "moved", "missed", "other_office", "other_day", "reason_needed", "supervisor_decides",
        "decision_needs_reason", "unknown_ticket", "not_ours", "cut_off", "unknown_key", "forged", "damaged",
        "device_revoked", "unknown_officer", "not_allowed", "too_old", "undone", "undo_too_late", "undo_called",
        "undo_reason_needed", "booked_elsewhere", "undo_elsewhere",
    }  # fmt: skip
    assert [code for code in sorted(codes) if str(sentences.conflict(code)) == code] == []
