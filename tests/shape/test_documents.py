"""The documents speak of what is there, and nothing fetches from an address of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.shape import tree

REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "npmjs" + ".com",
    "crates" + ".io",
    "proxy." + "golang",
]
_OURS = ("src", "tests", "tools", "docs", "bench", "requirements", ".ci")
_TEXT = {".py", ".md", ".toml", ".txt", ".sh", ".html", ".js", ".css", ".json", ".yaml", ".typ", ".po", ""}


def test_documents_have_no_problems() -> None:
    """In a process of its own: it looks at the product as the demo shows it."""
    told = subprocess.run(
        [sys.executable, tree.ROOT / "tools" / "check_docs.py"], capture_output=True, text=True, check=False
    )
    assert (told.stderr, told.stdout.splitlines()[:-1], told.returncode) == ("", [], 0)


def test_no_file_names_the_address_of_a_registry() -> None:
    found = [tree.named(file) for file in _files() if any(name in file.read_text() for name in REGISTRIES)]
    assert found == []


def _files() -> Iterator[Path]:
    tops = [file for file in tree.ROOT.iterdir() if file.is_file()]
    inner = [file for name in _OURS for file in (tree.ROOT / name).rglob("*") if file.is_file()]
    for file in [*tops, *inner]:
        if file.suffix in _TEXT and not {"vendor", "__pycache__"} & set(file.parts):
            yield file
