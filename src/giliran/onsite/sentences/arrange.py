"""What the head reads when stages, counters and officers cannot be arranged like that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REFUSALS: Mapping[str, Any] = {
    "not_the_floor": gettext_lazy("A supervisor or the head of office decides about stages and counters."),
    "stage_name": gettext_lazy("Give the stage a name in both languages; people read it on the board."),
    "stage_kind": gettext_lazy("Choose what is done at this stage."),
    "too_many_stages": gettext_lazy("An office has at most nine stages."),
    "no_further": gettext_lazy("This stage is at the end already."),
    "unknown_officer": gettext_lazy("This person does not serve at the counters of this office."),
    "already_there": gettext_lazy("This officer is at that counter already."),
    "counter_closed": gettext_lazy("This counter is closed. Choose another one."),
    "officer_elsewhere": gettext_lazy("This officer is signed in at another office. They sign out there first."),
    "assigned_meanwhile": gettext_lazy("Somebody signed in there in this moment. Look again."),
}


def refusal(code: str) -> Any:
    """What is said when the floor cannot be arranged like that."""
    return REFUSALS[code]


def counter_taken(officer: str, number: int) -> str:
    return _("%(officer)s works at counter %(number)d. Move them first.") % {"officer": officer, "number": number}


def moved(number: int) -> str:
    """What officers read at their old counter."""
    return _("You have been moved to counter %(number)d.") % {"number": number}
