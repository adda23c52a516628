"""What is said when an answer or a decision cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal

SENTENCES: Mapping[str, Any] = {
    "survey_unknown": _("This link belongs to no survey. Copy it whole from the message."),
    "survey_answered": _("This survey has been answered already. Each link is good for one answer. Thank you."),
    "survey_closed": _("This survey was closed at your wish. Nothing more is asked."),
    "survey_expired": _("This survey is over: the link was good for 30 days."),
    "score_missing": _("Choose one of the four answers."),
    "comment_too_long": _("Use at most 1,000 characters."),
    "reason_missing": _("Say why it is not published. The reason stays on record."),
    "reason_too_long": _("Use at most 200 characters."),
    "comment_moved": _("Somebody else has just decided about this comment. See how it stands now."),
    "comment_gone": _("There is no such comment at this office."),
}


def refusal(code: str, *, field: str | None = None) -> Refusal:
    return Refusal(code, SENTENCES[code], field=field)
