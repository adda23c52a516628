"""What offices and headquarters have done to become known."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from giliran.offices.models import Office
from giliran.outreach.policy.activities import PLACE_SIGNS, REASON_SIGNS, WHOM_SIGNS
from giliran.outreach.states import ActivityKind


class Activity(models.Model):
    """One thing on one day: when, where, for whom, and how many were reached. `office` is empty for headquarters.

    `area` is the code of a regency (`31.74`) or of a whole province (`31`). Without `is_counted`, `reached` is an
    estimate. What was entered wrongly is withdrawn, with a reason, and entered anew.
    """

    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    held_on = models.DateField()
    place = models.CharField(max_length=PLACE_SIGNS)
    area = models.CharField(max_length=5)
    whom = models.CharField(max_length=WHOM_SIGNS)
    reached = models.PositiveIntegerField()
    is_counted = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=REASON_SIGNS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reached__gte=1), name="activity_reached_somebody"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="activity_withdrawn_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(F("held_on").desc(), condition=Q(withdrawn_at=None), name="activity_newest"),
            models.Index("office", F("held_on").desc(), condition=Q(withdrawn_at=None), name="activity_of_office"),
        ]
