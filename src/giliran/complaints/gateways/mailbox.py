"""A mailbox over IMAP: what nobody has read yet, one letter at a time, each marked only after it was taken."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from django.conf import settings

TIMEOUT = 10.0
"""Seconds for each answer of the server."""

MOST_BYTES = 30_000_000
"""Larger letters are left in the mailbox, flagged, for a person to open."""

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FAULTS = (imaplib.IMAP4.error, OSError, ValueError, TypeError, IndexError)


class MailboxFailed(Exception):
    """The server was not there, too slow, or said what nobody can understand. Nothing is lost: it is asked again."""


class Waiting(NamedTuple):
    """A letter in the mailbox; `raw` is None where it is too large."""

    uid: bytes
    raw: bytes | None


def is_configured() -> bool:
    return bool(settings.INBOX_HOST)


@contextmanager
def opened() -> Iterator[Mailbox]:
    """The mailbox, until it is left. Raises `MailboxFailed`."""
    try:
        connection = _connect()
    except _FAULTS as fault:
        raise MailboxFailed(_named(fault)) from fault
    try:
        yield Mailbox(connection)
    finally:
        with suppress(*_FAULTS):
            connection.logout()


class Mailbox:
    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def waiting(self, most: int) -> Iterator[Waiting]:
        """Letters that nobody has read, the oldest first. Looking at them marks nothing."""
        for uid in self._ask("SEARCH", None, "(UNSEEN UNFLAGGED)")[0].split()[:most]:  # type: ignore[union-attr]
            yield Waiting(uid, self._letter(uid) if self._size(uid) <= MOST_BYTES else None)

    def mark_read(self, letter: Waiting) -> None:
        """It was taken; one that is too large is flagged besides."""
        flags = "(\\Seen)" if letter.raw is not None else "(\\Flagged)"
        self._ask("STORE", letter.uid.decode(), "+FLAGS", flags)

    def _size(self, uid: bytes) -> int:
        found = _SIZE.search(
            b" ".join(one for one in self._ask("FETCH", uid.decode(), "(RFC822.SIZE)") if isinstance(one, bytes))
        )
        if found is None:
            raise MailboxFailed("no size")
        return int(found[1])

    def _letter(self, uid: bytes) -> bytes:
        for one in self._ask("FETCH", uid.decode(), "(BODY.PEEK[])"):
            if isinstance(one, tuple) and len(one) == 2:
                return one[1]
        raise MailboxFailed("no letter")

    def _ask(self, command: str, *arguments: str | None) -> list[bytes | tuple[bytes, bytes]]:
        try:
            verdict, answer = self._connection.uid(command, *arguments)  # type: ignore[arg-type]
        except _FAULTS as fault:
            raise MailboxFailed(_named(fault)) from fault
        if verdict != "OK":
            raise MailboxFailed(f"{command}: {verdict}")
        return [one for one in answer or [b""] if one is not None] or [b""]


def _connect() -> imaplib.IMAP4:
    host, port = settings.INBOX_HOST, settings.INBOX_PORT
    context = ssl.create_default_context()
    connection: imaplib.IMAP4
    if settings.INBOX_TLS == "tls":
        connection = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT)
    else:
        connection = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    try:
        if settings.INBOX_TLS == "starttls":
            connection.starttls(context)
        _sign_in(connection)
    except _FAULTS:
        connection.shutdown()
        raise
    return connection


def _sign_in(connection: imaplib.IMAP4) -> None:
    connection.login(settings.INBOX_USER, settings.INBOX_PASSWORD)
    verdict, _ = connection.select(settings.INBOX_FOLDER)
    if verdict != "OK":
        raise imaplib.IMAP4.error("no such folder")


def _named(fault: BaseException) -> str:
    """Without what the server said: it may repeat the password."""
    return type(fault).__name__
