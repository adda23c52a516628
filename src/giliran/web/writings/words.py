"""How something written stands, in words and signs."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.core import formats
from giliran.outreach.policy import writings as policy
from giliran.outreach.policy.writings import Text
from giliran.outreach.states import WritingKind
from giliran.web.seats.days import language
from giliran.web.writings.drawn import html_of

if TYPE_CHECKING:
    from giliran.outreach.models import Writing

NEW: dict[str, Promise] = {
    WritingKind.ANNOUNCEMENT: gettext_lazy("New announcement"),
    WritingKind.MAINTENANCE: gettext_lazy("New planned maintenance"),
    WritingKind.GUIDE: gettext_lazy("New guide"),
    WritingKind.QUESTION: gettext_lazy("New question and answer"),
}

_PUBLIC = {WritingKind.GUIDE: "guide", WritingKind.QUESTION: "answer"}


class Standing(NamedTuple):
    """Kind and icon of the state component, and its words."""

    kind: str
    icon: str
    text: str


class Preview(NamedTuple):
    """A text as it is read in one language, which is named in itself."""

    code: str
    language: str
    title: str
    html: SafeString


def standing(writing: Writing, now: datetime, tz: str) -> Standing:
    """Whether people can read it at this moment, and until when."""
    which = policy.standing(writing.state, writing.shown_from, writing.shown_until, now)
    if which == policy.TO_COME and writing.shown_from:
        return Standing("soon", "clock", _("from %(when)s") % {"when": _short(writing.shown_from, tz)})
    if which == policy.IN_SIGHT and writing.shown_until:
        return Standing("free", "eye", _("shown until %(when)s") % {"when": _short(writing.shown_until, tz)})
    plain = {
        policy.IN_SIGHT: ("free", "eye", _("shown")),
        policy.OVER: ("neutral", "eye-off", _("was shown until %(when)s") % {"when": _short(writing.shown_until, tz)}),
        policy.WITHDRAWN: ("neutral", "eye-off", _("withdrawn")),
        policy.DRAFT: ("neutral", "edit", _("draft")),
    }
    return Standing(*plain[which])


def previews(text: Text) -> list[Preview]:
    """As the public reads it, in both languages."""
    return [
        Preview("id", "Bahasa Indonesia", text.title_id, html_of([text.body_id], "id")[0]),
        Preview("en", "English", text.title_en, html_of([text.body_en], "en")[0]),
    ]


def public_url(writing: Writing) -> str:
    return reverse(_PUBLIC.get(WritingKind(writing.kind), "announcement"), args=[writing.name])


def half_a_year_ago(now: datetime) -> date:
    month = now.year * 12 + now.month - 1 - 5
    return date(month // 12, month % 12 + 1, 1)


def _short(moment: datetime | None, tz: str) -> str:
    return formats.short_moment(moment, tz, language()) if moment else ""
