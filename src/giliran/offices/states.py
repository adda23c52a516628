"""Words about places and those who work there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfficeKind(TextChoices):
    OFFICE = "office", _("Immigration office")
    SERVICE_POINT = "point", _("Service point")
    EVENT = "event", _("Mobile event")


class Pool(TextChoices):
    """Who a seat is meant for. The second value is its name for citizens."""

    ONLINE = "online", _("Online")
    ENTITLED = "entitled", _("Entitled")
    PRIORITY = "priority", _("Priority")
    WALK_IN = "walk_in", _("Walk-in")
    EXPRESS = "express", _("Express")
    EVENT = "event", _("Event")


class HolidayKind(TextChoices):
    NATIONAL = "national", _("National holiday")
    JOINT_LEAVE = "cuti_bersama", _("Joint leave")


class Role(TextChoices):
    """What somebody does at an office, or at headquarters (R70-R79)."""

    GATE = "gate", _("Gate officer")
    CUSTOMER_SERVICE = "cs", _("Customer service officer")
    COUNTER = "counter", _("Counter officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    HEAD = "head", _("Head of office")
    HEADQUARTERS = "hq", _("Headquarters")
