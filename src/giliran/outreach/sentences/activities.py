"""What is said when an activity cannot be entered or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from giliran.core.errors import Refusal
from giliran.outreach.policy.activities import MOST_REACHED

SENTENCES: Mapping[str, Any] = {
    "activity_ahead": _("Enter what has taken place. This day is still to come."),
    "activity_too_old": _("Enter activities of the last twelve months."),
    "activity_kind_unknown": _("Choose what was done."),
    "reached_out_of_bounds": _("Enter how many people were reached: a number from 1 to %(most)s."),
    "place_missing": _("Say where it took place."),
    "whom_missing": _("Say who was meant to be reached."),
    "activity_text_too_long": _("Use at most %(most)s characters."),
    "area_unknown": _("Choose a regency, a city or a province from the list."),
    "withdraw_reason_missing": _("Say why it is withdrawn. The reason stays on record."),
    "activity_gone": _("This activity has been withdrawn already."),
}


def refusal(code: str, *, field: str | None = None, most: int = MOST_REACHED) -> Refusal:
    return Refusal(code, SENTENCES[code] % {"most": f"{most:,}".replace(",", ".")}, field=field)
