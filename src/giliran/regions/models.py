"""The land as the state numbers it. The codes are the keys: they stand in laws and inside NIK."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Province(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)
    tz = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tz__in=("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")),
                name="province_tz_is_of_the_land",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Regency(models.Model):
    """A *kabupaten* or *kota*; the name says which."""

    class Kind(models.TextChoices):
        KABUPATEN = "kabupaten"
        KOTA = "kota"

    code = models.CharField(max_length=5, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="regencies")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=9, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__startswith=F("province")), name="regency_lies_in_its_province")
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A *kecamatan* (in Papua also *distrik*)."""

    code = models.CharField(max_length=8, primary_key=True)
    regency = models.ForeignKey(Regency, on_delete=models.PROTECT, related_name="districts")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__startswith=F("regency")), name="district_lies_in_its_regency")
        ]

    def __str__(self) -> str:
        return self.name


class RetiredCode(models.Model):
    """A code that is no longer given, though people were registered under it and keep it in their NIK."""

    class Level(models.TextChoices):
        REGENCY = "regency"
        DISTRICT = "district"

    code = models.CharField(max_length=8, primary_key=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    name = models.CharField(max_length=60)
    last_seen_year = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name
