"""What is served: known files, small enough, legible, and nothing that the content policy forbids."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

import pytest

from tests.web.design.conftest import WEB

STATIC = WEB / "static"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
FIRST_LOAD = [
    *sorted((STATIC / "css").glob("*.css")), STATIC / "js" / "base.js", STATIC / "icons.svg",
    STATIC / "favicon.svg", STATIC / "vendor" / "htmx" / "htmx.min.js",
]  # fmt: skip
FONT = STATIC / "vendor" / "inter" / "inter-latin.woff2"
PAIRS = [
    (ink, ground)
    for ink in ("ink", "ink-2", "ink-3", "link", "brand", "free", "soon", "no")
    for ground in ("bg", "surface", "sunken")
] + [("free", "free-soft"), ("soon", "soon-soft"), ("no", "no-soft"), ("brand", "brand-soft"),
     ("ink", "brand-soft"), ("ink", "soon-soft"), ("on-brand", "brand"), ("on-brand", "brand-strong")]  # fmt: skip


def test_vendored_files_are_as_recorded() -> None:
    entries = json.loads((STATIC / "vendor" / "VENDOR.json").read_text())
    found = {entry["file"]: hashlib.sha256((STATIC / entry["file"]).read_bytes()).hexdigest() for entry in entries}
    assert found == {entry["file"]: entry["sha256"] for entry in entries}
    shipped = {f"vendor/{path.relative_to(STATIC / 'vendor')}" for path in (STATIC / "vendor").rglob("*.*")}
    assert shipped - {"vendor/VENDOR.json"} == set(found) - {"icons.svg"}


def test_every_vendored_folder_brings_its_licence() -> None:
    folders = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []


def test_every_icon_that_is_asked_for_exists() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert asked - known == set()


def test_nothing_inline() -> None:
    forbidden = re.compile(r"\sstyle=|\son[a-z]+=|javascript:|<style|<script(?![^>]*(\ssrc=|application/json))")
    assert [path.name for path in TEMPLATES if forbidden.search(path.read_text())] == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    foreign = re.compile(r'(src|action)="https?:|<link[^>]*href="https?:|url\(["\']?https?:|@import')
    files = [*TEMPLATES, *(STATIC / "css").rglob("*.css")]
    assert [path.name for path in files if foreign.search(path.read_text())] == []


def test_the_first_page_weighs_little() -> None:
    frame = sum(len(gzip.compress(path.read_bytes())) for path in FIRST_LOAD) + FONT.stat().st_size
    assert frame <= 88_000, f"{frame} bytes, which leaves less than 12 KB for the page itself"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_legible(theme: str) -> None:
    colours = tokens(theme)
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_inputs_are_seen(theme: str) -> None:
    colours = tokens(theme)
    edges = {
        (edge, on): contrast(colours[edge], colours[on])
        for edge in ("line-strong", "focus")
        for on in ("bg", "surface")
    }
    assert {pair: ratio for pair, ratio in edges.items() if ratio < 3} == {}


def test_both_dark_themes_are_the_same() -> None:
    css = (STATIC / "css" / "tokens.css").read_text()
    by_system, by_page = css.split('data-theme="light"')[1].split('[data-theme="dark"]')
    assert colours_of(by_system) == colours_of(by_page)


def tokens(theme: str) -> dict[str, str]:
    css = (STATIC / "css" / "tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    return colours_of(light if theme == "light" else dark.split('[data-theme="dark"]')[1])


def colours_of(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css))


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours like `#1b1f2a`."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
