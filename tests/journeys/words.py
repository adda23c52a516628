"""The words on the pages: written in English here, read in the visitor's language there."""

from __future__ import annotations

from typing import Any

from django.utils import translation


def say(words: str, language: str, **values: Any) -> str:
    """The product's own translation of these words, with `values` in their places."""
    with translation.override(language):
        return translation.gettext(words) % values if values else translation.gettext(words)


def say_many(one: str, many: str, count: int, language: str, **values: Any) -> str:
    """The same for words that depend on a number."""
    with translation.override(language):
        return translation.ngettext(one, many, count) % values
