"""Words about what happens at the door."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConflictState(TextChoices):
    """What was decided about an admission without a network that could not stand by itself."""

    OPEN = "open", _("To be decided")
    STANDS = "stands", _("Stands")
    TAKEN_BACK = "taken_back", _("Taken back")


CONFLICT_MOVES = {
    ConflictState.OPEN: {ConflictState.STANDS, ConflictState.TAKEN_BACK},
    ConflictState.STANDS: set[ConflictState](),
    ConflictState.TAKEN_BACK: set[ConflictState](),
}
