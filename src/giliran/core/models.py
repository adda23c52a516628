from __future__ import annotations

from django.db import models

from giliran.core import ids


class Record(models.Model):
    """A row with a name that may be shown and cannot be guessed, and the moment it was made."""

    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """When a worker was last seen at work."""

    worker = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()
