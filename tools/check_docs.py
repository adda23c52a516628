"""Checks that the documents speak of what is there.

    python tools/check_docs.py

Every relative link leads somewhere; every path, `make` target, `giliran` command and page address that is named
exists; every decision is in the index; every setting that is read stands in `.env.example` with its default, and the
other way round; every numbered requirement stands once in `docs/requirements.md`, with tests that exist.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product, zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "src" / "giliran" / "config" / "settings.py"
EXAMPLE = ROOT / ".env.example"
DECISIONS = ROOT / "docs" / "adr"
REQUIREMENTS = ROOT / "docs" / "requirements.md"
HOW_MANY_REQUIREMENTS = 139

BASES = (ROOT, ROOT / "src" / "giliran")
"""Paths in documents begin at the top, or inside the package: `booking/policy.py`."""

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"[\w.@*-]+(?:/[\w.@*-]+)*/?")
_ENDINGS = {".py", ".md", ".toml", ".txt", ".csv", ".json", ".html", ".css", ".js", ".typ", ".po", ".yaml", ".png"}
_MADE_LATER = ("var/", "secrets/")
"""Files that a running installation makes."""
_ELSEWHERE = ("/var/", "/etc/", "/opt/", "/rush/", "/live/", "/status.json")
_ROOTS = ("/api/", "/api/v1/")
_SAMPLES = ("abc", "7", "2026-11-27", "a.pdf", "12345678-1234-5678-1234-567812345678")
_PLACEHOLDER = re.compile(r"<[^>]*>|\{[^}]*\}")


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]
    return sorted(found)


def problems() -> Iterator[str]:
    """One sentence for each thing that is wrong."""
    for document in documents():
        text, name = document.read_text(), document.relative_to(ROOT)
        for check in (broken_links, missing_paths, missing_targets, missing_commands, missing_pages):
            yield from (f"{name}: {problem}" for problem in check(document, text))
    yield from decisions_out_of_index()
    yield from settings_out_of_step()
    yield from requirements_out_of_step()


def broken_links(document: Path, text: str) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", text)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists():
            yield f"the link to {target} leads nowhere"
        elif anchor and file.suffix == ".md" and anchor not in _anchors(file):
            yield f"the link to {target} finds no such heading"


def missing_paths(document: Path, text: str) -> Iterator[str]:
    for code in _codes(text):
        path = code.split("::")[0]
        if _looks_like_path(path) and not _exists(path, document.parent):
            yield f"there is no {path}"
        elif "::" in code and _looks_like_path(path) and not _has_test(path, code.split("::")[1]):
            yield f"there is no {code}"


def missing_targets(document: Path, text: str) -> Iterator[str]:
    named = set(re.findall(r"(?:^|[`\s])make ([a-z]+)\b(?=[`\s;]|$)", _only_code(text), re.MULTILINE))
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    return (f"there is no target `make {name}`" for name in sorted(named - known))


def missing_commands(document: Path, text: str) -> Iterator[str]:
    named = set(re.findall(r"(?:^|[\s`]|bin/)giliran ([a-z]+(?:-[a-z]+)*)\b", _only_code(text)))
    return (f"there is no command `giliran {name}`" for name in sorted(named - _commands()))


def missing_pages(document: Path, text: str) -> Iterator[str]:
    for code in _codes(text):
        if re.match(r"/(?!/)", code) and " " not in code and not code.startswith(_ELSEWHERE) and not _is_served(code):
            yield f"there is no page {code}"


def decisions_out_of_index() -> Iterator[str]:
    index = (DECISIONS / "README.md").read_text()
    numbers = []
    for file in sorted(DECISIONS.glob("[0-9]*.md")):
        numbers.append(int(file.name[:4]))
        if f"]({file.name})" not in index:
            yield f"docs/adr/README.md: {file.name} is not in the index"
        for heading in ("## Context", "## Decision", "## Consequences"):
            if heading not in file.read_text():
                yield f"docs/adr/{file.name}: there is no {heading!r}"
    if numbers != list(range(1, len(numbers) + 1)):
        yield "docs/adr: the numbers are not 1, 2, 3, ..."


def settings_out_of_step() -> Iterator[str]:
    read, listed = settings_read(), settings_listed()
    for name in sorted(set(read) - set(listed)):
        yield f".env.example: {name} is missing"
    for name in sorted(set(listed) - set(read)):
        yield f".env.example: {name} is not read by the settings"
    for name in sorted(set(listed) & set(read)):
        default = read[name]
        if default is not None and default != listed[name]:
            yield f".env.example: {name} has the default {default!r}, not {listed[name]!r}"


def settings_read() -> dict[str, str | None]:
    """Name to default, as written in the environment; None where the default is worked out."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse(SETTINGS.read_text())):
        if isinstance(node, ast.Call) and _is_env(node.func) and node.args:
            name = ast.literal_eval(node.args[0])
            full = name if name == "DATABASE_URL" else f"GILIRAN_{name}"
            found[full] = _default(node.args[1]) if len(node.args) > 1 else ""
    return found


def settings_listed() -> dict[str, str]:
    lines = re.findall(r"^#?((?:GILIRAN_[A-Z_]+)|DATABASE_URL)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    return {name: value.strip().strip('"') for name, value in lines}


def requirements_out_of_step() -> Iterator[str]:
    rows = [line for line in REQUIREMENTS.read_text().splitlines() if re.match(r"\| R\d+ \|", line)]
    numbers = [int(line[3:].split(" ")[0]) for line in rows]
    if numbers != list(range(1, HOW_MANY_REQUIREMENTS + 1)):
        yield f"docs/requirements.md: R1 to R{HOW_MANY_REQUIREMENTS} should stand there once each, in order"
    for line in rows:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not all(cells):
            yield f"docs/requirements.md: {cells[0]} should have five filled cells"


def _codes(text: str) -> Iterable[str]:
    return _CODE.findall(_FENCE.sub("", text))


def _only_code(text: str) -> str:
    return "\n".join([*_FENCE.findall(text), *(f"`{code}`" for code in _codes(text))])


def _looks_like_path(code: str) -> bool:
    if not _PATH.fullmatch(code) or code.startswith(_MADE_LATER):
        return False
    return Path(code).suffix in _ENDINGS or (code.endswith("/") and code.count("/") > 0)


def _exists(path: str, beside: Path) -> bool:
    return any(next(base.glob(path.rstrip("/")), None) is not None for base in (*BASES, beside))


def _has_test(path: str, name: str) -> bool:
    files = [file for base in BASES for file in base.glob(path)]
    return any(re.search(rf"^\s*(?:async )?def {re.escape(name)}\b", file.read_text(), re.MULTILINE) for file in files)


@cache
def _anchors(file: Path) -> frozenset[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", file.read_text()), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def _is_env(function: ast.expr) -> bool:
    """`env.str`, `env.bool`, ...: what reads one name."""
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return False
    return function.value.id == "env" and function.attr != "prefixed"


def _default(node: ast.expr) -> str | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(value) if isinstance(value, list) else str(value)


@cache
def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giliran.config.settings")
    os.environ.setdefault("GILIRAN_DEMO", "1")  # with the pages that exist in demo only
    import django  # noqa: PLC0415 - slow, and wants the environment first

    django.setup()


@cache
def _commands() -> frozenset[str]:
    _django()
    from django.core.management import get_commands  # noqa: PLC0415

    return frozenset(name.replace("_", "-") for name in get_commands())


def _is_served(code: str) -> bool:
    """Whether some page answers; a placeholder like `<code>` stands for any value that fits."""
    address = code.split("?")[0].split("#")[0]
    parts = _PLACEHOLDER.split(address)
    fillings = product(_SAMPLES, repeat=len(parts) - 1)
    return address in _ROOTS or any(_resolves("".join(_woven(parts, filling))) for filling in fillings)


def _woven(parts: list[str], filling: tuple[str, ...]) -> Iterator[str]:
    for part, value in zip_longest(parts, filling, fillvalue=""):
        yield part + value


def _resolves(address: str) -> bool:
    _django()
    from django.urls import Resolver404, resolve  # noqa: PLC0415

    try:
        return resolve(address).func.__name__ != "_unknown"
    except Resolver404:
        return False


def main() -> int:
    found = list(problems())
    for problem in found:
        print(problem)
    print(f"{len(documents())} documents, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
