"""The promise of a visit: one booking for a party, one ticket for each of its people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.states import Door, GuestState, Remedy, TicketState
from giliran.core import ids
from giliran.offices.models import Office
from giliran.slots.models import Slot


class Booking(models.Model):
    """A party's seats in one slot. `confirm_due_at` is set until the confirmation has been handed to the outbox.

    `moved_from` is the booking that was exchanged for this one, and `moves` how often that has happened to the promise.
    """

    code = models.CharField(max_length=9)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings", db_index=False
    )
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    key = models.CharField(max_length=64)
    request_digest = models.BinaryField(max_length=32)
    made_by = models.BigIntegerField(null=True)
    door = models.CharField(max_length=8, choices=Door.choices)
    created_at = models.DateTimeField()
    confirm_due_at = models.DateTimeField(null=True)
    moved_from = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="moved_to")
    moves = models.PositiveSmallIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="booking_code_once"),
            models.UniqueConstraint(fields=["account", "key"], name="booking_once_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["confirm_due_at"], condition=Q(confirm_due_at__isnull=False), name="booking_confirm_due"
            ),
        ]


class Ticket(models.Model):
    """One person's seat, with a copy of who they were when it was promised.

    A live ticket (`confirmed`) holds its NIK in the whole country, and one of its account's numbered places. `account`,
    `office` and `date` are copies of the booking's own, for the unique indexes; the booking's are the ones that the
    database checks, and `check-invariants` compares them. `is_office_fault`: cancelled because the office could not
    keep its promise; it owes this person a place.
    `lifted_at`: when an officer said that it costs its person nothing: missed for a good reason, or never theirs.
    """

    public_id = models.CharField(max_length=16)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="tickets")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,
        db_constraint=False,
    )
    account_place = models.PositiveSmallIntegerField()
    applicant = models.ForeignKey("accounts.Applicant", null=True, on_delete=models.SET_NULL, db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    date = models.DateField()
    letter = models.CharField(max_length=1)
    number = models.PositiveSmallIntegerField()
    arrives_at = models.DateTimeField()
    service = models.CharField(max_length=40)
    booklet = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    full_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    nik_hash = models.BinaryField(max_length=32)
    nik_last4 = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.CONFIRMED)
    state_at = models.DateTimeField()
    is_office_fault = models.BooleanField(db_default=False)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="ticket_public_id_once"),
            models.UniqueConstraint(fields=["nik_hash"], condition=Q(state="confirmed"), name="ticket_live_once_a_nik"),
            models.UniqueConstraint(
                fields=["account", "account_place"], condition=Q(state="confirmed"), name="ticket_live_place_once"
            ),
            models.UniqueConstraint(fields=["office", "date", "letter", "number"], name="ticket_label_once_a_day"),
        ]
        indexes = [
            models.Index(fields=["nik_hash"], condition=~Q(state="confirmed"), name="ticket_past_of_nik"),
        ]

    @property
    def label(self) -> str:
        return f"{self.letter}-{self.number:03d}"

    @property
    def is_provisional(self) -> bool:
        """Somebody who walked in and has not shown an identity card yet: name, birth date and NIK hash stand in for
        those that an officer will enter (ADR 0015)."""
        return not self.nik_last4


class Clearing(models.Model):
    """A day that an office cannot keep: everybody who holds a seat on it is moved, or cancelled with a place owed.

    Done booking by booking by the tick; may be stopped half way (`stopped_at`) and gone on with.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="clearings")
    date = models.DateField()
    how = models.CharField(max_length=8, choices=Remedy.choices)
    reason = models.CharField(max_length=200)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "date"], condition=Q(done_at=None), name="clearing_one_at_a_time_a_day"
            ),
        ]


class ClearedBooking(models.Model):
    """What a clearing did for one booking: moved to `moved_to`, or cancelled if that is empty."""

    clearing = models.ForeignKey(Clearing, on_delete=models.CASCADE, related_name="bookings")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="clearings")
    moved_to = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clearing", "booking"], name="cleared_once")]


class Reminding(models.Model):
    """That everybody in a slot has been reminded of it once more; `stage` as in `policy.Stage`.

    A row of its own and not a mark on the slot: whoever books there at that moment waits for nobody.
    """

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="remindings", db_index=False)
    stage = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "stage"], name="reminded_once_a_stage")]


class GuestList(models.Model):
    """A list of people for an event, as it was sent. The tick seats its rows, a chunk at a time: whoever works on it
    has it until `leased_until`; `done_at` is set when every row has its answer."""

    event = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="guest_lists")
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    total = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(done_at=None), name="guests_one_list_at_a_time"),
        ]


class GuestRow(models.Model):
    """One person of a list. What was sent stands sealed until the row has its answer, and no longer.

    `account` is the one that was opened for this person, and the row's `key` that of its booking: so a row that was
    begun and not ended can be begun again. `faults` hold what is wrong, in both languages, never with a NIK.
    """

    guests = models.ForeignKey(GuestList, on_delete=models.CASCADE, related_name="rows")
    public_id = models.UUIDField(default=ids.new_public_id, unique=True)
    number = models.PositiveIntegerField()
    full_name = models.CharField(max_length=100, blank=True)
    nik_last4 = models.CharField(max_length=4, blank=True)
    sealed = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=GuestState.choices, default=GuestState.WAITING)
    faults = models.JSONField(default=list)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guests", "number"], name="guest_once_a_row"),
            models.CheckConstraint(
                condition=Q(state="seated", booking__isnull=False) | (~Q(state="seated") & Q(booking=None)),
                name="guest_has_a_booking_when_seated",
            ),
        ]
        indexes = [models.Index(fields=["guests", "number"], condition=Q(state="waiting"), name="guest_waiting")]

    @property
    def place(self) -> str:
        """Where `sealed` stands; part of what its encryption is bound to."""
        return f"booking_guestrow.sealed:{self.public_id}"

    @property
    def key(self) -> str:
        return f"guest:{self.public_id}"
