"""The facts that the product is shipped with. Where each comes from stands in `PROVENANCE.md`."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `name`.csv, in the order of the file, each as column -> text."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    """The content of `name`.json."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def written(name: str) -> Any:
    """The content of `name`.toml: longer texts, one table an item."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
