"""The tree as the tests of its shape see it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "giliran"
TEMPLATES = SOURCE / "web" / "templates"


def _contract(name: str) -> dict[str, list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found: dict[str, list[str]] = next(one for one in contracts if one["name"].startswith(name))
    return found


def journey() -> dict[str, int]:
    """Package to its height, from 0; doors that stand side by side have the same."""
    layers = reversed(_contract("The journey")["layers"])
    return {name: height for height, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}


def domains() -> list[Path]:
    """The packages that stand on the shelf."""
    return [SOURCE / name.removeprefix("giliran.") for name in _contract("The shelf")["containers"]]


def modules() -> list[Path]:
    """Every module of ours, migrations left out."""
    return sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))
