from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Event(models.Model):
    """What somebody did or looked at. Written once, never changed: triggers in the database refuse updates.

    It names people, places and things by value, with no foreign keys: the line outlives what it tells of.
    """

    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    door = models.CharField(max_length=20)
    about = models.CharField(max_length=120)
    office_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index(fields=["about", "id"], name="audit_event_about"),
            models.Index(fields=["office_id", "at"], name="audit_event_office"),
            models.Index(fields=["actor_id", "at"], name="audit_event_actor"),
        ]


class Seal(models.Model):
    """A link of the chain: `digest` binds one event to all that were sealed before it."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    digest = models.BinaryField(max_length=32)
