"""What headquarters decided about a pattern. The patterns themselves are read anew from what happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giliran.reports.states import Kind, Settled


class Decision(models.Model):
    """A pattern was set aside, or handed on to somebody, when it had this size. Never changed: a later one follows it.

    `mark` names the pattern without telling what it is about; `number` counts its decisions from 1. `by` and
    `by_label` stay what they were, whatever becomes of the officer.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    mark = models.CharField(max_length=32)
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10, choices=Settled.choices)
    size = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    handed_to = models.CharField(max_length=120, blank=True)
    by = models.BigIntegerField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "mark", "number"], name="pattern_decision_once_a_number"),
            models.CheckConstraint(
                condition=~Q(what="handed_on") | ~Q(handed_to=""), name="pattern_is_handed_to_somebody"
            ),
        ]
