"""Every page says who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import get_resolver

KINDS = {"anyone", "at_kiosk", "signed_in", "staff", "in_demo"}


def _pages(patterns: Iterable[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _pages(pattern.url_patterns)
        elif _module(pattern.callback).startswith("giliran.web."):
            yield pattern


def _module(view: Any) -> str:
    return str(getattr(view, "__module__", ""))


def test_every_page_of_ours_wears_one_access_decorator() -> None:
    pages = list(_pages(get_resolver().url_patterns))
    bare = [
        f"{page.callback.__module__}.{page.callback.__name__}"
        for page in pages
        if getattr(page.callback, "access", "") not in KINDS
        and not getattr(page.callback, "access", "").startswith(("at_office:", "at_headquarters:"))
    ]
    assert len(pages) > 20
    assert bare == []
