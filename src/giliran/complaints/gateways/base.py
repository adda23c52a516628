"""What every way in gives: one message of somebody, in plain values."""

from __future__ import annotations

from typing import NamedTuple


class InboundFile(NamedTuple):
    """Something that hung on a message, as it came: nobody has looked at it yet."""

    name: str
    content: bytes


class Inbound(NamedTuple):
    """A message. `key` is the name by which its channel knows it, the same however often it is delivered; `sender` an
    e-mail address or a telephone number with its `+`. `answers` are names of our letters that it answers.
    `is_by_machine` marks what no person wrote: out-of-office notes, bounces, lists. `lost` counts files that could not
    be had."""

    key: str
    channel: str
    sender: str
    name: str
    subject: str
    text: str
    files: tuple[InboundFile, ...] = ()
    answers: tuple[str, ...] = ()
    is_by_machine: bool = False
    lost: int = 0
