"""What a refusal says to somebody at headquarters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "reason_missing": _("Say why, so that others understand it later."),
    "reason_long": _("Say it in at most 500 letters."),
    "nobody_named": _("Say to whom it is handed on: an office, a unit or a person."),
    "name_long": _("Name them in at most 120 letters."),
    "decided_meanwhile": _("Somebody has decided about this pattern meanwhile. Read it first, then decide again."),
    "unknown_decision": _("Choose what is to be done."),
}


def sentence(code: str) -> Any:
    return SENTENCES[code]
