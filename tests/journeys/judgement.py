"""What must hold on every page: axe finds nothing, it fits into 320 px, the browser has nothing to complain of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

AXE = Axe().axe_script
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
LOOKS = {
    "id": ((1280, "light", EVERYTHING), (320, "dark", EVERYTHING)),
    "en": ((320, "light", EVERYTHING), (1280, "dark", COLOURS)),
}
"""Widths and colours in which a page is judged, and by which rules: over both languages, each width in both colours."""
HEIGHTS = {1280: 800, 320: 640}

_TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const isOut = box.width > 0 && box.right > document.documentElement.clientWidth + 1;
  return isOut && !one.closest("[tabindex='0'], .visually-hidden, .site-nav, .tabs");
}).slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


_TALL_NAVIGATION = """() => [...document.querySelectorAll(".site-nav > ul, .tabs > ul")]
  .filter((one) => new Set([...one.children].map((item) => item.getBoundingClientRect().top)).size > 1)
  .map((one) => one.parentElement.getAttribute("aria-label"))"""
"""Navigation that takes more than a row."""


def judge(page: Page, language: str) -> list[str]:
    """Everything that is wrong with the page as it stands; the window is left as it was."""
    before = page.viewport_size
    faults = [fault for look in LOOKS[language] for fault in _judge_one(page, *look)]
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return faults


def _judge_one(page: Page, width: int, colours: str, rules: dict[str, Any]) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    where = f"{page.url} ({width} px, {colours})"
    faults = [f"{where}: {fault}" for fault in _axe(page, rules)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{where}: scrolls sideways: {page.evaluate(_TOO_WIDE)}")
    if width <= 320 and (tall := page.evaluate(_TALL_NAVIGATION)):
        faults.append(f"{where}: takes more than a row: {tall}")
    return faults


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules).then((found) => found.violations)", rules)
    return [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


@dataclass
class Complaints:
    """What the browser says about the pages behind our back: errors, violated policies, things that are not there."""

    lines: list[str] = field(default_factory=list)
    are_expected: bool = False

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"error in a script: {error.error}"))
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A refused answer is also a line here; which answers may be refused is judged by the answer itself.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self._note(f"{message.type} on the console: {message.text} ({message.location.get('url', '')})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch"):
            self._note(f"{response.status} for {response.url}")
        if response.status >= 500:
            self._note(f"{response.status} for {response.url}")

    def _note(self, line: str) -> None:
        if not self.are_expected:
            self.lines.append(line)
