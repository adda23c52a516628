"""Bills, their lines, and what the payment gateway has told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.core import ids
from giliran.offices.models import Office
from giliran.payments.states import LIVE, WITH_MONEY, Method, Outcome, State


class Bill(models.Model):
    """What one ticket's person pays. `amount` is in rupiah and the sum of the lines; `office` a copy of the ticket's.

    `paid_at` is the moment of payment as the gateway says it, or at which an officer entered the receipt. `public_id`
    names the bill to the gateway, so that registering it twice is harmless. `payer_hash` is the keyed hash of whoever
    paid, where the gateway names them. `register_due_at` is set until the gateway
    knows the bill, and for a void one until the gateway takes no money for it any more. `reminded_at`: when its person
    was told that it runs out soon. `reason` says why it is void, or how a late payment was decided, `decided_by` by
    whom. `refund_reference` is the number under which money was given back.
    """

    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    code = models.CharField(max_length=15)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="bills")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="bills", db_index=False)
    amount = models.PositiveIntegerField()
    is_express = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField()
    method = models.CharField(max_length=7, choices=Method.choices, blank=True)
    ntpn = models.CharField(max_length=16, blank=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.BigIntegerField(null=True)
    payer_hash = models.BinaryField(max_length=32, null=True)
    reason = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField(null=True)
    register_due_at = models.DateTimeField(null=True)
    register_tries = models.PositiveSmallIntegerField(default=0)
    register_fault = models.CharField(max_length=60, blank=True)
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    refund_reference = models.CharField(max_length=60, blank=True)
    refunded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="bill_code_once"),
            models.UniqueConstraint(fields=["ntpn"], condition=~Q(ntpn=""), name="bill_ntpn_once"),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state__in=[*map(str, LIVE)]), name="bill_live_once_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*map(str, WITH_MONEY)], paid_at__isnull=False) & ~Q(method="")
                | ~Q(state__in=[*map(str, WITH_MONEY)]) & Q(paid_at=None, ntpn="", method=""),
                name="bill_paid_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(state="refunded") & ~Q(refund_reference="")
                | ~Q(state="refunded") & Q(refund_reference="", refunded_by=None),
                name="bill_refunded_says_by_which_number",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "created_at"], name="bill_of_office"),
            models.Index(fields=["office", "paid_at"], condition=Q(paid_at__isnull=False), name="bill_paid_at_office"),
            models.Index(fields=["office"], condition=Q(state__in=["paid_late", "refund"]), name="bill_unsettled"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="bill_runs_out"),
            models.Index(
                fields=["register_due_at"], condition=Q(register_due_at__isnull=False), name="bill_to_register"
            ),
        ]


class BillLine(models.Model):
    """One fee on a bill, by its code in the catalogue, with the amount of the day of issue."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    fee = models.CharField(max_length=20)
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "position"], name="bill_line_once")]


class GatewayCall(models.Model):
    """A signed call of the gateway, kept whatever became of it. `digest` is that of its body.

    What was refused waits for somebody who looks at it: `looked_at`, `looked_by` and their `note`.
    """

    event = models.CharField(max_length=64)
    digest = models.BinaryField(max_length=32)
    received_at = models.DateTimeField()
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="calls")
    code = models.CharField(max_length=15)
    amount = models.PositiveBigIntegerField()
    ntpn = models.CharField(max_length=16)
    paid_at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event"], name="gateway_event_once")]
