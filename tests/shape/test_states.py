"""Every table of moves names every state, and leads to known states only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from enum import Enum
from importlib import import_module
from typing import Any

import pytest

from tests.shape import tree


def _tables() -> list[tuple[str, Mapping[Any, Any]]]:
    modules = [f"giliran.{file.parent.name}.states" for file in tree.SOURCE.glob("*/states.py")]
    return [
        (f"{name}.{word}", value)
        for name in sorted(modules)
        for word, value in vars(import_module(name)).items()
        if word.endswith("MOVES") and isinstance(value, Mapping)
    ]


TABLES = _tables()


def test_there_are_tables_of_moves() -> None:
    assert [name for name, _ in TABLES] == [
        "giliran.booking.states.MOVES",
        "giliran.booking.states.GUEST_MOVES",
        "giliran.complaints.states.MOVES",
        "giliran.feedback.states.MOVES",
        "giliran.feedback.states.COMMENT_MOVES",
        "giliran.issuance.states.MOVES",
        "giliran.notifications.states.MOVES",
        "giliran.offices.states.MOVES",
        "giliran.onsite.states.CONFLICT_MOVES",
        "giliran.onsite.states.MOVES",
        "giliran.opening.states.MOVES",
        "giliran.outreach.states.INCIDENT_MOVES",
        "giliran.outreach.states.WRITING_MOVES",
        "giliran.payments.states.MOVES",
        "giliran.slots.states.MOVES",
        "giliran.waiting.states.MOVES",
    ]


@pytest.mark.parametrize(("name", "moves"), TABLES, ids=[name for name, _ in TABLES])
def test_a_table_of_moves_is_closed(name: str, moves: Mapping[Any, Any]) -> None:
    words: type[Enum] = type(next(iter(moves)))
    assert set(moves) == set(words)
    assert {target for targets in moves.values() for target in targets} <= set(words)


def test_the_pictures_of_the_states_are_drawn_from_the_code() -> None:
    """In a process of its own, for the texts as they stand."""
    drawn = subprocess.run(
        [sys.executable, "-c", "import draw_states as d; d.set_up(); print(d.document(), end='')"],
        cwd=tree.ROOT / "tools", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert drawn.stdout == (tree.ROOT / "docs" / "states.md").read_text()
