"""A mail server that keeps what it gets, and can be away for a while."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class Mailbox:
    """Every letter, in the order in which they came."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def open(self, port: int) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()

    def letter_to(self, address: str, *, with_subject: str = "", seconds: float = 30) -> EmailMessage:
        """The last letter to this address; waits until there is one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for letter in reversed(self.letters):
                if address in str(letter["To"]) and with_subject in str(letter["Subject"]):
                    return letter
            time.sleep(0.1)
        raise AssertionError(f"No letter to {address} in {seconds} s; {len(self.letters)} others.")

    def code_for(self, address: str) -> str:
        """The six digits of the last letter to this address."""
        found = re.search(r"\b\d{6}\b", text_of(self.letter_to(address)))
        assert found is not None
        return found.group()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def files_of(letter: EmailMessage) -> dict[str, bytes]:
    """Attachments by file name."""
    return {str(part.get_filename()): part.get_payload(decode=True) for part in letter.iter_attachments()}  # type: ignore[misc]
