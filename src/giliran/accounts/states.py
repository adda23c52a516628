"""Words about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class Relation(TextChoices):
    """Who somebody is to the holder of the account (R83)."""

    SELF = "self", _("Myself")
    SPOUSE = "spouse", _("Husband or wife")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Parent")
    SIBLING = "sibling", _("Brother or sister")
    RELATIVE = "relative", _("Other relative")
    FRIEND = "friend", _("Friend")


class FlagReason(TextChoices):
    """Why somebody at headquarters should look at an account. No verdict."""

    SEIZED_NIK = "seized_nik", _("Held a place for a NIK whose person showed the identity card")


class IdentityCheck(TextChoices):
    """What the identity registry said. None of these ends the road (R88, R103)."""

    UNCHECKED = "unchecked", _("Not checked yet")
    PLAUSIBLE = "plausible", _("Plausible")
    MATCHED = "matched", _("Matches the identity registry")
    MISMATCHED = "mismatched", _("Differs from the identity registry")
    UNAVAILABLE = "unavailable", _("The identity registry could not be reached")
