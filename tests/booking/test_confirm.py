"""What is due becomes one message with a ticket and a calendar file."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest

from giliran.accounts.models import Way
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest
from giliran.booking.services import confirm, documents
from giliran.booking.services.book import book
from giliran.booking.ticket import codec
from giliran.core import ids, secrets
from giliran.notifications.models import Message
from tests.factories import catalogue, world

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    catalogue.a_catalogue()
    slot = world.a_slot(world.an_office(quota=None))
    account = world.an_account()
    people = [PersonRequest(world.a_person(account, n).id, "new", "PB_E_10", "holiday") for n in range(2)]
    return book(slot_id=slot.id, people=people, key="k", by=world.actor_of(account), now=NOW)


def test_one_message_with_both_files(booking: Booking) -> None:
    assert confirm.confirm_due(NOW) == 1
    message = Message.objects.get(event="booking_confirmed", channel="email")
    assert message.address == "siti@example.id"
    assert message.data["code"] == ids.show_code(booking.code)
    assert [person["label"] for person in message.data["people"]] == ["A-001", "A-002"]
    names = sorted(message.files.values_list("filename", flat=True))
    assert names == [f"giliran-{booking.code}.ics", f"giliran-{booking.code}.pdf"]
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(_pdf(message))).pages)
    assert "A-001" in text
    assert "A-002" in text
    assert "3174011705900001" not in text
    assert confirm.confirm_due(NOW + timedelta(hours=1)) == 0


def _pdf(message: Message) -> bytes:
    return bytes(message.files.get(mimetype="application/pdf").content)


def test_a_worker_that_died_leaves_it_to_the_next(booking: Booking) -> None:
    Booking.objects.update(confirm_due_at=NOW + confirm.LEASE)
    assert confirm.confirm_due(NOW) == 0
    assert confirm.confirm_due(NOW + confirm.LEASE) == 1
    assert Message.objects.filter(channel="email").count() == 1


def test_an_assisted_account_gets_no_mail(booking: Booking) -> None:
    booking.account.email = None
    booking.account.save()
    assert confirm.confirm_due(NOW) == 1
    assert Message.objects.count() == 0


def test_the_qr_says_what_was_promised(booking: Booking) -> None:
    ticket = booking.tickets.order_by("number")[0]
    claim = codec.read(documents.qr_text(ticket, booking), secrets.keyring().ticket_public_keys())
    assert claim.ticket_id == ticket.public_id
    assert (claim.label, claim.date) == ("A-001", ticket.date)
    assert (claim.starts_minute, claim.ends_minute) == (8 * 60, 12 * 60)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the bookings whose PDF is drawn from now on."""
    drawn: list[str] = []
    draw = documents.ticket_pdf

    def draw_and_note(booking: Booking, *more: Any) -> bytes:
        drawn.append(booking.code)
        return draw(booking, *more)

    monkeypatch.setattr(documents, "ticket_pdf", draw_and_note)
    return drawn


@pytest.mark.parametrize(
    ("says", "draws"),
    [
        ({}, True),
        ({"unwanted": ["reminder"]}, True),
        ({"unwanted": ["confirmation"]}, False),
        ({"stopped_at": NOW}, False),
    ],
)
def test_a_ticket_is_drawn_only_for_somebody_who_is_sent_it(
    booking: Booking, monkeypatch: pytest.MonkeyPatch, says: dict[str, Any], draws: bool
) -> None:
    drawn = counted(monkeypatch)
    if says:
        values = {"address": "", "asked_at": NOW, "consented_at": NOW, **says}
        Way.objects.create(account=booking.account, channel="email", **values)
    assert confirm.confirm_due(NOW) == 1
    assert drawn == ([booking.code] if draws else [])
    sent = Message.objects.filter(event="booking_confirmed")
    assert sorted(sent.values_list("channel", flat=True)) == (["email", "inbox"] if draws else ["inbox"])
    assert sum(one.files.count() for one in sent) == (2 if draws else 0)
