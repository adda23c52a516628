"""What was said, shown and done about a complaint."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.complaints.models.complaints import Complaint
from giliran.complaints.states import ReplyKind, Side, State
from giliran.core.models import Record


class Link(models.Model):
    """A secret address of a complaint, as a SHA-256. Where letters must carry it, the secret is sealed too, until the
    link is closed. One at a time is open."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    token_sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint"], condition=Q(closed_at=None), name="link_one_open"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(token_sealed=None), name="link_closed_is_forgotten"),
        ]


class Reply(models.Model):
    """Words about a complaint. `reference` is the name that a channel gave to a message of the person, so that the
    same message twice is one."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="replies")
    at = models.DateTimeField()
    side = models.CharField(max_length=12, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=ReplyKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "reference"], condition=~Q(reference=""), name="reply_once_a_reference"
            ),
        ]

    @property
    def is_internal(self) -> bool:
        return self.kind == ReplyKind.INTERNAL


class Attachment(Record):
    """A photo of a complaint, drawn anew by us: nothing of the file that was sent is left but what it shows."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="attachment_once_a_number"),
            models.CheckConstraint(condition=Q(number__range=(1, 5)), name="attachment_five_at_most"),
        ]


class ComplaintMove(models.Model):
    """One step: from where to where, by whom, and why. `what` is the event as the log has it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    side = models.CharField(max_length=12, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    from_state = models.CharField(max_length=12, choices=State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=State.choices)
    at_headquarters = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
