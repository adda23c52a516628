"""The register of activities, and what happened to new accounts around each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from giliran.accounts.models import Applicant
from giliran.accounts.states import Relation
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import permissions
from giliran.outreach.models import Activity
from giliran.outreach.policy.activities import SPAN, Effect, days_looked_at, effect_of, overlap
from giliran.regions import selectors as regions

RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Diligence:
    """What an office has entered lately: how many activities, how many people reached."""

    activities: int = 0
    reached: int = 0


def activities(office: Office | None, actor: Actor) -> QuerySet[Activity]:
    """Those of an office, or (None) of all and of headquarters itself, the newest first; for those who enter them."""
    if not permissions.may_record_activity(actor, office):
        return Activity.objects.none()
    found = Activity.objects.filter(withdrawn_at=None, **({"office": office} if office else {}))
    return found.select_related("office", "recorded_by").order_by("-held_on", "-pk")


def activity_of(name: int, office: Office | None, actor: Actor) -> Activity | None:
    """One that the actor may withdraw: of the office, or (None) any."""
    return activities(office, actor).filter(pk=name).first()


def diligence(actor: Actor, *, today: date) -> dict[int, Diligence]:
    """Office id to what it has entered in the last three months, for headquarters."""
    rows = activities(None, actor).filter(held_on__gt=today - RECENT, office__isnull=False)
    sums = rows.order_by().values_list("office").annotate(n=Count("id"), people=Sum("reached"))
    return {office: Diligence(n, people) for office, n, people in sums}


def effects_of(found: Sequence[Activity], now: datetime) -> dict[int, Effect]:
    """Activity id to what new accounts say; three reads, however many activities there are.

    An account counts where the person who holds it lives, once that person is on it. Accounts that an officer has
    opened at a desk do not count.
    """
    if not found:
        return {}
    zones = regions.zones()
    spans = {one.pk: _spans(one, ZoneInfo(zones[one.area[:2]]), now) for one in found}
    counts = _counted(found, spans)
    others = _others(found)
    return {
        one.pk: effect_of(spans[one.pk].days, counts.get(f"b{one.pk}", 0), counts.get(f"a{one.pk}", 0), others[one.pk])
        for one in found
    }


@dataclass(frozen=True, slots=True)
class _Spans:
    days: int
    since: datetime
    middle: datetime
    until: datetime


def _spans(activity: Activity, zone: ZoneInfo, now: datetime) -> _Spans:
    days = days_looked_at(activity.held_on, now.astimezone(zone).date())

    def start(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    held_on, span = activity.held_on, timedelta(days=days)
    return _Spans(days, start(held_on - span), start(held_on), start(held_on + span))


def _counted(found: Sequence[Activity], spans: Mapping[int, _Spans]) -> dict[str, int]:
    """`b7` and `a7`: new accounts before and after activity 7. One question for all of them."""
    told: dict[str, Count] = {}
    for one in found:
        span, here = spans[one.pk], Q(district_code__startswith=f"{one.area}.")
        told[f"b{one.pk}"] = _new(here, span.since, span.middle)
        told[f"a{one.pk}"] = _new(here, span.middle, span.until)
    everything = (min(one.since for one in spans.values()), max(one.until for one in spans.values()))
    holders = Applicant.objects.filter(
        relation=Relation.SELF, archived_at=None, account__email__isnull=False, account__created_at__range=everything
    )
    return holders.aggregate(**told)


def _new(here: Q, since: datetime, until: datetime) -> Count:
    made = Q(account__created_at__gte=since, account__created_at__lt=until)
    return Count("account", filter=here & made, distinct=True)


def _others(found: Sequence[Activity]) -> dict[int, int]:
    days = [one.held_on for one in found]
    near = Activity.objects.filter(withdrawn_at=None, held_on__range=(min(days) - SPAN, max(days) + SPAN))
    rows = list(near.values_list("pk", "area", "held_on"))
    return {one.pk: sum(_is_other(one, *row) for row in rows) for one in found}


def _is_other(one: Activity, pk: int, area: str, held_on: date) -> bool:
    return pk != one.pk and overlap((one.area, one.held_on), (area, held_on))


def names_of_areas(found: Iterable[Activity]) -> dict[str, str]:
    """Code to name, of the areas of these activities."""
    return regions.names_of({one.area for one in found})
