"""Writing the log and sealing it, on whichever engine DATABASE_URL names."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from giliran.audit import policy, selectors, services
from giliran.audit.models import Event, Seal
from giliran.core.types import SYSTEM, Actor

MOMENT = datetime(2026, 11, 22, 7, 30, 1, 250_000, tzinfo=UTC)
LATER = MOMENT + policy.SETTLE
SITI = Actor(user_id=7, label="Siti Aminah", door="web")
NIK = "3171234567890123"

pytestmark = pytest.mark.django_db


def write(count: int, at: datetime = MOMENT) -> None:
    services.record_many(
        services.Line("booking.made", SITI, f"booking:{number}", at, 12, {"seat": number}) for number in range(count)
    )


def test_a_line_says_who_did_what_when_and_where() -> None:
    services.record(
        event="booking.cancelled",
        by=SITI,
        about="booking:K7MPQ2X9A",
        at=MOMENT,
        office_id=12,
        data={"people": 2},
    )

    line = Event.objects.values_list(*policy.Facts._fields[1:]).get()
    assert line == (
        MOMENT,
        "booking.cancelled",
        7,
        "Siti Aminah",
        "web",
        "booking:K7MPQ2X9A",
        12,
        {"people": 2},
    )


def test_the_system_writes_without_an_account_office_or_data() -> None:
    services.record(event="slots.released", by=SYSTEM, about="office:12", at=MOMENT)

    assert Event.objects.values_list("actor_id", "actor_label", "door", "office_id", "data").get() == (
        None,
        "system",
        "jobs",
        None,
        {},
    )


def test_a_trail_tells_of_one_thing_oldest_first() -> None:
    for event, about in [
        ("booking.made", "booking:A"),
        ("booking.made", "booking:B"),
        ("booking.moved", "booking:A"),
    ]:
        services.record(event=event, by=SITI, about=about, at=MOMENT)

    assert [line.event for line in selectors.trail_of("booking:A")] == ["booking.made", "booking.moved"]


@pytest.mark.parametrize(
    "data",
    [
        {"nik": NIK},
        {"nik": int(NIK)},
        {"note": f"card {NIK} shown"},
        {"note": "3171 2345 6789 0123"},
        {"note": "31.71.23.45.67.89.01.23"},
        {NIK: "seen"},
        {"people": [{"nik": NIK, "kk": NIK}, [NIK]]},
    ],
)
def test_no_number_of_an_identity_card_is_written(data: dict[str, Any]) -> None:
    services.record(event="nik.revealed", by=SITI, about=f"nik:{NIK}", at=MOMENT, data=data)

    line = Event.objects.get()
    written = json.dumps(line.data) + line.about
    assert "".join(sign for sign in written if sign.isdigit()).count(NIK) == 0
    assert "************0123" in json.dumps(line.data)
    assert line.about == "nik:************0123"


def test_a_line_leaves_with_its_transaction() -> None:
    with transaction.atomic():
        services.record(event="booking.made", by=SITI, about="booking:A", at=MOMENT)
        transaction.set_rollback(True)

    assert selectors.trail_of("booking:A") == []


@pytest.mark.parametrize("change", [{"about": "booking:B"}, {"data": {}}, {"at": LATER}])
def test_the_database_refuses_to_change_a_line(change: dict[str, Any]) -> None:
    write(1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Event.objects.update(**change)
    assert [line.about for line in Event.objects.all()] == ["booking:0"]


def test_the_database_refuses_to_change_a_seal() -> None:
    write(1)
    services.seal(LATER)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Seal.objects.update(digest=bytes(32))


def test_only_settled_lines_are_sealed() -> None:
    write(2)
    write(1, at=MOMENT + timedelta(seconds=1))

    assert services.seal(LATER - timedelta(microseconds=1)) == 0
    assert services.seal(LATER) == 2
    assert services.seal(LATER) == 0
    assert selectors.unsealed_count() == 1
    assert services.seal(LATER + timedelta(seconds=1)) == 1
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_more_lines_than_one_batch_become_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    write(25)

    assert services.seal(LATER) == 25
    assert selectors.verify_chain() == []


def test_a_line_that_committed_late_is_sealed_late() -> None:
    write(3)
    first = Event.objects.order_by("id").first()
    assert first is not None
    missed = policy.Facts(*Event.objects.values_list(*policy.Facts._fields).get(pk=first.pk))
    Event.objects.filter(pk=first.pk).delete()
    services.seal(LATER)
    Event.objects.create(**missed._asdict())

    assert services.seal(LATER) == 1
    assert selectors.verify_chain() == []


def test_a_sweep_finds_what_is_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    first = Event.objects.order_by("id").values_list("pk", flat=True)[0]
    missed = policy.Facts(*Event.objects.values_list(*policy.Facts._fields).get(pk=first))
    Event.objects.filter(pk=first).delete()
    services.seal(LATER)
    Event.objects.create(**missed._asdict())
    monkeypatch.setattr(services, "LOOK_BACK", 1)

    assert (services.seal(LATER), services.sweep(LATER)) == (0, 1)
    assert selectors.verify_chain() == []


def unguarded(sql: str, *values: Any) -> None:
    """What somebody does who owns the database: the triggers are no obstacle to them."""
    off, on = {
        "postgresql": (
            "ALTER TABLE {0} DISABLE TRIGGER {0}_stays",
            "ALTER TABLE {0} ENABLE TRIGGER {0}_stays",
        ),
        "sqlite": ("DROP TRIGGER IF EXISTS {0}_stays", "SELECT 1"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off.format("audit_event"))
        cursor.execute(sql, values)
        cursor.execute(on.format("audit_event"))


def sealed_events(count: int) -> list[int]:
    write(count)
    services.seal(LATER)
    return list(Event.objects.order_by("id").values_list("pk", flat=True))


def test_a_changed_line_is_found() -> None:
    events = sealed_events(4)
    unguarded("UPDATE audit_event SET actor_label = 'Budi' WHERE id = %s", events[1])
    assert selectors.verify_chain() == [f"seal 2: event {events[1]} was changed"]


def test_a_removed_line_is_found() -> None:
    events = sealed_events(4)
    unguarded("DELETE FROM audit_event WHERE id = %s", events[2])
    assert selectors.verify_chain() == [f"seal 3: event {events[2]} is missing"]


def test_a_line_removed_with_its_seal_is_found() -> None:
    events = sealed_events(4)
    unguarded("DELETE FROM audit_seal WHERE event_id = %s", events[2])
    unguarded("DELETE FROM audit_event WHERE id = %s", events[2])
    assert selectors.verify_chain() == ["gap: seals 3 to 3 are missing"]


def test_seals_made_anew_without_the_key_are_found() -> None:
    events = sealed_events(2)
    unguarded("DELETE FROM audit_seal WHERE event_id = %s", events[1])
    Seal.objects.create(number=2, event_id=events[1], digest=bytes(32))
    assert selectors.verify_chain() == [f"seal 2: event {events[1]} was changed"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_workers_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 7)
    write(200)
    sealed: list[int] = []

    def work() -> None:
        for _ in range(20):
            sealed.append(services.seal(LATER))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(sealed) == 200
    assert selectors.verify_chain() == []
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))
