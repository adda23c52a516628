"""What people may write, and what becomes of it."""

from __future__ import annotations

import pytest

from giliran.outreach.policy import markdown, writings
from giliran.outreach.policy.fills import FILLS
from giliran.outreach.policy.markdown import Picture
from giliran.outreach.policy.writings import Text

NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](//evil.example/)",
    "![x](https://evil.example/pixel.png)",
    "<svg/onload=alert(1)>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "[a]: javascript:alert(1)\n[click][a]",
)


@pytest.mark.parametrize("text", NASTY)
def test_no_script_gets_in_and_none_would_get_out(text: str) -> None:
    """Twice: it is refused when it is written, and does nothing if it stands there all the same."""
    assert markdown.faults(text, FILLS, lambda name: False)
    html = markdown.render(text).lower()
    for harmful in ("<script", "<svg", "onerror=alert(1)>", 'href="javascript', 'href="data', "evil.example/pixel"):
        assert harmful not in html


def test_what_is_wanted_is_drawn() -> None:
    text = "# Judul\n\n**Tebal** dan [biaya](/fees/).\n\n1. satu\n2. dua\n\n![Kalender](picture:calendar)"
    html = markdown.render(text, lambda name: Picture(f"/static/guides/{name}.webp", 360, 480))
    assert markdown.faults(text, FILLS, lambda name: name == "calendar") == []
    for part in (
        "<h2>Judul</h2>", "<strong>Tebal</strong>", '<a href="/fees/"', "<li>satu</li>", 'alt="Kalender"',
        'src="/static/guides/calendar.webp"', 'loading="lazy"', 'width="360"',
    ):  # fmt: skip
        assert part in html
    assert markdown.plain(text) == "Judul Tebal dan biaya . satu dua Kalender"


def test_fills_are_known_or_refused() -> None:
    good = "{fee:PB_E_10}, {day:release_weekday}, {hour:release_minute}, {figure:issue_days}, {papers:new}, {anything}"
    assert markdown.faults(good, FILLS, lambda name: False) == []
    wrong = [
        one.part for one in markdown.faults("{figure:nothing} {day:issue_days} {sql:x}", FILLS, lambda name: False)
    ]
    assert wrong == ["{figure:nothing}", "{day:issue_days}", "{sql:x}"]
    assert markdown.fill("Rp {fee:A_B}, {fee:C_D}", {("fee", "A_B"): "5"}) == "Rp 5, {fee:C_D}"


def test_every_fault_is_named_at_its_field() -> None:
    text = Text("", "Title", "<b>tebal</b>", "x" * 8001, "w" * 301)
    found = writings.faults(text, is_question=True, topics=frozenset({"booking"}))
    assert [(one.field, one.code) for one in found] == [
        ("title_id", "text_missing"), ("body_id", "html_refused"), ("body_en", "text_too_long"),
        ("words", "text_too_long"), ("topic", "topic_missing"),
    ]  # fmt: skip
