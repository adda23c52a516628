"""Every template is reached: by a page, by another template, or by allauth, which asks for it by its name."""

from __future__ import annotations

import re
from pathlib import Path

import allauth

from tests.shape import tree

_NAME = re.compile(r"""["']([\w./-]+\.(?:html|txt|js))(?:#[\w-]+)?["']""")


def _named_in_code() -> set[str]:
    return {name for file in tree.modules() for name in _NAME.findall(file.read_text())}


def _named_in(template: Path) -> set[str]:
    return set(_NAME.findall(template.read_text()))


def _asked_for_by_allauth() -> set[str]:
    root = Path(allauth.__file__).parent / "templates"
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def _reached() -> set[str]:
    reached: set[str] = set()
    fresh = _named_in_code() | _asked_for_by_allauth()
    while fresh:
        reached |= fresh
        here = [tree.TEMPLATES / name for name in fresh]
        fresh = {name for file in here if file.is_file() for name in _named_in(file)} - reached
    return reached


def test_every_template_is_reached() -> None:
    there = {str(file.relative_to(tree.TEMPLATES)) for file in tree.TEMPLATES.rglob("*") if file.is_file()}
    assert sorted(there - _reached()) == []


def test_every_template_that_is_named_is_there() -> None:
    named = {name for file in tree.TEMPLATES.rglob("*.html") for name in _named_in(file) if "/" in name}
    there = {str(file.relative_to(tree.TEMPLATES)) for file in tree.TEMPLATES.rglob("*.html")}
    static = tree.SOURCE / "web" / "static"
    missing = {name for name in named - there - _asked_for_by_allauth() if not (static / name).exists()}
    assert sorted(missing) == []


def test_no_template_carries_script_or_style_of_its_own() -> None:
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json))", re.IGNORECASE
    )
    found = [tree.named(file) for file in tree.TEMPLATES.rglob("*.html") if inline.search(file.read_text())]
    assert found == []
