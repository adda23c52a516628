"""A mail server that really listens, answers what a test tells it to, and remembers what it was given."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.notifications import gateway as gateways
from tests.notifications.gateway import Gateway


class MailServer:
    """`recipient` and `message` answer RCPT and DATA; while `silent`, mail is taken but not answered."""

    def __init__(self, port: int) -> None:
        self.recipient = self.message = "250 OK"
        self.mails: list[EmailMessage] = []
        self.silent = False
        self.connections = 0
        self.port = port
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.message.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        while self.silent:
            await asyncio.sleep(0.05)
        return self.message


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 3
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = MailServer(port)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """One server that is WhatsApp, the SMS gateway and the push service at once."""
    with gateways.running() as one:
        settings.WHATSAPP_URL, settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = one.url, "1234", "secret-token"
        settings.SMS_URL, settings.SMS_AUTHORIZATION, settings.SMS_ID_FIELD = f"{one.url}/sms", "Key abc", "id"
        settings.PUSH_CONTACT, settings.PUSH_HOSTS = "ops@contoh.id", ["127.0.0.1"]
        yield one
