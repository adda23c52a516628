"""`giliran send-test CHANNEL ADDRESS`: one message, now and past the outbox, to see whether a channel works."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.accounts import selectors as accounts
from giliran.notifications import channels
from giliran.notifications.channels import outbox
from giliran.notifications.channels.base import SendFailed
from giliran.notifications.letters import Letter, name_of


class Command(BaseCommand):
    help = "Send one message on a channel, at once, and say what its server answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", choices=channels.sendable())
        parser.add_argument(
            "address",
            help="an e-mail address, a telephone number with + and country code; for push, an account's e-mail",
        )
        parser.add_argument("--language", choices=["id", "en"], default="id")

    def handle(self, *args: Any, channel: str, address: str, language: str, **options: Any) -> None:
        make = channels.ready().get(channel)
        if make is None or make is outbox.Sender:
            raise CommandError(f"{channel} is not set up. docs/operations.md says how to connect it.")
        try:
            with make() as sender:
                names = [sender.send(_letter(one, language)) for one in _addresses(channel, address)]
        except SendFailed as fault:
            raise CommandError(f"Not sent. {fault.reason}") from fault
        for name in names:
            self.stdout.write(f"Sent. The server calls it {name}.")


def _addresses(channel: str, address: str) -> list[str]:
    if channel != "push" or address.startswith("{"):
        return [address]
    browsers = accounts.browsers_of(address)
    if not browsers:
        raise CommandError("No browser of this account has agreed. Sign in and turn it on at /me/notifications/ first.")
    return browsers


def _letter(address: str, language: str) -> Letter:
    with translation.override(language):
        subject, text = _("A test message from Giliran"), _("If you can read this, the channel works.")
    url = settings.PUBLIC_URL
    html = f'<!doctype html><html lang="{language}"><title>{subject}</title><p>{text}</p></html>'
    name = name_of(f"test:{uuid.uuid4()}")
    return Letter(name, address, language, subject, f"{text}\n{url}\n", html, short=text, url=url)
