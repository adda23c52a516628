"""`giliran verify-draw FILE`: a stranger recounts a draw, without a database, settings or a network.

Exits with 0 if everything agrees, 1 if something does not, 2 if a file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import polib

from giliran.opening import verify as recounts
from giliran.opening.verify import Unreadable, Verdict

CATALOGUE = Path(__file__).resolve().parent.parent / "locale" / "id" / "LC_MESSAGES" / "django.po"
AGREED, FOUND, UNREAD = 0, 1, 2
MOST_OF_A_KIND = 20
"""Findings of one kind that are told; of the others only how many there are."""

_MARKS = {recounts.AGREES: "[ok]", recounts.DIFFERS: "[!!]", recounts.UNCHECKED: "[--]"}

Say = Callable[[str], str]


def _(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


def main(arguments: Sequence[str]) -> int:
    options = add_arguments(argparse.ArgumentParser(prog="giliran verify-draw", description=__doc__)).parse_args(
        arguments
    )
    return run(options.file, options.roll, options.receipt, options.keys, options.language)


def add_arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("file", metavar="FILE", help="draw.json, from the page of the opening")
    parser.add_argument("--roll", metavar="FILE", help="roll.txt, as you kept it from the freeze")
    parser.add_argument("--receipt", metavar="FILE", nargs="+", action="extend", default=[], help="your own receipts")
    parser.add_argument("--keys", metavar="FILE", help="the public keys, from /api/v1/tickets/keys")
    parser.add_argument("--language", choices=["id", "en"], default="id", help="Bahasa Indonesia (id), English (en)")
    return parser


def run(file: str, roll: str | None, receipts: Sequence[str], keys: str | None, language: str) -> int:
    """Recount and tell; the exit code."""
    say = _speaker(language)
    try:
        document = _json_of(file)
        verdict = recounts.verify(
            document,
            None if roll is None else _text_of(roll),
            [_json_of(one) for one in receipts],
            None if keys is None else _json_of(keys),
        )
    except Unreadable as fault:
        _tell([say(recounts.UNREADABLE[fault.code]) % {"where": fault.where}], sys.stderr)
        return UNREAD
    _tell(told(verdict, document, say), sys.stdout)
    return FOUND if verdict.findings else AGREED


def told(verdict: Verdict, document: Any, say: Say) -> Iterator[str]:
    """The lines of the answer: what it is about, each check, each finding, the verdict."""
    yield say(_("Opening %(opening)s: %(entries)s entries in the roll, %(people)s people; %(late)s came later.")) % {
        "opening": document["opening"],
        **verdict.counted,
    }
    yield ""
    for name, state in verdict.checked.items():
        because = f". {say(recounts.UNCHECKED_BECAUSE[name])}" if state == recounts.UNCHECKED else ""
        yield f"{_MARKS[state]} {say(recounts.CHECKS[name])}: {say(recounts.STATES[state])}{because}"
    yield ""
    yield from _findings(verdict, say)
    yield _verdict(verdict, say)


def _findings(verdict: Verdict, say: Say) -> Iterator[str]:
    for code, group in groupby(verdict.findings, key=lambda finding: finding.code):
        alike = list(group)
        sentence = say(recounts.FINDINGS[code][1])
        for finding in alike[:MOST_OF_A_KIND]:
            yield "- " + sentence % {"entry": finding.entry, **finding.detail}
        if len(alike) > MOST_OF_A_KIND:
            yield "- " + say(_("... and %(number)s more like this.")) % {"number": len(alike) - MOST_OF_A_KIND}
    if verdict.findings:
        yield ""


def _verdict(verdict: Verdict, say: Say) -> str:
    if verdict.findings:
        return say(_("NOT IN ORDER: %(number)s findings.")) % {"number": len(verdict.findings)}
    if recounts.AGREES not in verdict.checked.values():
        return say(_("There is nothing to recount yet."))
    return say(_("Everything that could be checked agrees."))


def _text_of(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable("not_text", name) from fault
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise Unreadable("file_missing", name) from fault
    except (OSError, ValueError) as fault:
        raise Unreadable("file_closed", name) from fault


def _json_of(name: str) -> Any:
    text = _text_of(name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable("not_json" if re.search(r"[}\]]\s*$", text) else "cut_off", name) from fault


def _speaker(language: str) -> Say:
    """English as it stands, or the words of the catalogue."""
    if language == "en":
        return str
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE)) if entry.msgstr}
    return lambda text: known.get(text, text)


def _tell(lines: Sequence[str] | Iterator[str], stream: Any) -> None:
    """Signs that the terminal does not have are replaced; a reader that goes away is no fault of ours."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    try:
        stream.write("\n".join(lines) + "\n")
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
