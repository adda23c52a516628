"""Invitations on one side, answers on the other: nothing in the database leads from one to the other.

Answers and comments have no moment, no sequence and no person: the month of the visit and a random key are all that
orders them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.accounts.states import Sex
from giliran.booking.models import Booking
from giliran.core import ids
from giliran.feedback.states import AgeGroup, Asked, CommentState, InvitationState
from giliran.offices.models import Office


class Invitation(models.Model):
    """The link that was sent after a visit, as a SHA-256 only. `office` is the one behind an event or a service point;
    `services` are codes of what the party came for.

    When it was used is not kept: beside the answers it would say whose they are.
    """

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="survey_invitation")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    services = models.JSONField(default=list)
    token_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.INVITED)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="invited"), name="invitation_open"),
            models.Index(fields=["sent_at"], name="invitation_by_age"),
        ]


class Answer(models.Model):
    """What one person thinks of the nine elements, 1 to 4 each."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    u1 = models.PositiveSmallIntegerField()
    u2 = models.PositiveSmallIntegerField()
    u3 = models.PositiveSmallIntegerField()
    u4 = models.PositiveSmallIntegerField()
    u5 = models.PositiveSmallIntegerField()
    u6 = models.PositiveSmallIntegerField()
    u7 = models.PositiveSmallIntegerField()
    u8 = models.PositiveSmallIntegerField()
    u9 = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=20, blank=True)
    age_group = models.CharField(max_length=10, choices=AgeGroup.choices, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"u{n}__range": (1, 4) for n in range(1, 10)}), name="answer_on_the_scale"
            ),
        ]
        indexes = [models.Index(fields=["office", "month"], name="answer_of_month")]


class Comment(models.Model):
    """What somebody wrote beside the answers; kept apart from them. `text` has been masked."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=CommentState.choices, default=CommentState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="hidden") | ~Q(reason=""), name="comment_hidden_with_a_reason"),
        ]
        indexes = [models.Index(fields=["office", "state", "month"], name="comment_of_office")]


class Opinion(models.Model):
    """What somebody thinks of the product itself (R114): one score of 1 to 4, and words if they like."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    month = models.DateField(db_index=True)
    score = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000, blank=True)
    asked = models.CharField(max_length=10, choices=Asked.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 4)), name="opinion_on_the_scale")]
