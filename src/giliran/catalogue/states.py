"""Words of the catalogue."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceKind(TextChoices):
    """How a service runs: `examined` begins with an interview and its record (BAP)."""

    NEW = "new", _("First passport")
    RENEWAL = "renewal", _("Renewal")
    CHILD = "child", _("Child")
    EXAMINED = "examined", _("After an examination")
    EXPRESS = "express", _("Express")


class Purpose(TextChoices):
    """Why somebody travels (R65, R137)."""

    HOLIDAY = "holiday", _("Holiday")
    WORSHIP = "worship", _("Worship (hajj, umrah and others)")
    WORK = "work", _("Work abroad")
    STUDY = "study", _("Study")
    OFFICIAL = "official", _("Official duty")
    MEDICAL = "medical", _("Medical treatment")
    FAMILY = "family", _("Visit to family")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship or job placement")


class Requirement(TextChoices):
    """`process` is a paper that comes into being at the office."""

    REQUIRED = "required", _("Required")
    ONE_OF = "required_one_of", _("Required, one of these")
    CONDITIONAL = "conditional", _("Only in some cases")
    OPTIONAL = "optional", _("If you have it")
    PROCESS = "process", _("Made at the office")


class FeeKind(TextChoices):
    BOOKLET = "booklet", _("Passport")
    SURCHARGE = "surcharge", _("Added to the passport")
    OTHER = "other", _("Other")
