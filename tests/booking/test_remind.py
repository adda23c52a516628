"""Three days before, the day before, and on the morning: once, and only those who still have a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from giliran.booking import policy
from giliran.booking.models import Booking, Reminding
from giliran.booking.policy import Stage
from giliran.booking.services import letters
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.confirm import confirm_due
from giliran.booking.services.remind import remind_due
from giliran.booking.services.reschedule import reschedule
from giliran.notifications import selectors
from giliran.notifications.models import Message
from giliran.notifications.services import deliver_due
from tests.factories import catalogue, visits, world

JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 22, 20, tzinfo=JAKARTA)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


@pytest.fixture
def booking(db: None) -> Booking:
    catalogue.a_catalogue()
    office = world.an_office(quota=None)
    world.a_slot(office, FRIDAY)
    return visits.a_visit(office, FRIDAY, now=NOW, names=("Siti", "Budi"))


def reminders() -> list[str]:
    return [
        message.key.rpartition(":")[2]
        for message in Message.objects.filter(kind="reminder", channel="email").order_by("id")
    ]


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (at(24, 8, 59), None),
        (at(24, 9), Stage.DAYS_BEFORE),
        (at(26, 8, 59), Stage.DAYS_BEFORE),
        (at(26, 9), Stage.DAY_BEFORE),
        (at(27, 7), Stage.MORNING),
        (at(27, 7, 59), Stage.MORNING),
        (at(27, 8), None),
    ],
)
def test_when_which_reminder_is_due(now: datetime, stage: Stage | None) -> None:
    assert policy.stage_due(FRIDAY, at(27, 8), "Asia/Jakarta", now) == stage


def test_morning_is_the_morning_of_the_office() -> None:
    moment = policy.reminder_at(Stage.MORNING, FRIDAY, "Asia/Jayapura")
    assert moment == datetime(2026, 11, 26, 22, tzinfo=UTC)


def test_three_reminders_each_once(booking: Booking) -> None:
    moment, told = at(23, 0), []
    while moment < at(28, 0):
        if remind_due(moment):
            told.append((moment.day, moment.hour))
        assert remind_due(moment) == 0
        moment += timedelta(hours=1)
    assert told == [(24, 9), (26, 9), (27, 7)]
    assert reminders() == ["1", "2", "3"]
    assert Reminding.objects.count() == 3


def test_a_reminder_says_when_where_and_how_to_change(booking: Booking) -> None:
    remind_due(at(24, 9))
    data = Message.objects.get(channel="email").data
    assert data["subject"].startswith("Tiga hari lagi, Jumat, 27 November 2026, 08.00 WIB")
    assert "Siti (A-001), Budi (A-002)" in data["paragraphs"][0]
    assert "pindahkan kunjungan paling lambat sehari sebelumnya" in data["paragraphs"][2]
    assert data["url"].endswith(f"/me/bookings/{booking.code}/")
    assert Message.objects.filter(about=f"booking:{booking.code}", channel="inbox").count() == 1


def test_only_those_who_still_have_a_visit(booking: Booking) -> None:
    tickets = list(booking.tickets.order_by("number"))
    by = world.actor_of(booking.account)
    cancel_booking(booking=booking, by=by, now=at(23, 12), tickets=[tickets[0].pk])
    remind_due(at(24, 9))
    first = Message.objects.get(kind="reminder", channel="email").data["paragraphs"][0]
    assert ("Siti" in first, "Budi" in first) == (False, True)
    cancel_booking(booking=booking, by=by, now=at(25, 12))
    assert remind_due(at(26, 9)) == 0
    assert reminders() == ["1"]


def test_a_reminder_that_waits_names_only_who_is_left(booking: Booking) -> None:
    """It was written for both; before it leaves, one gives the seat back. What has left already stays as it was."""
    tickets = list(booking.tickets.order_by("number"))
    remind_due(at(24, 9))
    Message.objects.filter(channel="email").update(due_at=at(24, 10))
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=at(24, 9, 30), tickets=[tickets[0].pk])
    [waits] = Message.objects.filter(kind="reminder", channel="email")
    assert (waits.state, "stop_url" in waits.data) == ("queued", True)
    assert ("Siti" in waits.data["paragraphs"][0], "Budi" in waits.data["paragraphs"][0]) == (False, True)
    assert waits.data["subject"].startswith("Tiga hari lagi")
    deliver(at(24, 10))
    assert "Siti" not in mail.outbox[-1].body.split("Budi")[0]
    again = Message.objects.get(pk=waits.pk).data
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=at(24, 11))
    assert Message.objects.get(pk=waits.pk).data == again


def test_who_booked_after_the_moment_is_not_reminded_late(booking: Booking) -> None:
    late = visits.a_visit(booking.slot.office, FRIDAY, now=at(24, 9, 5), number=1)
    assert remind_due(at(24, 9, 6)) == 1
    assert remind_due(at(26, 9)) == 2
    about_late = Message.objects.filter(about=f"booking:{late.code}", channel="email", kind="reminder")
    assert [message.key for message in about_late] == [f"reminder:{late.code}:2"]


def test_a_worker_that_slept_sends_the_newest_only(booking: Booking) -> None:
    assert remind_due(at(27, 7, 30)) == 1
    assert reminders() == ["3"]
    assert remind_due(at(27, 7, 40)) == 0


def test_after_the_visit_began_nobody_is_reminded(booking: Booking) -> None:
    assert remind_due(at(27, 8)) == 0


def test_whoever_has_moved_once_is_not_told_to_move(booking: Booking) -> None:
    Booking.objects.update(moves=1)
    remind_due(at(26, 9))
    assert "pindahkan" not in " ".join(Message.objects.get(channel="email").data["paragraphs"])


def test_a_slot_is_reminded_whole_or_not_at_all(booking: Booking, monkeypatch: pytest.MonkeyPatch) -> None:
    visits.a_visit(booking.slot.office, FRIDAY, now=NOW, number=1)
    monkeypatch.setattr("giliran.booking.services.remind.documents.page_url", _fails_at_the_second())
    with pytest.raises(RuntimeError):
        remind_due(at(24, 9))
    monkeypatch.undo()
    assert Message.objects.filter(kind="reminder").count() == 0
    assert remind_due(at(24, 9)) == 2


def _fails_at_the_second():  # type: ignore[no-untyped-def]
    calls: list[object] = []

    def page_url(booking: Booking) -> str:
        calls.append(booking)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return "https://x/"

    return page_url


def deliver(now: datetime) -> list[str]:
    """What leaves at this moment, now that the mail server answers again."""
    before = len(mail.outbox)
    deliver_due(now, limit=100)
    return [one.subject for one in mail.outbox[before:]]


def states_by_mail(kind: str = "reminder") -> list[str]:
    return list(Message.objects.filter(kind=kind, channel="email").order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("stage", "until"), [(Stage.DAYS_BEFORE, at(26, 9)), (Stage.DAY_BEFORE, at(27, 7)), (Stage.MORNING, at(27, 8))]
)
def test_until_when_a_reminder_says_something_new(stage: Stage, until: datetime) -> None:
    assert policy.reminder_until(stage, FRIDAY, at(27, 8), "Asia/Jakarta") == until


def test_a_reminder_that_was_held_up_is_not_sent_once_the_visit_has_begun(booking: Booking) -> None:
    remind_due(at(27, 7))
    assert deliver(at(27, 8)) == []
    assert states_by_mail() == ["expired"]
    [told] = [one for one in selectors.told_about(letters.name_of(booking)) if one.state == "expired"]
    assert (told.state_name, told.error, told.sent_at) == (
        "kedaluwarsa, tidak dikirim",
        "Hal yang diberitahukan sudah lewat, dibatalkan, atau dipindahkan sebelum pesan dapat dikirim.",
        None,
    )


def test_of_two_reminders_that_were_held_up_only_the_newer_is_sent(booking: Booking) -> None:
    remind_due(at(24, 9))
    remind_due(at(26, 9))
    assert [subject.split(",")[0] for subject in deliver(at(26, 10))] == ["Besok"]
    assert states_by_mail() == ["expired", "sent"]


def test_no_ticket_and_no_reminder_leaves_after_the_visit_was_given_back(booking: Booking) -> None:
    confirm_due(NOW)
    remind_due(at(24, 9))
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=at(24, 10))
    assert [subject.split(":")[0] for subject in deliver(at(24, 11))] == ["Dibatalkan"]
    assert (states_by_mail("confirmation"), states_by_mail()) == (["expired"], ["expired"])


def test_whoever_still_comes_of_a_party_is_reminded(booking: Booking) -> None:
    remind_due(at(24, 9))
    budi = booking.tickets.get(full_name="Budi")
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=at(24, 10), tickets=[budi.pk])
    deliver(at(24, 11))
    assert states_by_mail() == ["sent"]


def test_a_reminder_of_the_old_time_does_not_leave_after_a_move(booking: Booking) -> None:
    remind_due(at(24, 9))
    later = world.a_slot(booking.slot.office, date(2026, 12, 4))
    reschedule(booking=booking, slot_id=later.pk, key="m", by=world.actor_of(booking.account), now=at(24, 10))
    deliver(at(24, 11))
    assert states_by_mail() == ["expired"]


def test_one_that_a_worker_has_in_hand_when_the_visit_is_given_back_is_not_tried_again(booking: Booking) -> None:
    remind_due(at(24, 9))
    reminder = Message.objects.filter(kind="reminder", channel="email")
    reminder.update(state="sending", lease_until=at(24, 10, 5), lease_token=uuid4())
    cancel_booking(booking=booking, by=world.actor_of(booking.account), now=at(24, 10))
    deliver(at(24, 11))
    assert states_by_mail() == ["expired"]
