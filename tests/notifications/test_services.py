"""The outbox against a mail server that really listens."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from giliran.notifications import letters, policy, selectors, services
from giliran.notifications.models import AttachedFile, Message
from tests.notifications.conftest import MailServer

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def enqueue(key: str = "k", **changes: Any) -> int | None:
    plain: dict[str, Any] = {
        "event": "plain",
        "address": "siti@contoh.id",
        "language": "id",
        "data": {"subject": f"Perihal {key}", "body": "Isi"},
        "key": key,
        "now": NOW,
    }
    return services.enqueue(**(plain | changes))


def the(key: str = "k") -> Message:
    return Message.objects.get(key=key)


def test_a_message_arrives_with_its_files(mail_server: MailServer) -> None:
    pdf, calendar = bytes(range(256)), b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    enqueue(
        attachments=[
            services.Attachment("tiket.pdf", "application/pdf", pdf),
            services.Attachment("kunjungan.ics", "text/calendar", calendar),
        ]
    )

    assert services.deliver_due(NOW) == 1

    [mail] = mail_server.mails
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (
        "siti@contoh.id",
        "Perihal k",
        letters.name_of("k"),
    )
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "id")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None
    assert (text.get_content().splitlines()[0], "<p>Isi</p>" in html.get_content()) == ("Isi", True)
    files = {
        part.get_filename(): (part.get_content_type(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    }
    assert files["tiket.pdf"] == ("application/pdf", pdf)
    assert files["kunjungan.ics"][0] == "text/calendar"
    assert files["kunjungan.ics"][1].split() == calendar.split()
    assert (the().state, the().provider_id, the().attempts) == ("sent", letters.name_of("k"), 1)
    assert timedelta() <= the().sent_at - NOW < timedelta(seconds=10)


def test_a_message_is_sent_once(mail_server: MailServer) -> None:
    enqueue()
    assert [services.deliver_due(NOW + step * timedelta(days=1)) for step in range(3)] == [1, 0, 0]
    assert len(mail_server.mails) == 1


def test_the_same_key_is_the_same_message() -> None:
    first = enqueue(attachments=[services.Attachment("a.txt", "text/plain", b"a")])
    assert first == the().pk
    assert (
        enqueue(data={"subject": "other", "body": ""}, attachments=[services.Attachment("b", "text/plain", b"b")])
        is None
    )
    assert (the().data["subject"], AttachedFile.objects.count()) == ("Perihal k", 1)


def test_a_message_leaves_with_its_transaction() -> None:
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert selectors.state_of("k") is None


def test_one_connection_serves_a_batch(mail_server: MailServer) -> None:
    for number in range(5):
        enqueue(str(number))
    assert services.deliver_due(NOW) == 5
    assert mail_server.connections == 1


def test_no_more_than_the_limit(mail_server: MailServer) -> None:
    for number in range(5):
        enqueue(str(number))
    assert (services.deliver_due(NOW, limit=3), services.deliver_due(NOW, limit=3)) == (3, 2)


def test_what_is_not_due_waits(mail_server: MailServer) -> None:
    enqueue(now=NOW + SECOND)
    assert (services.deliver_due(NOW), services.deliver_due(NOW + SECOND)) == (0, 1)


def test_while_the_server_is_down_messages_wait_and_count_nothing(mail_server: MailServer) -> None:
    mail_server.stop()
    enqueue("first")
    enqueue("second")

    moment = NOW
    for _ in range(2 * policy.MAX_ATTEMPTS):
        assert services.deliver_due(moment) == 0
        moment += policy.UNREACHABLE_PAUSE + SECOND
    assert {(m.state, m.attempts) for m in Message.objects.all()} == {("queued", 0)}
    assert "ConnectionRefusedError" in the("first").last_error

    mail_server.start()
    assert services.deliver_due(moment) == 2
    assert (the("first").state, the("first").last_error) == ("sent", "")


def test_one_refused_connection_spares_the_others_the_wait(mail_server: MailServer) -> None:
    mail_server.stop()
    for number in range(3):
        enqueue(str(number))
    services.deliver_due(NOW)
    assert Message.objects.filter(due_at=NOW).count() == 2


def test_an_address_that_does_not_exist_is_final(mail_server: MailServer) -> None:
    mail_server.recipient = "550 5.1.1 no such person"
    enqueue()

    assert services.deliver_due(NOW) == 0
    assert (the().state, the().last_error) == ("failed", "recipient: 550 5.1.1 no such person")
    mail_server.recipient = "250 OK"
    assert services.deliver_due(NOW + timedelta(days=9)) == 0


def test_a_server_that_is_busy_is_asked_again(mail_server: MailServer) -> None:
    mail_server.message = "451 4.3.0 try again later"
    enqueue()

    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts) == ("queued", 1)
    assert timedelta() <= the().due_at - NOW - policy.BACK_OFF[0] < SECOND
    mail_server.message = "250 OK"
    assert services.deliver_due(NOW + policy.BACK_OFF[0] - SECOND) == 0
    assert services.deliver_due(NOW + policy.BACK_OFF[0] + SECOND) == 1
    assert (the().state, the().attempts) == ("sent", 2)


def test_patience_ends(mail_server: MailServer) -> None:
    mail_server.message = "451 later"
    enqueue()
    moment = NOW
    for _ in range(policy.MAX_ATTEMPTS):
        services.deliver_due(moment)
        moment += timedelta(days=2)
    assert (the().state, the().attempts, the().last_error) == (
        "failed",
        policy.MAX_ATTEMPTS,
        "message: 451 later",
    )


def test_a_refused_recipient_does_not_hold_up_the_next(mail_server: MailServer) -> None:
    enqueue("bad", address="bad\naddress@contoh.id")
    enqueue("good")
    assert services.deliver_due(NOW) == 1
    assert (the("bad").state, the("good").state) == ("failed", "sent")


def test_a_message_that_cannot_be_made_waits_for_a_repair(mail_server: MailServer) -> None:
    enqueue("odd", event="no_such_event")
    enqueue("good")
    assert services.deliver_due(NOW) == 1
    assert (the("odd").state, the("odd").attempts, the("good").state) == ("queued", 1, "sent")
    assert "TemplateDoesNotExist" in the("odd").last_error


def test_a_message_that_kills_every_worker_is_given_up(mail_server: MailServer) -> None:
    enqueue()
    Message.objects.update(attempts=policy.MAX_ATTEMPTS)
    assert services.deliver_due(NOW) == 0
    assert (the().state, len(mail_server.mails)) == ("failed", 0)


def test_a_lease_keeps_others_away_until_it_ends(mail_server: MailServer) -> None:
    enqueue()
    [taken] = services._take(["email"], NOW, 9)
    assert taken.state == "sending"

    assert services.deliver_due(NOW + policy.LEASE - SECOND) == 0
    assert services.deliver_due(NOW + policy.LEASE) == 1
    assert services._release(taken, state="queued") is False
    assert (the().state, the().attempts) == ("sent", 2)


def test_without_a_server_messages_wait(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    enqueue()
    assert services.deliver_due(NOW) == 0
    assert (the().state, the().attempts) == ("queued", 0)


def test_in_demo_without_a_server_the_outbox_is_where_they_arrive(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    settings.DEMO = True
    enqueue()
    assert services.deliver_due(NOW) == 1
    assert (the().state, the().provider_id) == ("sent", "outbox")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once(mail_server: MailServer) -> None:
    for number in range(40):
        enqueue(str(number))
    sent: list[int] = []

    def work() -> None:
        for _ in range(4):
            sent.append(services.deliver_due(NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(sent) == 40
    assert sorted(mail["Subject"] for mail in mail_server.mails) == sorted(f"Perihal {n}" for n in range(40))
