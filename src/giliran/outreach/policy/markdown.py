"""CommonMark as it is written here, and the HTML of it that a page may show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

PICTURE = "picture:"
"""An image's address of our own: `![what it shows](picture:calendar)`."""

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "blockquote", "code", "hr", "img", "table", "thead",
    "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading", "width", "height"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto", "tel"}
_HTML = re.compile(r"<\s*[/!?a-zA-Z][^\s>]*>?")
_NEVER_A_LINK = re.compile(r"\](?:\(|:)\s*<?(?:javascript|vbscript|data|file):", re.IGNORECASE)
_FILL = re.compile(r"\{(\w+):([\w-]+)\}")


class Picture(NamedTuple):
    """Where a picture lies, and its size in CSS pixels."""

    url: str
    width: int
    height: int


class Fault(NamedTuple):
    """Why a text cannot be taken: a code, and the part of it that is meant."""

    code: str
    part: str = ""


def render(text: str, pictures: Callable[[str], Picture | None] = lambda name: None) -> str:
    """Safe HTML. Headings begin at the second level, pictures are loaded when they come into sight."""
    tokens = _PARSER.parse(text)
    for token in _walk(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        if token.type == "image":
            _place(token, pictures)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer")


def faults(text: str, fills: Mapping[str, Callable[[str], bool]], has_picture: Callable[[str], bool]) -> list[Fault]:
    """What is wrong with a text: HTML in it, a link that leads nowhere safe, a picture or a fill that is not there.

    `fills` says of each kind of fill which names it knows.
    """
    wrong = [Fault("html", found[0]) for found in _HTML.finditer(_without_code(text))]
    wrong += [Fault("fill", found[0]) for found in _FILL.finditer(text) if not _is_known(found, fills)]
    for token in _walk(_PARSER.parse(text)):
        href, src = str(token.attrGet("href") or ""), str(token.attrGet("src") or "")
        if href and not _leads_well(href):
            wrong.append(Fault("link", href))
        if token.type == "image" and not (src.startswith(PICTURE) and has_picture(src.removeprefix(PICTURE))):
            wrong.append(Fault("picture", src))
    refused = re.search(
        r"\](?:\(|:)\s*<?(?:javascript|vbscript|data|file):", text, re.IGNORECASE
    )  # never become links at all
    return wrong + ([Fault("link", refused[0])] if refused else [])


def fills_in(text: str) -> set[tuple[str, str]]:
    """What a text wants filled in: (`fee`, `PB_E_10`)."""
    return {(found[1], found[2]) for found in _FILL.finditer(text)}


def fill(text: str, values: Mapping[tuple[str, str], str]) -> str:
    """The text with everything filled in that is known."""
    return _FILL.sub(lambda found: values.get((found[1], found[2]), found[0]), text)


@lru_cache(maxsize=512)
def plain(text: str) -> str:
    """The words of a text without its marks, on one line."""
    words = [token.content for token in _walk(_PARSER.parse(text)) if token.type in ("text", "code_inline")]
    return " ".join(" ".join(words).split())


def _walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or [])


def _place(token: Token, pictures: Callable[[str], Picture | None]) -> None:
    name = str(token.attrGet("src") or "").removeprefix(PICTURE)
    found = pictures(name)
    token.attrs = {"src": "", "alt": ""}
    if found:
        token.attrs |= {"src": found.url, "loading": "lazy", "width": found.width, "height": found.height}


def _leads_well(href: str) -> bool:
    """A page of ours, a place on this page, or somewhere else by a scheme that runs nothing."""
    if href.startswith("/"):
        return not href.startswith("//")
    return href.startswith("#") or href.partition(":")[0].lower() in _SCHEMES


def _is_known(found: re.Match[str], fills: Mapping[str, Callable[[str], bool]]) -> bool:
    return found[1] in fills and fills[found[1]](found[2])


def _without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "", text)
