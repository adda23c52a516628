"""Every gateway is down for a day. Afterwards everything arrives, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from giliran.notifications import policy, services
from giliran.notifications.models import Message
from tests.notifications.browser import Browser
from tests.notifications.conftest import MailServer
from tests.notifications.gateway import Gateway, no, yes

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)  # 12.00 WIB
TZ = "Asia/Jakarta"
EACH = 4

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["gone", "500", "429", "hang up"])
def test_after_a_day_everything_arrives_once(mail_server: MailServer, gateway: Gateway, how: str) -> None:
    write(gateway)
    fail(mail_server, gateway, how)
    moment, step = NOON, timedelta(minutes=17)
    while moment < NOON + timedelta(days=1):
        assert services.deliver_due(moment, limit=100) == 0
        moment += step
    assert set(Message.objects.exclude(channel="inbox").values_list("state", flat=True)) == {"queued"}

    tried, mails = len(gateway.asked), len(mail_server.mails)
    mend(mail_server, gateway)
    sent = 0
    while moment < NOON + timedelta(days=3):
        sent += services.deliver_due(moment, limit=100)
        moment += step

    assert sent == 4 * EACH
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert (len(mail_server.mails) - mails, len(gateway.asked) - tried) == (EACH, 3 * EACH)
    names = [mail["Message-ID"] for mail in mail_server.mails]
    assert len(set(names)) == len(names)
    assert services.deliver_due(moment + timedelta(days=9)) == 0


def test_what_waited_for_a_gateway_does_not_ring_at_night(gateway: Gateway) -> None:
    write(gateway)
    fail(None, gateway, "gone")
    services.deliver_due(NOON, only={"sms"})
    mend(None, gateway)
    night = NOON + timedelta(hours=11)  # 23.00 WIB
    assert services.deliver_due(night, only={"sms"}) == 0
    due = set(Message.objects.filter(channel="sms").values_list("due_at", "attempts", "state"))
    assert due == {(datetime(2026, 11, 23, 0, tzinfo=UTC), 0, "queued")}
    assert services.deliver_due(datetime(2026, 11, 23, 0, tzinfo=UTC), only={"sms"}) == EACH


def test_a_gateway_that_is_down_holds_up_no_other(mail_server: MailServer, gateway: Gateway) -> None:
    write(gateway)
    gateway.stop()
    assert services.deliver_due(NOON, limit=100) == EACH
    assert len(mail_server.mails) == EACH


def write(gateway: Gateway) -> None:
    """Four messages on each channel, as `tell` writes them."""
    browser = Browser(f"{gateway.url}/push/1")
    addresses = {
        "email": "siti@contoh.id",
        "whatsapp": "+6281234567890",
        "sms": "+6281234567890",
        "push": browser.address,
        "inbox": "account:1",
    }
    data = {"subject": "s", "paragraphs": ["p"], "facts": [], "url": "https://x/", "link_words": "w"}
    for number in range(EACH):
        targets = [
            services.Target(channel, address, f"{number}:{channel}", quiet_tz="" if channel == "email" else TZ)
            for channel, address in addresses.items()
        ]
        services.enqueue_all(targets, event="notice", language="id", data=data, now=NOON, kind="change")


def fail(mail_server: MailServer | None, gateway: Gateway, how: str) -> None:
    if how == "gone":
        gateway.stop()
    else:
        gateway.answers = [{"500": no(500), "429": no(429, Retry_After="900"), "hang up": "hang up"}[how]]
    if mail_server and how == "gone":
        mail_server.stop()
    elif mail_server:
        mail_server.message = "451 4.3.0 try again later"


def mend(mail_server: MailServer | None, gateway: Gateway) -> None:
    gateway.answers = [yes()]
    if gateway._server is None:
        gateway.start()
    if mail_server:
        mail_server.message = "250 OK"
        if mail_server._controller is None:
            mail_server.start()


def test_patience_lasts_longer_than_a_day() -> None:
    assert sum(policy.BACK_OFF[:-1], timedelta()) < timedelta(days=1) < sum(policy.BACK_OFF, timedelta())
