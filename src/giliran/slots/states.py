"""Words about what can be promised."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SlotState(TextChoices):
    """draft -> released -> closed; a closed slot may be released again, a draft closed."""

    DRAFT = "draft", _("Not open yet")
    RELEASED = "released", _("Open")
    CLOSED = "closed", _("Closed")


MOVES = {
    SlotState.DRAFT: {SlotState.RELEASED, SlotState.CLOSED},
    SlotState.RELEASED: {SlotState.CLOSED},
    SlotState.CLOSED: {SlotState.RELEASED, SlotState.DRAFT},
}
