"""The weekly release: who entered, what was drawn, who took what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from giliran.accounts.models import Applicant
from giliran.booking.models import Booking
from giliran.offices.models import Office
from giliran.opening.states import Act, Method, News, Outcome, State
from giliran.slots.models import Slot


class Opening(models.Model):
    """One office's release of the seats from `first_date` to `last_date`.

    Days are local, moments are moments. `seed_sealed` is made when gathering starts and `commitment` is published
    with it; `seed` (hex) is empty until it is revealed. `line_people` are the people of the roll who stand in line
    after the draw, `late_people` those who came after the freeze and stand behind them. Followers of the office are
    told in order of their accounts that it gathers: up to `followers_told_to` they have been; None: nobody has to be.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="openings")
    method = models.CharField(max_length=8, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SCHEDULED)
    first_date = models.DateField()
    last_date = models.DateField()
    gathers_at = models.DateTimeField()
    freezes_at = models.DateTimeField()
    draws_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    pace = models.PositiveIntegerField()
    entitled_share = models.PositiveSmallIntegerField()
    entitled_from = models.PositiveSmallIntegerField()
    paused_at = models.DateTimeField(null=True)
    beacon_name = models.CharField(max_length=200, blank=True)
    beacon = models.CharField(max_length=200, blank=True)
    beacon_at = models.DateTimeField(null=True)
    seed_sealed = models.BinaryField(default=b"")
    commitment = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    roll_digest = models.CharField(max_length=64, blank=True)
    roll_size = models.PositiveIntegerField(default=0)
    roll_people = models.PositiveIntegerField(default=0)
    line_people = models.PositiveIntegerField(default=0)
    late_people = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    entitled_given_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    balloted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    followers_told_to = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "first_date"], condition=~Q(state=State.CANCELLED), name="opening_once_a_week"
            ),
            models.CheckConstraint(condition=Q(first_date__lte=F("last_date")), name="opening_has_days"),
            models.CheckConstraint(
                condition=Q(
                    gathers_at__lte=F("freezes_at"), freezes_at__lte=F("draws_at"), draws_at__lte=F("opens_at")
                ),
                name="opening_steps_follow_each_other",
            ),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="opening_has_a_length"),
        ]
        indexes = [
            models.Index(fields=["office", "state"], name="opening_of_office"),
        ]

    @property
    def name(self) -> str:
        """What its slots are reserved for."""
        return f"opening:{self.pk}"


class OpeningSlot(models.Model):
    """What a slot had free when seats were given by lot; `free_at_ballot` and `closed_at` are filled as they come."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="slots")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE)
    pool = models.CharField(max_length=8)
    capacity = models.PositiveSmallIntegerField()
    free_at_draw = models.PositiveSmallIntegerField(null=True)
    free_at_ballot = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "slot"], name="opening_slot_once")]


class PaceChange(models.Model):
    """From `at` on `pace` people a minute are let in (none while paused); `admitted` were in by then."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="paces")
    at = models.DateTimeField()
    pace = models.PositiveIntegerField()
    admitted = models.PositiveIntegerField()
    by = models.BigIntegerField(null=True)


class Entry(models.Model):
    """A party of 1-5 that wants seats of an opening. Never edited, only withdrawn.

    `wishes` are slot ids joined by commas, `any`, or empty. `class_no` and `losses` are what they were at the entry
    and go into the roll as they are (`in_roll` from the entry on, unless it was
    late or withdrawn in time). `ahead` is how many people stand before the party in the line; `could_hold`
    whether some window could hold it when its turn came. `late_after` is, for who came after the freeze, how many
    people had done so before. `slot` is where the party was seated at first, as the draw's document says for good; the
    booking's own is the one that the database checks.
    """

    public_id = models.CharField(max_length=16)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    key = models.CharField(max_length=64)
    request_digest = models.BinaryField(max_length=32)
    party = models.PositiveSmallIntegerField()
    wishes = models.CharField(max_length=1000, blank=True)
    class_no = models.PositiveSmallIntegerField(default=1)
    losses = models.PositiveSmallIntegerField(default=0)
    guardian_present = models.BooleanField(default=False)
    made_by = models.BigIntegerField(null=True)
    door = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    in_roll = models.BooleanField(default=False)
    late_after = models.PositiveIntegerField(null=True)
    rank = models.PositiveIntegerField(null=True)
    ahead = models.PositiveIntegerField(null=True)
    admitted_at = models.DateTimeField(null=True)
    could_hold = models.BooleanField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    slot = models.ForeignKey(Slot, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, db_index=False)
    booked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    news = models.CharField(max_length=10, choices=News.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="entry_public_id_once"),
            models.UniqueConstraint(fields=["account", "key"], name="entry_once_a_key"),
            models.CheckConstraint(condition=Q(party__range=(1, 5)), name="entry_is_of_one_to_five"),
            models.CheckConstraint(condition=Q(class_no__lte=1), name="entry_class_is_known"),
        ]
        indexes = [
            models.Index(fields=["opening", "ahead"], condition=Q(admitted_at=None), name="entry_waits_for_turn"),
            models.Index(fields=["news"], condition=~Q(news=""), name="entry_has_news"),
        ]


class EntryPerson(models.Model):
    """One person of an entry. `is_live` holds the NIK in the whole country; `week` (its Monday) is set by the freeze,
    one roll a NIK and week; `lost_at` when the entry came to nothing through no fault of the party.
    `ended_at`: when the person whose NIK it is took it back from this account; nobody here takes a seat for it then."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField()
    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.SET_NULL)
    nik_hash = models.BinaryField(max_length=32)
    service = models.CharField(max_length=40)
    booklet = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    is_live = models.BooleanField(default=True)
    week = models.DateField(null=True)
    lost_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nik_hash"], condition=Q(is_live=True), name="entry_live_once_a_nik"),
            models.UniqueConstraint(fields=["nik_hash", "week"], name="entry_one_roll_a_week"),
            models.UniqueConstraint(fields=["entry", "position"], name="entry_position_once"),
        ]
        indexes = [
            models.Index(fields=["nik_hash", "lost_at"], condition=Q(lost_at__isnull=False), name="entry_losses"),
        ]


class SecondPersonAct(models.Model):
    """Something that two people at headquarters must agree on: one asks, another one does it."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=8, choices=Act.choices)
    value = models.CharField(max_length=200)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    done_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    is_dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "kind"],
                condition=Q(done_at=None, is_dropped=False),
                name="act_asked_once",
            ),
            models.CheckConstraint(condition=Q(done_by=None) | ~Q(done_by=F("asked_by")), name="act_needs_two_people"),
        ]
