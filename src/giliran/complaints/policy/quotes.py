"""What somebody wrote in a letter, without what their mail program put around it: the letter they answer, and the line
under which it signs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SAYS = re.compile(
    r"^\s*(?:on|pada|le|el)\b.{6,300}?\b(?:wrote|menulis|a écrit|escribió)\s*:\s*$", re.IGNORECASE | re.DOTALL
)
_CUT = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|pesan asli|reply message|balas pesan)\s*-{2,}|_{20,})\s*$", re.IGNORECASE
)
_HEADER = re.compile(
    r"^\s*\*?(from|dari|sent|dikirim|date|tanggal|to|kepada|ke|subject|subjek|perihal)\s*:\*?\s", re.IGNORECASE
)
_OPENS = ("from", "dari")
_DEVICE = re.compile(r"^\s*(?:sent from|get outlook for|dikirim dari|dikirim melalui)\b.{0,80}$", re.IGNORECASE)
_SIGNATURE = "--"


def own_words(text: str) -> str:
    """The letter without quoted lines, the sentence that announces them, headers of the letter answered, and
    signatures; nothing if it was made of those only. Works for answers above, below and between the quoted lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        span = _announcement(lines, at)
        if span and not _is_quoted(lines, at + span):
            break  # all that follows is the letter answered
        if span:
            at += span
        elif _CUT.match(lines[at]) or _is_header_block(lines, at) or lines[at].rstrip() == _SIGNATURE:
            break
        else:
            if not lines[at].lstrip().startswith(">") and not _DEVICE.match(lines[at]):
                kept.append(lines[at].rstrip())
            at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _announcement(lines: list[str], at: int) -> int:
    """How many lines from here on say who wrote what; mail programs break the sentence."""
    for span in (1, 2, 3):
        if _SAYS.match("\n".join(lines[at : at + span])):
            return span
    return 0


def _is_quoted(lines: list[str], at: int) -> bool:
    """Whether the next line that has something on it is a quoted one."""
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return following.lstrip().startswith(">")


def _is_header_block(lines: list[str], at: int) -> bool:
    """`From:` and two more headers below it, as some programs put above the letter answered."""
    first = _HEADER.match(lines[at])
    if first is None or first[1].lower() not in _OPENS:
        return False
    return sum(bool(_HEADER.match(line)) for line in lines[at : at + 6]) >= 3


_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "table"})
_SILENT = frozenset({"script", "style", "head", "title", "blockquote", "template", "noscript"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track"}
)
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "gmail_attr")


def plain_words(html: str) -> str:
    """The words of a page, without quoted ones. No mark-up of it is ever shown to anybody."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"[ \t\xa0]+", " ", "".join(reader.words)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent_since: int | None = None
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.words.append("\n")
        if tag in _VOID:
            return
        self._open.append(tag)
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self._silent_since is None and (tag in _SILENT or any(one in marks for one in _QUOTES)):
            self._silent_since = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open and self._open.pop() != tag:
            pass
        if self._silent_since is not None and len(self._open) < self._silent_since:
            self._silent_since = None
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._silent_since is None:
            self.words.append(re.sub(r"\s+", " ", data))
