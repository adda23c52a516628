from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from giliran.notifications.states import Channel, State


class Message(models.Model):
    """A message that must arrive: written with what it tells of, sent later by a worker.

    It knows addresses, never people; `about` is an opaque name of what it tells of (`booking:K7MPQ2X9A`). While a
    worker has it, `lease_until` says until when the others leave it alone, and `lease_token` whose it is. `quiet_tz`
    is the zone by which its reader's night is told; empty where it may come at night. From `expires_at` on it
    would tell of what is over, and is not sent any more. `read_at` is for messages that are read here.
    """

    event = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    address = models.TextField()
    language = models.CharField(max_length=5)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, db_default="", blank=True)
    about = models.CharField(max_length=60, db_default="", blank=True)
    quiet_tz = models.CharField(max_length=40, db_default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.TextField(default="", blank=True)
    provider_id = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until=None, lease_token=None)),
                name="message_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at=None)),
                name="message_sent_at_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], condition=Q(state=State.QUEUED), name="message_due_on"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state=State.QUEUED, expires_at__isnull=False),
                name="message_expires",
            ),
            models.Index(fields=["lease_until"], condition=Q(state=State.SENDING), name="message_leased"),
            models.Index(fields=["id"], condition=Q(state=State.FAILED), name="message_failed"),
            models.Index(fields=["about"], condition=~Q(about=""), name="message_about"),
            models.Index(fields=["address", "-id"], condition=Q(channel=Channel.INBOX), name="message_inbox"),
        ]


class AttachedFile(models.Model):
    """A file that goes with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=120)
    mimetype = models.CharField(max_length=100)
    content = models.BinaryField()
