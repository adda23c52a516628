"""What is written for everybody, version by version; what people looked for; and whether it helped."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from giliran.core.models import Record
from giliran.offices.models import Office
from giliran.outreach.states import Topic, WritingKind, WritingState

TITLE_SIGNS = 120
BODY_SIGNS = 8000
WORDS_SIGNS = 300
NAME_SIGNS = 60


class Writing(Record):
    """Something that people read: an announcement of the country or of an office, a guide, a question with its answer.

    `latest` is the number of its newest version, `shown` of the one that the public reads while it is published; 0 for
    none. It is in sight from `shown_from` until `shown_until`. `is_shipped`: nobody has changed what came with the
    product, so that a later edition may.
    """

    kind = models.CharField(max_length=12, choices=WritingKind.choices)
    name = models.CharField(max_length=NAME_SIGNS, unique=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic.choices, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=WritingState.choices, default=WritingState.DRAFT)
    latest = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)
    is_shipped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shown__lte=F("latest")), name="writing_shows_what_there_is"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(shown__gt=0, shown_from__isnull=False),
                name="writing_published_is_shown",
            ),
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_until__gt=F("shown_from")), name="writing_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(office=None) | Q(kind="announcement"), name="writing_of_office_is_announced"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "office", "-shown_from"], condition=Q(state="published"), name="writing_shown")
        ]


class WritingVersion(models.Model):
    """A text as somebody left it. `words` are those by which people look for it. Nobody made what was shipped."""

    writing = models.ForeignKey(Writing, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title_id = models.CharField(max_length=TITLE_SIGNS)
    title_en = models.CharField(max_length=TITLE_SIGNS)
    body_id = models.TextField(max_length=BODY_SIGNS)
    body_en = models.TextField(max_length=BODY_SIGNS)
    words = models.CharField(max_length=WORDS_SIGNS, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writing", "number"], name="writing_version_once")]

    def title(self, language: str) -> str:
        return self.title_en if language.startswith("en") else self.title_id

    def body(self, language: str) -> str:
        return self.body_en if language.startswith("en") else self.body_id


class WritingMove(models.Model):
    """Who let the public read which version, from when until when, or took it away."""

    writing = models.ForeignKey(Writing, on_delete=models.PROTECT, related_name="moves")
    state = models.CharField(max_length=10, choices=WritingState.choices)
    number = models.PositiveIntegerField()
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class Helped(models.Model):
    """What one session said of one answer. `voter` is a keyed hash, which leads back to nobody."""

    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="+", db_index=False)
    voter = models.BinaryField(max_length=32)
    yes = models.BooleanField()
    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["writing", "voter"], name="helped_once_a_session")]


class SoughtInVain(models.Model):
    """Words for which there was no answer, as they were typed, without numbers of people; and how often."""

    words = models.CharField(max_length=80, unique=True)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(db_index=True)
