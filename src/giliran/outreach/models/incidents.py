"""Something is down: what, where, since when, until when, and what people can do meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from giliran.core.models import Record
from giliran.offices.models import Office
from giliran.outreach.states import INCIDENT_OPEN, IncidentKind, IncidentSource, IncidentState

WHAT_SIGNS = 120
WORDS_SIGNS = 600
SCOPE_SIGNS = 200


class Incident(Record):
    """`offices` are those concerned; none: the whole country. `scope` says the same as one word, so that of a kind
    and scope there is one open incident. `what` is down, `ways` lead to a number meanwhile.

    `evidence` holds what a proposal was made of. When it is over, those who were hit are told in order of their
    accounts: up to `told_through` they have been, at `told_at` all.
    """

    kind = models.CharField(max_length=10, choices=IncidentKind.choices)
    source = models.CharField(max_length=10, choices=IncidentSource.choices)
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.PROPOSED)
    state_at = models.DateTimeField()
    offices = models.ManyToManyField(Office, related_name="+")
    scope = models.CharField(max_length=SCOPE_SIGNS)
    what_id = models.CharField(max_length=WHAT_SIGNS)
    what_en = models.CharField(max_length=WHAT_SIGNS)
    ways_id = models.CharField(max_length=WORDS_SIGNS)
    ways_en = models.CharField(max_length=WORDS_SIGNS)
    since = models.DateTimeField()
    next_update_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)
    told_through = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope"], condition=Q(state__in=[one.value for one in INCIDENT_OPEN]),
                name="incident_open_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "state_at"], name="incident_by_state")]


class IncidentNote(models.Model):
    """A line of an incident's history: what it became, and what people read of it. A proposal has no words yet; those
    of a dismissal are for the house."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=IncidentState.choices)
    words_id = models.CharField(max_length=WORDS_SIGNS, blank=True)
    words_en = models.CharField(max_length=WORDS_SIGNS, blank=True)
    next_update_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField(null=True)


class Probe(models.Model):
    """One look at the product's own public address. `fault` is the word for what went wrong, or empty."""

    at = models.DateTimeField(db_index=True)
    fault = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField()


class FaultCount(models.Model):
    """How many pages broke in a minute."""

    minute = models.DateTimeField(primary_key=True)
    count = models.PositiveIntegerField()
