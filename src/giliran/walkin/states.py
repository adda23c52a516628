"""Words about visits without a booking."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why somebody may come without a booking (R121, R124, OP02-OP07)."""

    ELDERLY = "elderly", _("60 years and over")
    SMALL_CHILD = "child", _("Child of five and under")
    PREGNANT = "pregnant", _("Pregnant")
    DISABLED = "disabled", _("Person with a disability")
    EXPRESS = "express", _("Express: ready on the same day")
    EXAMINED = "examined", _("Passport lost or damaged")
    OPEN = "open", _("Without a booking")
