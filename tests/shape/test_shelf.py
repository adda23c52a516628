"""Every domain uses the same names for its files, and no drawer is opened for what has no home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.shape import tree

SHELF = {"services", "selectors", "permissions", "sentences", "models", "policy", "states"}
FURNITURE = {"__init__", "apps", "migrations", "templates", "__pycache__"}
OWN = {
    "accounts": {"registries"},
    "booking": {"ticket"},
    "notifications": {"channels", "events", "letters"},
    "onsite": {"printing"},
    "opening": {"passes", "verify"},
    "offices": {"loading"},
    "outreach": {"loading", "probing"},
    "complaints": {"gateways"},
    "payments": {"gateways"},
    "waiting": {"links"},
}
"""What one domain has beside the shelf."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "mixins", "signals", "tools"}


@pytest.mark.parametrize("domain", tree.domains(), ids=lambda path: path.name)
def test_a_domain_has_files_of_the_shelf_only(domain: Path) -> None:
    names = {file.stem for file in domain.iterdir()}
    assert names - SHELF - FURNITURE - OWN.get(domain.name, set()) == set()


def test_no_file_is_a_drawer() -> None:
    names = [file for file in tree.SOURCE.rglob("*") if file.stem in DRAWERS and "vendor" not in file.parts]
    assert [tree.named(file) for file in names] == []


def test_no_module_stands_beside_a_package_of_the_same_name() -> None:
    assert [tree.named(file) for file in tree.modules() if file.with_suffix("").is_dir()] == []


def test_policy_knows_neither_django_nor_clock_nor_tables() -> None:
    found = [
        f"{tree.named(file)}: {name}"
        for domain in tree.domains()
        for file in [*domain.glob("policy.py"), *domain.glob("policy/*.py")]
        for name in _imports(file)
        if name.split(".")[0] in {"django", "time", "os", "pathlib", "requests"} or name.endswith(("clock", ".models"))
    ]
    assert found == []


def test_models_order_nothing_by_default_and_save_nothing_in_secret() -> None:
    found = []
    for file in tree.SOURCE.glob("*/models.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name == "save":
                found.append(f"{tree.named(file)}: save()")
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                names = [target.id for line in node.body if isinstance(line, ast.Assign) for target in line.targets]  # type: ignore[attr-defined]
                found += [f"{tree.named(file)}: Meta.ordering"] if "ordering" in names else []
    assert found == []


def test_doors_never_touch_tables() -> None:
    doors = [file for file in tree.modules() if file.relative_to(tree.SOURCE).parts[0] in {"web", "api", "lane"}]
    assert [tree.named(file) for file in doors if ".objects" in file.read_text()] == []


def _imports(file: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found
