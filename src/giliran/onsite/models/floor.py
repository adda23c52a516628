"""On the floor: stages and counters, and where each visit stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.offices.models import Office
from giliran.onsite.states import Deed, Precedence, StageKind, VisitState


class Stage(models.Model):
    """A step of the visit at an office (R61-R67), in the order of `position`; a closed one is passed over.

    `ahead_streak` counts those with precedence who were called in a row while others waited.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=12, choices=StageKind.choices)
    name_id = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    ahead_streak = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "position"], name="stage_position_once")]

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


class Counter(models.Model):
    """A numbered counter of an office, and the stages that it serves."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="counters")
    number = models.PositiveSmallIntegerField()
    stages = models.ManyToManyField(Stage, related_name="counters")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="counter_number_once")]


class Duty(models.Model):
    """An officer at a counter, from signing in to signing out; on a break while `break_since` is set."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="duties")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    break_since = models.DateTimeField(null=True)
    break_reason = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter"], condition=Q(ended_at=None), name="duty_one_a_counter"),
            models.UniqueConstraint(fields=["officer"], condition=Q(ended_at=None), name="duty_one_an_officer"),
        ]


class Visit(models.Model):
    """One person's way through the office on one day, opened at the door.

    `turn_at` is the later of coming and of the time on the ticket. A change is a conditional update on `version`.
    `callable_from` keeps somebody who was skipped out of the queue for some minutes. `counter` is set while the visit
    belongs to one (`AT_A_COUNTER`). `papers` maps the code of a document to `ok` or `missing`. `fee_waived` says why a
    supervisor lets somebody go on unpaid. `live_hash` is the hash of the secret in the address of the person's own
    page.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="visit")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    date = models.DateField()
    precedence = models.CharField(max_length=8, choices=Precedence.choices, default=Precedence.REGULAR)
    arrived_at = models.DateTimeField()
    turn_at = models.DateTimeField()
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=8, choices=VisitState.choices, default=VisitState.WAITING)
    since = models.DateTimeField()
    queued_at = models.DateTimeField()
    callable_from = models.DateTimeField(null=True)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="visits")
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    parked_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    papers = models.JSONField(default=dict)
    fee_waived = models.CharField(max_length=200, blank=True)
    live_hash = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["live_hash"], name="visit_live_once"),
            models.CheckConstraint(
                condition=Q(state__in=["called", "serving", "held"], counter__isnull=False)
                | (~Q(state__in=["called", "serving", "held"]) & Q(counter__isnull=True)),
                name="visit_at_a_counter_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "date"], name="visit_of_day"),
            models.Index(fields=["stage", "turn_at"], condition=Q(state="waiting"), name="visit_in_line"),
        ]


class VisitMove(models.Model):
    """Everything that happened to a visit: who, where, when, and why (R18, R20).

    `seconds` is how long the state that was left had lasted. `undo` is the visit as it was before, for taking it back.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="moves")
    deed = models.CharField(max_length=12, choices=Deed.choices)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=8, blank=True)
    to_state = models.CharField(max_length=8)
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="moves", db_index=False)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    seconds = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    undo = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["stage", "deed", "at"], name="visit_move_of_stage")]


class Call(models.Model):
    """One announcement on the board: these labels, to this counter. A repeated one is a row of its own."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="calls", db_index=False)
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    labels = models.JSONField()
    at = models.DateTimeField()
    is_repeat = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["office", "at"], name="call_by_office")]


class VisitNote(models.Model):
    """What one officer leaves for the next about a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)
