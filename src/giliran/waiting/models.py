"""Who waits for a seat that comes free, and what became of the seats that did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking
from giliran.offices.models import Office
from giliran.slots.models import Slot
from giliran.waiting.states import Ending, State


class WaitingParty(models.Model):
    """A party of 1-5 that takes any place at one office on some days, all together or not at all.

    `windows` are window ids joined by commas; empty means any. `notice` is how many days ahead a place must be, and
    `until` the last local day on which one can still be found. What decides the order (class, losses, lot) is not kept
    here: it is what it is when a seat comes free, so that leaving and joining again changes nothing.
    """

    public_id = models.CharField(max_length=16)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waits", db_index=False
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="waits")
    key = models.CharField(max_length=64)
    request_digest = models.BinaryField(max_length=32)
    party = models.PositiveSmallIntegerField()
    windows = models.CharField(max_length=200, blank=True)
    notice = models.PositiveSmallIntegerField(default=0)
    until = models.DateField()
    guardian_present = models.BooleanField(default=False)
    made_by = models.BigIntegerField(null=True)
    door = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    state_at = models.DateTimeField()
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="waited")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="wait_public_id_once"),
            models.UniqueConstraint(fields=["account", "key"], name="wait_once_a_key"),
            models.CheckConstraint(condition=Q(party__range=(1, 5)), name="wait_is_of_one_to_five"),
            models.CheckConstraint(condition=Q(notice__lte=14), name="wait_notice_is_two_weeks_at_most"),
            models.CheckConstraint(
                condition=Q(state__in=["found", "declined"], booking__isnull=False)
                | Q(state__in=["waiting", "left", "expired"], booking=None),
                name="wait_found_has_its_booking",
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(state="waiting"), name="wait_runs_out")]


class WantedDay(models.Model):
    """A day on which a party would come. `office` is a copy of the party's, for the index by which a slot finds who
    waits for it; `is_live` while the party waits."""

    party = models.ForeignKey(WaitingParty, on_delete=models.CASCADE, related_name="days", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    date = models.DateField()
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "date"], name="wait_day_once")]
        indexes = [models.Index(fields=["office", "date"], condition=Q(is_live=True), name="wait_of_day")]


class WaitingPerson(models.Model):
    """One person of a party. `is_live` holds the NIK: everybody waits once in the whole country."""

    party = models.ForeignKey(WaitingParty, on_delete=models.CASCADE, related_name="people", db_index=False)
    position = models.PositiveSmallIntegerField()
    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.SET_NULL)
    nik_hash = models.BinaryField(max_length=32)
    service = models.CharField(max_length=40)
    booklet = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nik_hash"], condition=Q(is_live=True), name="wait_live_once_a_nik"),
            models.UniqueConstraint(fields=["party", "position"], name="wait_position_once"),
        ]


class DaySeed(models.Model):
    """The secret of a day of visits, sealed, from which everybody's lot on that day follows."""

    date = models.DateField(primary_key=True)
    sealed = models.BinaryField()


class PassedOn(models.Model):
    """Seats of a slot that came free and were offered to those who wait: how many there were, how many were given, to
    how many parties. `done_at` is set when what was left became everybody's."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="passed_on")
    at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    given = models.PositiveSmallIntegerField(default=0)
    parties = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(done_at=None), name="passing_on_one_at_a_time"),
            models.CheckConstraint(condition=Q(given__lte=models.F("seats")), name="passed_on_no_more_than_came"),
        ]


class PassedOver(models.Model):
    """A party whose turn it was and that could not be given the seats: why, as a refusal's code."""

    passed_on = models.ForeignKey(PassedOn, on_delete=models.CASCADE, related_name="passed_over")
    party = models.ForeignKey(WaitingParty, on_delete=models.CASCADE, related_name="passed_over")
    code = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passed_on", "party"], name="passed_over_once")]
