"""The judge sees what it is there to see."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.judgement import judge

pytestmark = [pytest.mark.browser]


def test_faults_of_a_page_are_found(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.opens("/faq/")
    assert judge(visitor.page, "id") == []
    visitor.page.locator("main").evaluate(
        """main => main.insertAdjacentHTML("beforeend", '<img src="/favicon.ico"><p id="wide">wide</p>')"""
    )
    visitor.page.locator("#wide").evaluate("one => { one.style.width = '900px'; one.style.color = '#ddd'; }")
    visitor.page.locator(".site-nav ul").evaluate("one => { one.style.flexWrap = 'wrap'; }")
    faults = "\n".join(judge(visitor.page, "id"))
    for expected in ("image-alt", "color-contrast", "scrolls sideways", "takes more than a row"):
        assert expected in faults
    visitor.complaints.lines.clear()


def test_complaints_of_the_browser_are_heard(arrive: Arrive) -> None:
    visitor = arrive()
    visitor.opens("/")
    visitor.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    visitor.page.evaluate("setTimeout(() => { throw new Error('told'); })")
    visitor.page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/nothing.svg'}))")
    visitor.page.wait_for_timeout(1000)
    heard = "\n".join(visitor.complaints.lines)
    for expected in ("Content Security Policy", "told", "404 for"):
        assert expected in heard
    visitor.complaints.lines.clear()
