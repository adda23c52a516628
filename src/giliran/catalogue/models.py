"""What an office does for people, which papers it needs and what it costs; texts in both languages."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from giliran.catalogue.states import FeeKind, Purpose, Requirement, ServiceKind


class Named(models.Model):
    name_id = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    seq = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


class Service(Named):
    """One that is not `bookable` is for people who walk in. Ages are in full years and inclusive."""

    code = models.SlugField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=10, choices=ServiceKind.choices)
    summary_id = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=300)
    bookable = models.BooleanField()
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    surcharge = models.CharField(max_length=20, blank=True)

    def summary(self, language: str) -> str:
        return self.summary_en if language.startswith("en") else self.summary_id


class AnyPaper(Named):
    """`min_age` and `max_age` say for whom a paper is asked, where it is not asked of all."""

    code = models.CharField(max_length=20)
    requirement = models.CharField(max_length=15, choices=Requirement.choices)
    condition_id = models.CharField(max_length=250, blank=True)
    condition_en = models.CharField(max_length=250, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True

    def condition(self, language: str) -> str:
        return self.condition_en if language.startswith("en") else self.condition_id


class Paper(AnyPaper):
    """A paper that a service needs (R63)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="papers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="paper_once_a_service")]


class PurposePaper(AnyPaper):
    """A paper that a purpose of travel adds, whatever the service."""

    purpose = models.CharField(max_length=20, choices=Purpose.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "code"], name="paper_once_a_purpose")]


class Fee(Named):
    """An amount in rupiah by its regulation, between two days, both inclusive; without an end it still counts."""

    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=9, choices=FeeKind.choices)
    validity_years = models.PositiveSmallIntegerField(null=True)
    electronic = models.BooleanField(default=False)
    min_age = models.PositiveSmallIntegerField(null=True)
    amount_idr = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    regulation = models.CharField(max_length=100)
    note_id = models.CharField(max_length=250, blank=True)
    note_en = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="fee_once_a_date"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="fee_ends_after_it_begins"
            ),
        ]

    def note(self, language: str) -> str:
        return self.note_en if language.startswith("en") else self.note_id
