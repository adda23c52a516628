"""Visits without a booking: why somebody came, and whether it is known who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.offices.models import Office
from giliran.onsite.models import GateDevice
from giliran.walkin.states import Reason


class WalkIn(models.Model):
    """One person who came without a booking, and their ticket.

    `nonce` names the press, so that the same again is the same card. While `identified_at` is empty the ticket is
    provisional; then `nik_hash` is the person's own, so that nobody walks in twice on a day, wherever they go.
    `holds`: what the counter said of the reason.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="walk_in")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="walk_ins", db_index=False)
    date = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    companion = models.BooleanField(default=False)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(GateDevice, null=True, on_delete=models.PROTECT, related_name="walk_ins")
    identified_at = models.DateTimeField(null=True)
    identified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    nik_hash = models.BinaryField(max_length=32, null=True)
    holds = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "nonce"], name="walk_in_once_a_nonce"),
            models.UniqueConstraint(
                fields=["date", "nik_hash"], condition=Q(nik_hash__isnull=False), name="walk_in_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(identified_at=None, nik_hash=None) | Q(identified_at__isnull=False, nik_hash__isnull=False),
                name="walk_in_identified_or_not",
            ),
        ]
        indexes = [models.Index(fields=["office", "date"], name="walk_in_of_day")]
