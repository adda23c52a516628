"""The visit: who came in, when, and let in by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.offices.models import Office


class CheckIn(models.Model):
    """One admission of one ticket. `nonce` names the press, so that a repeated one changes nothing."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="check_ins")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    override_reason = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(undone_at=None), name="check_in_once"),
            models.UniqueConstraint(fields=["ticket", "nonce"], name="check_in_once_a_nonce"),
        ]
        indexes = [models.Index(fields=["office", "at"], name="check_in_by_office")]
