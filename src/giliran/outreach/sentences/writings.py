"""What is said when a text, a publication, a vote or a wish to follow cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal

SENTENCES: Mapping[str, Any] = {
    "text_missing": _("Write this in both languages: many read only one of them."),
    "text_too_long": _("Use at most %(part)s characters."),
    "html_refused": _("HTML is not taken: “%(part)s”. Write Markdown, such as **bold** or [text](/faq/)."),
    "link_refused": _("This link leads nowhere safe: “%(part)s”. Begin it with / for our own pages, or with https://."),
    "picture_refused": _("There is no such picture: “%(part)s”. Write ![what it shows](picture:NAME)."),
    "fill_refused": _("Nothing can be filled in for “%(part)s”."),
    "topic_missing": _("Choose what the question is about."),
    "until_past": _("Choose an end that is still to come, or leave it empty."),
    "until_before_from": _("Choose an end after the beginning."),
    "writing_moved": _("Somebody else has just changed this. Read how it stands now, then save again."),
    "writing_not_shown": _("The public does not read this now."),
    "name_taken": _("Somebody else has just kept something of the same title. Save again to keep yours too."),
    "nothing_new": _("Nothing has been changed."),
    "helped_already": _("You have answered this already. Thank you."),
    "follows_too_many": _("You follow %(part)s offices already. Stop following one of them first."),
    "office_not_followed": _("This is not an office with openings."),
}


def refusal(code: str, *, field: str | None = None, part: str = "") -> Refusal:
    return Refusal(code, said(code, part), field=field)


def said(code: str, part: str = "") -> Any:
    """The sentence of a code."""
    return SENTENCES[code] % {"part": part[:60]} if part else SENTENCES[code]
