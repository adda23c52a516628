"""One message, at once, to see whether a channel works."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from giliran.accounts.models import Way
from giliran.notifications.models import Message
from tests.factories import world
from tests.notifications.browser import Browser
from tests.notifications.conftest import MailServer, gateway, mail_server  # noqa: F401
from tests.notifications.gateway import Gateway, no

pytestmark = pytest.mark.django_db


def send(*arguments: str) -> str:
    out = io.StringIO()
    call_command("send_test", *arguments, stdout=out)
    return out.getvalue()


def test_each_channel_says_what_its_server_called_the_message(mail_server: MailServer, gateway: Gateway) -> None:  # noqa: F811
    assert "wamid.1" in send("whatsapp", "+6281234567890")
    assert "sms-1" in send("sms", "+6281234567890")
    assert "Sent." in send("email", "siti@example.id", "--language", "en")
    assert "Sent." in send("push", Browser(f"{gateway.url}/push/1").address)
    assert (len(gateway.asked), mail_server.mails[0]["Subject"]) == (3, "A test message from Giliran")
    assert Message.objects.count() == 0


def test_push_goes_to_the_browsers_of_an_account(gateway: Gateway) -> None:  # noqa: F811
    siti = world.an_account()
    with pytest.raises(CommandError, match="No browser"):
        send("push", siti.email or "")
    address = Browser(f"{gateway.url}/push/1").address
    Way.objects.create(
        account=siti, channel="push", address=address, asked_at=world.LONG_AGO, consented_at=world.LONG_AGO
    )
    assert send("push", "SITI@example.id").count("Sent.") == 1


def test_a_no_is_said_in_the_servers_words(gateway: Gateway) -> None:  # noqa: F811
    gateway.answers = [no(401, {"error": "bad key"})]
    with pytest.raises(CommandError, match=r"401.*bad key"):
        send("sms", "+6281234567890")
    gateway.stop()
    with pytest.raises(CommandError, match="unreachable"):
        send("sms", "+6281234567890")


@pytest.mark.parametrize("is_demo", [True, False])
def test_what_is_not_set_up_says_so(settings: Any, is_demo: bool) -> None:
    settings.SMS_URL, settings.DEMO = "", is_demo
    with pytest.raises(CommandError, match="not set up"):
        send("sms", "+6281234567890")
