"""Words about odd patterns. None of them is a verdict."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What many accounts, or one account again and again, have in common."""

    PHONE = "phone", _("One telephone number behind many accounts")
    ADDRESS = "address", _("One address behind many accounts")
    DEVICE = "device", _("One device behind many accounts")
    PAYER = "payer", _("One payer behind many accounts")
    SWAPS = "swaps", _("Places given back and taken at once by the same others")
    NO_SHOWS = "no-shows", _("People who hardly ever come")
    LATE = "late", _("Many places given back in the last hours")
    FLAGS = "flags", _("Flagged at a desk")
    STAFF = "staff", _("Officers who book for others far more than colleagues do")


class Settled(TextChoices):
    """What headquarters did about a pattern."""

    SET_ASIDE = "set_aside", _("Set aside")
    HANDED_ON = "handed_on", _("Handed on")
