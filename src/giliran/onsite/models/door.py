"""At the door: who came in, when, and let in by whom; and what came from doors without a network."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.booking.models import Ticket
from giliran.core import ids
from giliran.offices.models import Office
from giliran.onsite.states import ConflictState


class CheckIn(models.Model):
    """One admission of one ticket. `nonce` names the press, so that a repeated one changes nothing; `was_offline`: the
    door had no network then, and said so later."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="check_ins")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    override_reason = models.CharField(max_length=200, blank=True)
    was_offline = models.BooleanField(db_default=False)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(undone_at=None), name="check_in_once"),
            models.UniqueConstraint(fields=["ticket", "nonce"], name="check_in_once_a_nonce"),
        ]
        indexes = [models.Index(fields=["office", "at"], name="check_in_by_office")]


class GateDevice(models.Model):
    """A browser that may hold an office's list of the day, or, with `is_kiosk`, one where people help themselves.

    Its secret stands here as a SHA-256 only; the browser keeps it in a cookie that no script can read.
    """

    public_id = models.UUIDField(default=ids.new_public_id, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="gate_devices")
    name = models.CharField(max_length=60)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    is_kiosk = models.BooleanField(db_default=False)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(revoked_at=None), name="gate_device_live_once_a_name"
            ),
        ]


class CardPrinter(models.Model):
    """Where cards come out besides the browser: `address` as in `10.1.2.3:9100`, for one device, or, without one, for
    all of an office."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="card_printers")
    device = models.OneToOneField(GateDevice, null=True, on_delete=models.CASCADE, related_name="printer")
    address = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office"], condition=Q(device=None), name="card_printer_once_an_office"),
        ]


class OfflinePress(models.Model):
    """What an officer pressed at a device without a network, as it came in later, and what became of it.

    `nonce` names the press, `undoes` the one that it takes back; `tickets` are public ids; `at` is the device's time
    corrected by what it knew of ours. `answer` maps labels to `admitted`, `undone` or the code of a conflict.
    """

    device = models.ForeignKey(GateDevice, on_delete=models.PROTECT, related_name="presses")
    nonce = models.CharField(max_length=64)
    undoes = models.CharField(max_length=64, blank=True)
    tickets = models.JSONField(default=list)
    reason = models.CharField(max_length=200, blank=True)
    card_differs = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "nonce"], name="offline_press_once")]


class GateConflict(models.Model):
    """A press without a network that could not stand by itself when it came in: somebody decides, with a reason.

    `code` says why (a verdict, or a refusal); `ticket` is empty if none is known.
    """

    press = models.ForeignKey(OfflinePress, on_delete=models.PROTECT, related_name="conflicts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="gate_conflicts")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="gate_conflicts")
    code = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=ConflictState.choices, default=ConflictState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["press", "ticket"], name="gate_conflict_once")]
        indexes = [models.Index(fields=["office"], condition=Q(state="open"), name="gate_conflict_open")]
