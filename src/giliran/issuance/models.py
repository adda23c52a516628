"""What happens after the visit: one case for each ticket, its moves, questions to headquarters, and the handover."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.issuance.states import CaseState, CentralReason, Finding, Taker
from giliran.offices.models import Office


class Case(models.Model):
    """One passport on its way. `office` is where it is made: for a visit at an event, the event's parent.

    `due_date` is the last day of the promise, fixed when the visit ended. `prints` counts how often it was printed.
    `collect_until` is the last day on which it is kept, fixed when it became ready: what its person was told holds.
    `late_told_at` and `reminded_at`: when the person was told that it is late, and that it lies here unclaimed.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="case")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="cases", db_index=False)
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.ADJUDICATION)
    state_at = models.DateTimeField()
    visited_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_date = models.DateField()
    collect_until = models.DateField(null=True)
    prints = models.PositiveSmallIntegerField(default=0)
    late_told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "due_date"], name="case_on_the_board"),
            models.Index(fields=["due_date"], condition=Q(late_told_at=None), name="case_late_untold"),
            models.Index(
                fields=["collect_until"], condition=Q(state="ready", reminded_at=None), name="case_ready_unreminded"
            ),
        ]


class CaseMove(models.Model):
    """A case went from one state to another: when, by whom (None: the product itself), and why if that was asked."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=12, choices=CaseState.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=CaseState.choices)
    reason = models.CharField(max_length=300, blank=True)


class CentralQuestion(models.Model):
    """What an office asks of headquarters, and the answer; one at a time a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions", db_index=False)
    reason = models.CharField(max_length=12, choices=CentralReason.choices)
    question = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at=None), name="central_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(answered_at=None, finding="") | (Q(answered_at__isnull=False) & ~Q(finding="")),
                name="central_answer_has_a_finding",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="central_of_case"),
            models.Index(fields=["due_date"], condition=Q(answered_at=None), name="central_open"),
        ]


class Handover(models.Model):
    """Who took the passport, proven by what, and signed: drawn (`signature_sealed`) or on paper (`slip`).

    Of NIK and KK the last four digits and a keyed hash are kept; the drawn signature is sealed as a NIK is.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="handover")
    to = models.CharField(max_length=10, choices=Taker.choices)
    name = models.CharField(max_length=100)
    nik_last4 = models.CharField(max_length=4)
    nik_hash = models.BinaryField(max_length=32)
    kk_last4 = models.CharField(max_length=4, blank=True)
    kk_hash = models.BinaryField(max_length=32, default=b"")
    letter = models.CharField(max_length=60, blank=True)
    signature_sealed = models.BinaryField(default=b"")
    slip = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(slip="") & ~Q(signature_sealed=b"")) | (~Q(slip="") & Q(signature_sealed=b"")),
                name="handover_signed_once",
            ),
            models.CheckConstraint(condition=~Q(to="attorney") | ~Q(letter=""), name="handover_attorney_has_a_letter"),
        ]

    @property
    def place(self) -> str:
        """Where the signature stands; part of what its encryption is bound to."""
        return f"issuance_handover.signature_sealed:{self.case_id}"
