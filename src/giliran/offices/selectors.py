"""Reads of places: found by name or distance, their calendars, quotas, figures, and who works there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db.models import Case, FilteredRelation, Q, QuerySet, When

from giliran.accounts.models import Applicant, User
from giliran.core import db, ids
from giliran.core.types import Actor
from giliran.offices import permissions, policy
from giliran.offices.models import (
    Assignment,
    Closure,
    EventRequest,
    Holiday,
    Office,
    PolicyValue,
    Window,
    WorkingDay,
)
from giliran.offices.policy import RULES, Calendar, National, RulePlan, Setup, WindowPlan
from giliran.offices.states import OfficeKind, Pool, RequestState, Role

_NATIONAL = "SELECT key, value FROM offices_policyvalue WHERE office_id IS NULL AND key {values}"

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class OfficeNear:
    """An office and its distance in kilometres, where a position was given."""

    office: Office
    kilometres: float | None


def office_by_code(code: str) -> Office | None:
    return Office.objects.select_related("regency__province").filter(code=code).first()


def office_by_id(office_id: int) -> Office | None:
    return Office.objects.filter(pk=office_id).first()


def all_offices() -> QuerySet[Office]:
    """Every office that takes bookings of its own, with its region, by province and name."""
    return (
        Office.objects.filter(kind=OfficeKind.OFFICE)
        .select_related("regency__province")
        .order_by("regency__province_id", "name")
    )


def find_offices(text: str = "", province: str = "", near: tuple[float, float] | None = None) -> list[OfficeNear]:
    """Offices whose name, city or province holds every word of `text`; nearest first if `near` (degrees) is given."""
    found = all_offices()
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(regency__name__icontains=word)
            | Q(regency__province__name__icontains=word)
            | Q(address__icontains=word)
        )
    if province:
        found = found.filter(regency__province_id=province)
    if near is None:
        return [OfficeNear(office, None) for office in found]
    measured = [OfficeNear(office, kilometres_between(near, _position(office))) for office in found]
    return sorted(measured, key=lambda one: (one.kilometres is None, one.kilometres))


def _position(office: Office) -> tuple[float, float] | None:
    if office.latitude is None or office.longitude is None:
        return None
    return office.latitude, office.longitude


def kilometres_between(here: tuple[float, float], there: tuple[float, float] | None) -> float | None:
    """Great-circle distance of two points given in degrees."""
    if there is None:
        return None
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def calendars(offices: Iterable[Office], first: date, last: date) -> dict[int, Calendar]:
    """Office id to calendar, for days from `first` to `last`."""
    offices = list(offices)
    office_ids = [office.id for office in offices]
    holidays = {
        day: (name_id, name_en)
        for day, name_id, name_en in Holiday.objects.filter(date__range=(first, last), is_off=True).values_list(
            "date", "name_id", "name_en"
        )
    }
    weekdays: dict[int, set[int]] = {}
    for office_id, weekday in WorkingDay.objects.filter(office_id__in=office_ids).values_list("office_id", "weekday"):
        weekdays.setdefault(office_id, set()).add(weekday)
    closures: dict[int, dict[date, str]] = {}
    closed = Closure.objects.filter(office_id__in=office_ids, date__range=(first, last))
    for office_id, day, reason in closed.values_list("office_id", "date", "reason"):
        closures.setdefault(office_id, {})[day] = reason
    return {
        office.id: Calendar(
            weekdays.get(office.id, set()),
            holidays,
            closures.get(office.id, {}),
            office.starts_on,
            office.ends_on,
            office.is_open,
        )
        for office in offices
    }


def calendar_of(office: Office, first: date, last: date) -> Calendar:
    return calendars([office], first, last)[office.id]


def windows_of(office: Office) -> list[Window]:
    """The windows of an office by the clock, those out of use left out."""
    return list(office.windows.filter(is_active=True).order_by("starts_at"))


def all_windows_of(office: Office) -> list[Window]:
    """Those in use by the clock, then those out of use."""
    return list(office.windows.order_by("-is_active", "starts_at", "id"))


def weekdays_of(office: Office) -> list[int]:
    """The weekdays on which an office works, 0 for Monday."""
    return list(office.working_days.order_by("weekday").values_list("weekday", flat=True))


def seats_of_week(office: Office, since: date) -> dict[int, Counter[str]]:
    """Weekday to seats by pool, by the quotas that hold in the week from a day on; windows out of use left out."""
    rules = list(office.quota_rules.filter(window__is_active=True))
    found = {}
    for day in (since + timedelta(days=ahead) for ahead in range(7)):
        seats: Counter[str] = Counter()
        for (_, pool), capacity in policy.quotas_on(rules, day).items():
            seats[pool] += capacity
        found[day.weekday()] = seats
    return found


@dataclass(frozen=True, slots=True)
class Staff:
    """How many work at an office in each role now, and the names of its heads."""

    numbers: Mapping[str, int]
    heads: tuple[str, ...]


def staff_of(office: Office) -> Staff:
    """Numbers only, but for whoever answers for the office."""
    held = Assignment.objects.filter(office=office, ended_at=None).order_by("id")
    rows = list(held.values_list("role", "user__name"))
    return Staff(Counter(role for role, _ in rows), tuple(name for role, name in rows if role == Role.HEAD and name))


def closures_of(office: Office, since: date) -> list[Closure]:
    return list(office.closures.filter(date__gte=since).order_by("date"))


def holidays_between(first: date, last: date) -> list[Holiday]:
    return list(Holiday.objects.filter(date__range=(first, last)).order_by("date"))


def figures_of(office: Office) -> dict[str, int]:
    """Every figure of `policy.RULES` as it holds at this office: its own, else headquarters', else the default."""
    return policy.figures_of(*_chosen(office))


def _chosen(office: Office | None) -> tuple[dict[str, str], dict[str, str]]:
    """What headquarters has chosen, and what the office has."""
    rows = PolicyValue.objects.filter(Q(office=office) | Q(office=None)).values_list("office_id", "key", "value")
    national = {key: value for office_id, key, value in rows if office_id is None}
    return national, {key: value for office_id, key, value in rows if office_id is not None}


def national_policy() -> National:
    """Figures, bounds and texts of the country."""
    return policy.national_of(_chosen(None)[0])


def national_text(key: str) -> str:
    return national_policy().texts[key]


def own_choices(keys: Iterable[str]) -> int:
    """How many offices have chosen one of these figures themselves."""
    return PolicyValue.objects.filter(office__isnull=False, key__in=list(keys)).values("office").distinct().count()


def figures_everywhere() -> dict[int, dict[str, int]]:
    """Office id to figures, of the offices that have chosen something themselves; 0 for all others."""
    own: dict[int | None, dict[str, str]] = {}
    for office_id, key, value in PolicyValue.objects.values_list("office_id", "key", "value"):
        own.setdefault(office_id, {})[key] = value
    national = own.pop(None, {})
    return {0: policy.figures_of(national, {})} | {
        office_id: policy.figures_of(national, values) for office_id, values in own.items() if office_id
    }


def national_figure(key: str) -> int:
    """A figure that headquarters alone chooses."""
    return national_figures(key)[0]


def national_figures(*keys: str) -> list[int]:
    """Figures that headquarters alone chooses, in the order asked; one read."""
    [rows] = db.select_together([read_national(*keys)])
    return national_among(rows, *keys)


def read_national(*keys: str) -> db.Read:
    """The read of `national_figures`, for who asks for other things together with it."""
    return db.Read(_NATIONAL, keys, "varchar")


def national_among(rows: Iterable[tuple[Any, ...]], *keys: str) -> list[int]:
    """Figures in what `read_national` found, in the order asked."""
    chosen = dict(rows)
    return [int(chosen.get(key, RULES[key].default)) for key in keys]


def roles_of(user_id: int) -> frozenset[tuple[str, int | None]]:
    """Pairs (role, office id or None for headquarters) that somebody holds now.

    Who works at an office works in the same role at its events, until they end.
    """
    events = Q(office__points__kind=OfficeKind.EVENT, office__points__is_open=True)
    held = Assignment.objects.filter(user_id=user_id, ended_at=None)
    held = held.annotate(event=FilteredRelation("office__points", condition=events))
    rows = list(held.values_list("role", "office_id", "event__id"))
    own = {(role, office_id) for role, office_id, _ in rows}
    return frozenset(own | {(role, event_id) for role, _, event_id in rows if event_id})


def who_works(office: Office, role: str) -> list[User]:
    """Those who have this role at the office now, the first assigned first."""
    now_there = Assignment.objects.filter(office=office, role=role, ended_at=None).select_related("user")
    return [one.user for one in now_there.order_by("id")]


def people_who(permission: str, office: Office | None) -> list[User]:
    """Those who hold the permission at the office now, or at headquarters (`office` is None), by name."""
    roles = permissions.PERMISSIONS[permission] if office else {Role.HEADQUARTERS}
    held = Assignment.objects.filter(office=office, role__in=roles, ended_at=None).select_related("user")
    found = {one.user_id: one.user for one in held}
    return sorted(found.values(), key=lambda user: (str(user), user.pk))


def assisted_people(account_id: int, office: Office, actor: Actor) -> list[Applicant]:
    """The people of an assisted account, in the order in which they were entered; for those who help at the office."""
    if not permissions.may(actor, "assist", office.id):
        return []
    found = Applicant.objects.filter(account_id=account_id, account__email=None, archived_at=None)
    return list(found.order_by("id"))


def person_at_desk(public_id: UUID, office: Office, actor: Actor) -> Applicant | None:
    """Somebody on record, on whichever account; for those who help at the office with the identity card before them."""
    if not permissions.may(actor, "assist", office.id):
        return None
    return Applicant.objects.filter(public_id=public_id, archived_at=None).select_related("account").first()


def offices_where(actor: Actor, *any_of: str, on: date | None = None) -> list[Office]:
    """The offices at which the actor holds one of these permissions; for headquarters that is all of them.

    With a day, the events whose dates hold it come first.
    """
    events = events_to_come(on).filter(starts_on__lte=on) if on else ()
    return [
        one for one in (*events, *all_offices()) if any(permissions.may(actor, wanted, one.id) for wanted in any_of)
    ]


def events_to_come(today: date) -> QuerySet[Office]:
    """Mobile events that have not ended, the nearest first, with parent and region."""
    found = Office.objects.filter(kind=OfficeKind.EVENT, is_open=True, ends_on__gte=today)
    return found.select_related("parent", "regency__province").order_by("starts_on", "name", "id")


def is_for_everybody(event: Office) -> bool:
    """Whether the seats of an event are booked online like those of an office."""
    return event.quota_rules.filter(pool=Pool.ONLINE).exists()


def for_everybody(events: Iterable[Office]) -> set[int]:
    """The ids of those events whose seats are booked online."""
    found = Office.objects.filter(id__in=[one.id for one in events], quota_rules__pool=Pool.ONLINE)
    return set(found.values_list("id", flat=True))


def event_of(parent: Office, code: str) -> Office | None:
    """An event of an office by its code, ended or not."""
    found = Office.objects.filter(kind=OfficeKind.EVENT, parent=parent, code=code)
    return found.select_related("parent", "regency__province").first()


def events_of(parent: Office | None, actor: Actor) -> list[Office]:
    """The events of an office, or (None) of all, the newest first; for those who arrange them."""
    if not _may_arrange(parent, actor):
        return []
    found = Office.objects.filter(kind=OfficeKind.EVENT, **({"parent": parent} if parent else {}))
    return list(found.select_related("parent").order_by("-starts_on", "-id")[:200])


def event_requests(parent: Office | None, actor: Actor) -> list[EventRequest]:
    """What was asked of an office, or (None) of all, what waits for an answer first; for those who arrange events."""
    if not _may_arrange(parent, actor):
        return []
    found = EventRequest.objects.filter(**({"parent": parent} if parent else {}))
    waiting = Case(When(state=RequestState.ASKED, then=0), default=1)
    return list(found.select_related("parent", "regency", "event").order_by(waiting, "-asked_at", "-pk")[:200])


def event_request(number: str, parent: Office | None, actor: Actor) -> EventRequest | None:
    """One request by its number, for those who arrange events where it was asked for."""
    if not _may_arrange(parent, actor):
        return None
    found = _whole_requests().filter(number=ids.parse_booking_code(number) or "")
    return found.filter(**({"parent": parent} if parent else {})).first()


def event_request_by_token(token: str) -> EventRequest | None:
    """A request for whoever has its secret link."""
    return _whole_requests().filter(token_digest=digest_of(token)).first()


def digest_of(token: str) -> bytes:
    """How the secret of a link is kept: it has 128 random bits, so one digest is enough."""
    return hashlib.sha256(token.encode()).digest()


def _whole_requests() -> QuerySet[EventRequest]:
    found = EventRequest.objects.select_related("parent", "regency__province", "event__parent", "letter")
    return found.defer("letter__content")


def _may_arrange(parent: Office | None, actor: Actor) -> bool:
    if parent is None:
        return permissions.may_at_headquarters(actor, "arrange_events")
    return permissions.may(actor, "arrange_events", parent.id)


def lock(office: Office) -> None:
    """Hold the office's setup until the transaction ends, so that two changes follow each other."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)


def setup_of(office: Office, since: date) -> Setup:
    """Everything that decides the office's slots, with its holidays and closures from a day on."""
    national, own = _chosen(office)
    return Setup(
        calendar_of(office, since, date.max),
        tuple(
            WindowPlan(one.id, one.letter, one.name_id, one.name_en, one.starts_at, one.ends_at, one.is_active)
            for one in office.windows.order_by("starts_at", "id")
        ),
        tuple(
            RulePlan(one.window_id, one.weekday, one.pool, one.capacity, one.valid_from)
            for one in office.quota_rules.order_by("valid_from", "weekday", "window_id")
        ),
        policy.figures_of(national, own),
        policy.bounds_of(national),
    )
