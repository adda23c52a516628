"""Who wants to hear of an office."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from giliran.offices.models import Office


class Follow(models.Model):
    """An account is told when an opening of an office begins to take entries."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "account"], name="follow_once")]
