"""What can be promised: seats of one office, day, window and pool."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from giliran.offices.models import Office, Window
from giliran.offices.states import Pool
from giliran.slots.states import SlotState


class Slot(models.Model):
    """`taken` of `capacity` seats are promised; the database keeps `0 <= taken <= capacity`.

    `returning` of the taken seats were given back and wait until they may be offered again. `surplus` seats stand
    beyond the rules because they were promised before the rules changed; they are not given again.
    `lent` seats of an online slot have gone to the entitled slot of its window, and come back if nobody takes them.
    Labels go from `last_number + 1` on and are never used twice. While `reserved_for` is set, only requests that
    carry the same name may take a seat. `opens_at` is when a draft will be released.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="slots")
    window = models.ForeignKey(Window, on_delete=models.PROTECT)
    date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    pool = models.CharField(max_length=8, choices=Pool.choices)
    letter = models.CharField(max_length=1)
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    lent = models.PositiveSmallIntegerField(default=0)
    returning = models.PositiveSmallIntegerField(db_default=0)
    surplus = models.PositiveSmallIntegerField(db_default=0)
    first_number = models.PositiveSmallIntegerField(default=1)
    last_number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=SlotState.choices, default=SlotState.DRAFT)
    opens_at = models.DateTimeField()
    reserved_for = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "date", "window", "pool"], name="slot_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="slot_never_above_capacity"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="slot_never_below_nothing"),
            models.CheckConstraint(condition=Q(returning__lte=F("taken")), name="slot_returns_what_was_taken"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="slot_has_a_length"),
        ]
        indexes = [
            models.Index(fields=["opens_at"], condition=Q(state="draft"), name="slot_due_to_open"),
            models.Index(fields=["reserved_for"], condition=~Q(reserved_for=""), name="slot_held"),
        ]


class SeatReturn(models.Model):
    """Seats that a party gave back. They wait until `due_at`, go to those who wait, and then to everybody."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="returns")
    seats = models.PositiveSmallIntegerField()
    returned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seats__gte=1), name="return_is_of_a_seat")]
        indexes = [models.Index(fields=["due_at"], condition=Q(offered_at=None), name="return_due")]
