"""Collects every text that wants a translation, and keeps the Indonesian catalogue complete and in order.

    python tools/messages.py            add new texts to the catalogue, drop those no longer used
    python tools/messages.py FILE...    take translations from other .po files first

Texts stand in English in the code; what is found is what Python's `gettext` calls and Django's `{% translate %}`
and `{% blocktranslate %}` would look up, read from the syntax trees, so no system package is needed.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "giliran"
CATALOGUE = SOURCE / "locale" / "id" / "LC_MESSAGES" / "django.po"
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CONTEXT_CALLS = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2}


class Text(NamedTuple):
    """One text: its context (or empty), the text, its plural (or empty)."""

    context: str
    singular: str
    plural: str


def texts() -> dict[Text, list[tuple[str, int]]]:
    """Every text with the places where it stands."""
    found: dict[Text, list[tuple[str, int]]] = {}
    for file in sorted(SOURCE.rglob("*")):
        if "migrations" in file.parts or "vendor" in file.parts:
            continue
        read = {".py": texts_in_python, ".html": texts_in_template, ".txt": texts_in_template}.get(file.suffix)
        if read is None or (file.suffix == ".txt" and "templates" not in file.parts):
            continue
        for text, line in read(file.read_text()):
            found.setdefault(text, []).append((str(file.relative_to(SOURCE)), line))
    return found


def texts_in_python(code: str) -> Iterator[tuple[Text, int]]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in CALLS and len(words) >= CALLS[name]:
            yield Text("", words[0], words[1] if CALLS[name] == 2 else ""), node.lineno
        elif name in CONTEXT_CALLS and len(words) > CONTEXT_CALLS[name]:
            yield Text(words[0], words[1], words[2] if CONTEXT_CALLS[name] == 2 else ""), node.lineno


def texts_in_template(code: str) -> Iterator[tuple[Text, int]]:
    from django.template.base import Lexer, TokenType  # noqa: PLC0415 - Django is set up by then

    tokens = Lexer(code).tokenize()
    for position, token in enumerate(tokens):
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from ((text, token.lineno) for text in _in_tag(token.contents))
        if token.token_type == TokenType.BLOCK and re.match(r"blocktrans(late)?\b", token.contents):
            yield _block(tokens[position:]), token.lineno


def _in_tag(contents: str) -> Iterator[Text]:
    """`{% translate "..." %}` and `_("...")` anywhere in a tag."""
    plain = re.match(r"""trans(?:late)?\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", contents)
    if plain:
        context = re.search(r"""context\s+["'](.*?)["']""", contents)
        yield Text(context[1] if context else "", _unquoted(plain[1]), "")
    for quoted in re.findall(r"""\b_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", contents):
        yield Text("", _unquoted(quoted), "")


def _unquoted(text: str) -> str:
    return text[1:-1].replace('\\"', '"').replace("\\'", "'")


def _block(tokens: list) -> Text:  # type: ignore[type-arg]
    """The text of a `{% blocktranslate %}`, as Django will look it up."""
    from django.template.base import TokenType  # noqa: PLC0415
    from django.utils.translation import trim_whitespace  # noqa: PLC0415

    parts: list[list[str]] = [[]]
    for token in tokens[1:]:
        if token.token_type == TokenType.BLOCK:
            if token.contents.strip() == "plural":
                parts.append([])
                continue
            break
        if token.token_type == TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.VAR:
            parts[-1].append(f"%({token.contents.split('|')[0].strip()})s")
    whole = ["".join(part) for part in parts]
    if "trimmed" in tokens[0].contents.split():
        whole = [trim_whitespace(part) for part in whole]
    if all("%(" not in part for part in whole):
        whole = [part.replace("%%", "%") for part in whole]
    context = re.search(r"""context\s+["'](.*?)["']""", tokens[0].contents)
    return Text(context[1] if context else "", whole[0], whole[1] if len(whole) > 1 else "")


def update(catalogue: polib.POFile, donors: list[polib.POFile]) -> None:
    """Make the catalogue hold exactly the texts in use, with every translation that is known."""
    known: dict[tuple[str, str], polib.POEntry] = {}
    for entry in [entry for source in [*donors, catalogue] for entry in source if not entry.obsolete]:
        if entry.msgstr or any(entry.msgstr_plural.values()):
            known.setdefault((entry.msgctxt or "", entry.msgid), entry)
    fresh = [_entry(text, places, known) for text, places in texts().items()]
    catalogue.clear()
    catalogue.extend(sorted(fresh, key=lambda entry: (entry.occurrences[0], entry.msgid)))


def _entry(text: Text, places: list[tuple[str, int]], known: dict[tuple[str, str], polib.POEntry]) -> polib.POEntry:
    old = known.get((text.context, text.singular))
    said = (old.msgstr or old.msgstr_plural.get(0, "")) if old else ""
    return polib.POEntry(
        msgid=text.singular,
        msgctxt=text.context or None,
        msgid_plural=text.plural,
        msgstr="" if text.plural else said,
        msgstr_plural={0: said} if text.plural else {},
        occurrences=[(place, "") for place in sorted({place for place, _line in places})],
        flags=["python-format"] if re.search(r"%\(\w+\)[sd]", text.singular) else [],
    )


def open_catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": "id",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if not (entry.msgstr or entry.msgstr_plural.get(0))]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
    catalogue = open_catalogue()
    update(catalogue, [polib.pofile(name) for name in sys.argv[1:]])
    catalogue.save(str(CATALOGUE))
    left = untranslated(catalogue)
    print(f"{len(catalogue)} texts, {len(left)} without a translation")
    for text in left:
        print("  ", text.replace("\n", " ")[:100])


if __name__ == "__main__":
    main()
