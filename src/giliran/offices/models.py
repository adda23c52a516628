"""The places: where, when, for whom, and who works there. Nothing about an office is code."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from giliran.offices.states import EventKind, HolidayKind, OfficeKind, OrganisationKind, Pool, RequestState, Role


class Office(models.Model):
    """A place that serves applicants. `id` is the small number on tickets, `code` the name in addresses.

    A mobile event has a `parent` whose staff works there, and dates from `starts_on` to `ends_on`, both included.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=OfficeKind.choices, default=OfficeKind.OFFICE)
    name = models.CharField(max_length=100)
    class_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    timezone = models.CharField(max_length=40)
    regency = models.ForeignKey("regions.Regency", null=True, on_delete=models.PROTECT)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    location_is_exact = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=True)
    event_kind = models.CharField(max_length=8, choices=EventKind.choices, blank=True, db_default="")
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)


class WorkingDay(models.Model):
    """A weekday (0 is Monday) on which an office works."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="working_days")
    weekday = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "weekday"], name="working_day_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="working_day_is_a_weekday"),
        ]


class Window(models.Model):
    """A part of the day that people are given, half-open `[starts_at, ends_at)`, with the letter of its labels."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="windows")
    letter = models.CharField(max_length=1)
    name_id = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "letter"], name="window_letter_once"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="window_has_a_length"),
        ]

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


class QuotaRule(models.Model):
    """How many seats of a pool a window has on a weekday, from a date on; the newest valid rule wins."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="quota_rules")
    window = models.ForeignKey(Window, on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField()
    pool = models.CharField(max_length=8, choices=Pool.choices, default=Pool.ONLINE)
    capacity = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "window", "weekday", "pool", "valid_from"], name="quota_rule_once_a_date"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="quota_rule_is_for_a_weekday"),
        ]


class Holiday(models.Model):
    """A day on which no office works, seeded and then confirmed by headquarters."""

    date = models.DateField(unique=True)
    kind = models.CharField(max_length=12, choices=HolidayKind.choices)
    name_id = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    is_estimate = models.BooleanField(default=False)
    is_off = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id


class Closure(models.Model):
    """A day on which one office does not work, and why."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="closures")
    date = models.DateField()
    reason = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "date"], name="closure_once_a_day")]


class PolicyValue(models.Model):
    """A rule's figure as chosen by headquarters (`office` empty) or by an office; see `policy.RULES`.

    Headquarters also keeps its bounds for offices here (`<key>.least`, `<key>.most`), and its `policy.TEXTS`.
    """

    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE)
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "key"], name="policy_once_an_office"),
            models.UniqueConstraint(fields=["key"], condition=Q(office=None), name="policy_once_a_country"),
        ]


class Assignment(models.Model):
    """Somebody works at an office, or at headquarters (`office` empty), in a role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE)
    role = models.CharField(max_length=12, choices=Role.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "role"], name="assignment_once_an_office"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(office=None), name="assignment_once_at_headquarters"
            ),
        ]


class EventRequest(models.Model):
    """An organisation asks an office to come to it. Whoever has the secret link may read it and act for it.

    The link is kept as a digest, by which it is found, and sealed, so that later letters can carry it: nobody reads
    it out of the database. `event` is what came of it.
    """

    number = models.CharField(max_length=9, unique=True)
    token_digest = models.BinaryField(max_length=32, unique=True)
    token_sealed = models.BinaryField()
    parent = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="event_requests")
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    organisation = models.CharField(max_length=100)
    organisation_kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    contact_name = models.CharField(max_length=100)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=20)
    place = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    regency = models.ForeignKey("regions.Regency", on_delete=models.PROTECT)
    first_date = models.DateField()
    last_date = models.DateField()
    people = models.PositiveIntegerField()
    remarks = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    event = models.OneToOneField(Office, null=True, on_delete=models.PROTECT, related_name="event_request")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_date__lte=F("last_date")), name="request_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=("approved", "done"), event__isnull=False)
                | Q(state__in=("asked", "refused", "withdrawn"), event__isnull=True),
                name="request_has_an_event_when_approved",
            ),
        ]


class EventLetter(models.Model):
    """The letter of a request, as it came, read by those who decide. Its kind was told from its content."""

    request = models.OneToOneField(EventRequest, on_delete=models.CASCADE, related_name="letter")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
