"""A mail server of a few lines that speaks enough IMAP to be read; and one that is slow, or talks nonsense."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

USER, PASSWORD = "pengaduan@kantor.example", "rahasia"


@dataclass
class Mail:
    """A folder: letters by their number (from 1), and the flags they carry. `mood` is `well`, `slow` or `garbage`."""

    letters: list[bytes] = field(default_factory=list)
    flags: dict[int, set[str]] = field(default_factory=dict)
    mood: str = "well"
    port: int = 0
    fetched: int = 0

    def unread(self) -> list[int]:
        return [n for n in range(1, len(self.letters) + 1) if not self.flags.get(n, set()) & {"\\Seen", "\\Flagged"}]


@contextmanager
def serving(*letters: bytes, mood: str = "well") -> Iterator[Mail]:
    mail = Mail(list(letters), mood=mood)

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, mail)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mail
        finally:
            server.shutdown()
            thread.join()


def _talk(here: Any, mail: Mail) -> None:
    if mail.mood == "slow":
        time.sleep(1.0)
        return
    here.wfile.write(b"* OK ready\r\n" if mail.mood == "well" else b"\x00\xff HTTP/1.1 200 OK\r\n\r\n<html>")
    for line in here.rfile:
        tag, _, asked = line.decode().strip().partition(" ")
        answer, verdict = _answer(asked, mail)
        here.wfile.write(answer + f"{tag} {verdict} done\r\n".encode())
        if asked == "LOGOUT":
            return


def _answer(asked: str, mail: Mail) -> tuple[bytes, str]:
    if asked == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1\r\n", "OK"
    if asked.startswith("LOGIN"):
        return b"", "OK" if PASSWORD in asked else "NO"
    if asked.startswith("SELECT"):
        return f"* {len(mail.letters)} EXISTS\r\n".encode(), "OK [READ-WRITE]"
    if asked.startswith("UID SEARCH"):
        return f"* SEARCH {' '.join(map(str, mail.unread()))}\r\n".encode(), "OK"
    if found := re.match(r"UID FETCH (\d+) \(RFC822\.SIZE\)", asked):
        return (
            f"* {found[1]} FETCH (UID {found[1]} RFC822.SIZE {len(mail.letters[int(found[1]) - 1])})\r\n".encode(),
            "OK",
        )
    if found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", asked):
        mail.fetched += 1
        raw = mail.letters[int(found[1]) - 1]
        head = f"* {found[1]} FETCH (UID {found[1]} BODY[] {{{len(raw)}}}\r\n".encode()
        return head + raw + b")\r\n", "OK"
    if found := re.match(r"UID STORE (\d+) \+FLAGS \((.+)\)", asked):
        mail.flags.setdefault(int(found[1]), set()).add(found[2])
        return b"", "OK"
    return b"", "OK"
