"""One complaint, on whichever channel it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Booking
from giliran.complaints.states import (
    OPEN,
    Category,
    Channel,
    ComplaintClass,
    Mode,
    State,
)
from giliran.offices.models import Office
from giliran.outreach.models import Incident


class Complaint(models.Model):
    """What somebody complains about, and where it stands.

    `number` is by chance, so that nobody finds those of others; it opens nothing. `office` is None for what concerns
    the country. `in_confidence`: for headquarters' eyes only, for good. `at_headquarters`: who has to act now.

    `due_at` is the next moment at which somebody is late (None while nobody has to act), reckoned by
    `policy.next_due` from the three terms, or from `extended_until` where headquarters handed it back or the person
    came back. `closes_at` is when it is closed by itself if the person says nothing. `version` settles races: every
    step is an update from the version that was read.

    `request_key` names the press by which it was filed, so that the same one again is the same complaint, and
    `request_digest` what it held; both are keyed hashes.

    `merged_into` is the complaint that stands for this one too, `to_tell` an answer that its person has yet to hear.
    """

    number = models.CharField(max_length=9, unique=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    channel_reference = models.CharField(max_length=200, blank=True)
    request_key = models.BinaryField(max_length=32, null=True, unique=True)
    request_digest = models.BinaryField(max_length=32, null=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.NAMED)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="complaints"
    )
    contact_sealed = models.BinaryField(null=True)
    sender_hash = models.BinaryField(max_length=32, null=True)
    language = models.CharField(max_length=2, default="id")

    category = models.CharField(max_length=12, choices=Category.choices)
    klass = models.CharField(max_length=12, choices=ComplaintClass.choices)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.SET_NULL, related_name="complaints")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.SET_NULL, related_name="complaints")
    text = models.TextField()

    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    state_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    filed_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="complaints_at_work"
    )
    in_confidence = models.BooleanField(default=False)
    at_headquarters = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True)

    verify_due_at = models.DateTimeField()
    first_answer_due_at = models.DateTimeField()
    close_due_at = models.DateTimeField()
    extended_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    to_tell = models.ForeignKey("complaints.Reply", null=True, on_delete=models.SET_NULL, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True)
    rating_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "channel_reference"], condition=~Q(channel_reference=""),
                name="complaint_once_a_reference",
            ),
            models.CheckConstraint(condition=~Q(mode="anonymous") | Q(account=None), name="complaint_anonymous_nobody"),
            models.CheckConstraint(condition=~Q(in_confidence=True) | Q(at_headquarters=True),
                                   name="complaint_in_confidence_at_hq"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 4)), name="complaint_rating_scale"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["office", "due_at"], condition=Q(merged_into=None), name="complaint_of_office"),
            models.Index(fields=["at_headquarters", "due_at"], condition=Q(merged_into=None), name="complaint_at_hq"),
            models.Index(fields=["due_at"], condition=Q(at_headquarters=False, state__in=OPEN), name="complaint_due"),
            models.Index(fields=["closes_at"], condition=Q(closes_at__isnull=False), name="complaint_closes"),
            models.Index(fields=["to_tell"], condition=Q(to_tell__isnull=False), name="complaint_to_tell"),
            models.Index(fields=["filed_at", "category"], name="complaint_by_month"),
        ]

    def place_of(self, column: str) -> str:
        """Where a sealed value of this row stands; part of what its encryption is bound to."""
        return f"complaints_complaint.{column}:{self.number}"
