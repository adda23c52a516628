"""The pieces of pages, each in words and not by colour alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from giliran.web.design import samples

MOMENT = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def drawn(source: str, language: str = "id", **context: object) -> str:
    with override(language):
        return Template(source).render(Context(context))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_money_days_and_moments_in_both_languages() -> None:
    assert drawn("{{ 650000|rupiah }}") == "Rp650.000"
    assert drawn("{{ day|date_words }}", day=date(2026, 11, 27)) == "Jumat, 27 November 2026"
    assert drawn("{{ day|date_words }}", "en", day=date(2026, 11, 27)) == "Friday, 27 November 2026"
    assert drawn("{{ m|moment_words:'Asia/Jakarta' }}", m=MOMENT) == "Jumat, 27 November 2026, 14.00 WIB"
    assert drawn("{{ m|time_words:'Asia/Jayapura' }}", "en", m=MOMENT) == "16:00 WIT"
    span = drawn("{% span_words a b 'Asia/Makassar' %}", a=MOMENT, b=MOMENT)
    assert span == '<span class="nowrap">15.00\N{EN DASH}15.00 WITA</span>'
    assert drawn("{{ 'K7MPQ2X9A'|booking_code }}") == "K7M-PQ2-X9A"


def test_a_state_has_icon_and_word() -> None:
    html = drawn("{% state 'no' 'Penuh' %}")
    assert words(html) == "Penuh"
    assert "icons.svg#circle-x" in html


def test_a_notice_has_a_word_even_without_a_title() -> None:
    html = drawn("{% notice 'attention' %}<p>Bring it.</p>{% endnotice %}", "en")
    assert words(html) == "Attention Bring it."
    assert "icons.svg#alert-triangle" in html


def test_titles_are_escaped() -> None:
    assert "<script>" not in drawn("{% notice 'info' bad %}{% endnotice %}", bad="<script>")
    assert "<script>" not in drawn("{% label_hero bad %}", bad="<script>")


def test_the_calendar_says_each_day_in_words() -> None:
    html = drawn("{% calendar weeks 'November 2026' %}", weeks=samples.month())
    items = [words(item) for item in re.findall(r"<li.*?</li>", html, re.S)]
    assert len(items) == 42
    assert "Jumat, 27 Nov 27 Sisa 12" in items
    assert "Senin, 30 Nov 30 Belum dibuka - Jumat 14.00 WIB" in items
    assert html.count('aria-current="date"') == 1
    free = [item for item in re.findall(r"<li.*?</li>", html, re.S) if "day--free" in item]
    assert [item for item in free if "<a " not in item] == []


def test_the_pager_keeps_the_other_parameters() -> None:
    page = Paginator(range(60), 20).page(2)
    request = RequestFactory().get("/offices/?q=batam&page=2")
    html = drawn("{% pager page %}", "en", page=page, request=request)
    assert re.findall(r'<a [^>]*href="([^"]+)"', html) == ["?q=batam&amp;page=1", "?q=batam&amp;page=3"]
    assert "Page 2 of 3" in words(html)


def test_no_pager_for_one_page() -> None:
    assert drawn("{% pager page %}", page=Paginator([1], 20).page(1)).strip() == ""


def test_answers_say_what_would_change() -> None:
    html = drawn("{% summary_list rows %}", "en", rows=samples.answers())
    assert "Change kantor" in words(html)
    assert html.count("<a ") == 3


def test_sharing_works_without_javascript() -> None:
    html = drawn("{% share_button 'Tiket' 'Tiket saya' 'https://example.org/?a=1&b=2' %}")
    assert "https://wa.me/?text=Tiket%20saya%20https%3A//example.org/%3Fa%3D1%26b%3D2" in html
