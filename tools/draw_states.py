"""Draws the allowed moves of every state, from the tables in the code, into `docs/states.md`.

    python tools/draw_states.py

A test compares the file with what this would write, so that it never says anything that the code does not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "giliran"
DOCUMENT = ROOT / "docs" / "states.md"

JOURNEY = (
    "slots", "booking", "opening", "waiting", "payments", "onsite", "walkin", "issuance", "complaints", "feedback",
    "offices", "outreach", "notifications",
)  # fmt: skip
"""A citizen's way first, then what the product has behind it."""

HEAD = """# States

Every state of the product with the moves that it allows, drawn from the tables in the code by `tools/draw_states.py`. \
The names in the pictures are those in the database; below each picture stand the words that people see.
"""


def tables() -> Iterator[tuple[str, str, Mapping[Any, Any]]]:
    """Package, the name of the table, and the table: those of the journey first, then the others."""
    found = sorted(file.parent.name for file in SOURCE.glob("*/states.py"))
    for package in [*(one for one in JOURNEY if one in found), *(one for one in found if one not in JOURNEY)]:
        for name, value in vars(import_module(f"giliran.{package}.states")).items():
            if name.endswith("MOVES") and isinstance(value, Mapping):
                yield package, name, value


def document() -> str:
    return "\n".join([HEAD, *(_section(package, moves) for package, _name, moves in tables())])


def _section(package: str, moves: Mapping[Any, Any]) -> str:
    words = type(next(iter(moves)))
    lines = [f"## {words.__name__} ({package})", ""]
    if words.__doc__:
        lines += [" ".join(words.__doc__.split()), ""]
    lines += ["```mermaid", "stateDiagram-v2", *_picture(words, moves), "```", ""]
    lines += ["| state | English | Indonesian |", "|---|---|---|"]
    lines += [f"| `{state.value}` | {_in('en', state)} | {_in('id', state)} |" for state in words]
    return "\n".join([*lines, ""])


def _picture(words: Any, moves: Mapping[Any, Any]) -> Iterator[str]:
    """The first state of the words is where it begins; from states without a move it ends."""
    yield f"    [*] --> {next(iter(words)).value}"
    for state in words:
        targets = moves[state]
        yield from (f"    {state.value} --> {target.value}" for target in words if target in targets)
        if not targets:
            yield f"    {state.value} --> [*]"


def _in(language: str, state: Any) -> str:
    from django.utils import translation  # noqa: PLC0415 - Django is set up by now

    with translation.override(language):
        return str(state.label)


def set_up() -> None:
    """Django, with the Indonesian texts as they stand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
    import django  # noqa: PLC0415

    from giliran.core import messages  # noqa: PLC0415

    django.setup()
    messages.compile_messages()


if __name__ == "__main__":
    set_up()
    DOCUMENT.write_text(document())
