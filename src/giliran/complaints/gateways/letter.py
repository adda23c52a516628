"""A letter as it lies in a mailbox, read into plain values. Nothing in it is believed, and nothing in it can fail us.

What is machine-made is marked, so that two programs never answer one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email import policy as rules
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from giliran.complaints.gateways.base import Inbound, InboundFile
from giliran.complaints.policy.quotes import own_words, plain_words

CHANNEL = "email"
MOST_FILES = 20
"""Of one letter that are looked at; how many are kept is for the check of files to say."""

MOST_SIGNS = 200_000
"""Of a text before anything is done with it."""

_MACHINES = ("bulk", "junk", "list", "auto_reply")
_MOST_PARTS = 200


def read(raw: bytes) -> Inbound:
    """The letter; what cannot be understood of it is left out."""
    try:
        letter = BytesParser(policy=rules.compat32).parsebytes(raw)
        parts = list(_parts(letter))
    except Exception:  # a letter made to break its reader
        letter, parts = Message(), []
    name, sender = parseaddr(_head(letter, "From"))
    return Inbound(
        key=_key(letter, raw),
        channel=CHANNEL,
        sender=sender.strip().lower()[:254],
        name=_clean(name)[:150],
        subject=_clean(_head(letter, "Subject"))[:200],
        text=_text(parts),
        files=tuple(_files(parts)),
        answers=tuple(f"{_head(letter, 'References')} {_head(letter, 'In-Reply-To')}".split())[-20:],
        is_by_machine=_is_by_machine(letter),
    )


def _key(letter: Message, raw: bytes) -> str:
    """Its Message-ID; a letter without one is known by what it says."""
    name = _head(letter, "Message-ID").strip()
    return f"mail:{name}"[:200] if name else f"mail:{hashlib.sha256(raw).hexdigest()}"


def _is_by_machine(letter: Message) -> bool:
    automatic = _head(letter, "Auto-Submitted").strip().lower()
    return (
        automatic not in ("", "no")
        or _head(letter, "Precedence").strip().lower() in _MACHINES
        or "List-Id" in letter
        or "X-Autoreply" in letter
        or _head(letter, "Return-Path").strip() == "<>"
        or letter.get_content_type() == "multipart/report"
    )


def _head(letter: Message, name: str) -> str:
    """A header in plain letters; encoded words are decoded."""
    found = letter.get(name)
    if found is None:
        return ""
    try:
        return str(rules.default.header_factory(name, " ".join(str(found).splitlines())))
    except Exception:  # some headers are no headers
        return " ".join(str(found).split())


def _parts(letter: Message) -> Iterator[Message]:
    for number, part in enumerate(letter.walk()):
        if number >= _MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or not part.get_content_type().startswith("text/")


def _text(parts: list[Message]) -> str:
    """The plain text; of letters that have none, the words of the page."""
    words = [part for part in parts if not _is_file(part)]
    plain = [_decoded(part) for part in words if part.get_content_type() == "text/plain"]
    if any(one.strip() for one in plain):
        said = "\n".join(plain)
    else:
        said = "\n".join(plain_words(_decoded(part)) for part in words if part.get_content_type() == "text/html")
    return own_words(said.replace("\0", "")) or said.replace("\0", "").strip()


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, errors="replace")[:MOST_SIGNS]
    except LookupError:
        return content.decode("utf-8", errors="replace")[:MOST_SIGNS]


def _files(parts: list[Message]) -> Iterator[InboundFile]:
    for part in [one for one in parts if _is_file(one)][:MOST_FILES]:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield InboundFile(_clean(part.get_filename() or "")[:120], content)


def _clean(text: str) -> str:
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
