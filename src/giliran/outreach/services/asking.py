"""Whether an answer helped, and what nobody had an answer for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F

from giliran.core import masks, secrets
from giliran.outreach.models import Helped, SoughtInVain, Writing
from giliran.outreach.sentences.writings import refusal

MOST_SIGNS = 80
MOST_KEPT = 5_000
"""Different words; a flood of nonsense fills no table."""

KEPT = timedelta(days=180)
AT_ONCE = 1000


def say_whether_it_helped(*, writing: Writing, session: str, yes: bool, now: datetime) -> None:
    """One voice a session and answer. Raises `Refusal` (`helped_already`)."""
    voter = secrets.keyring().blind(session, "outreach.helped")
    month = now.astimezone(ZoneInfo("Asia/Jakarta")).date().replace(day=1)
    try:
        with transaction.atomic():
            Helped.objects.create(writing=writing, voter=voter, yes=yes, month=month)
    except IntegrityError as again:
        raise refusal("helped_already") from again


def note_in_vain(asked: str, *, now: datetime) -> None:
    """Keep what was looked for without an answer, without the numbers of people in it."""
    words = masks.mask_text(" ".join(asked.casefold().split()))[:MOST_SIGNS]
    if len(words) < 3:
        return
    known = SoughtInVain.objects.filter(words=words)
    if known.update(times=F("times") + 1, last_at=now) or SoughtInVain.objects.count() >= MOST_KEPT:
        return
    try:
        with transaction.atomic():
            SoughtInVain.objects.create(words=words, last_at=now)
    except IntegrityError:  # the same moment elsewhere
        known.update(times=F("times") + 1, last_at=now)


def forget_old(now: datetime) -> int:
    """Tick step: what nobody looked for in half a year. Returns how many."""
    old = SoughtInVain.objects.filter(last_at__lt=now - KEPT).order_by("last_at").values_list("pk", flat=True)[:AT_ONCE]
    return SoughtInVain.objects.filter(pk__in=list(old)).delete()[0]
