"""Reads of the waiting list: whose it is, where somebody stands, and what became of the seats that came free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from giliran.core import db, secrets
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.opening import selectors as openings
from giliran.opening.policy import losses
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts, last_day
from giliran.waiting import permissions, policy
from giliran.waiting.models import DaySeed, PassedOn, PassedOver, WaitingParty, WaitingPerson, WantedDay
from giliran.waiting.policy import Came, Party, Place
from giliran.waiting.states import State

MOST_HAPPENINGS = 30
_AT_ONCE = 4_000


def parties_of(actor: Actor) -> QuerySet[WaitingParty]:
    """The actor's own waiting parties, those that wait first, then the newest."""
    return _whole().filter(account_id=actor.user_id).order_by("-created_at")


def party_for(public_id: str, actor: Actor) -> WaitingParty | None:
    """A party that the actor may see; None for every other."""
    found = _whole().filter(public_id=public_id).first()
    return found if found and permissions.may_see(actor, found) else None


def party_by_link(public_id: str) -> WaitingParty | None:
    """A party whatever the actor, for whoever shows the link that its message carried."""
    return _whole().filter(public_id=public_id).first()


def party_of_key(key: str, actor: Actor) -> WaitingParty | None:
    """What the actor's account joined with under a key; None while it has not."""
    return WaitingParty.objects.filter(account_id=actor.user_id, key=key).first()


def parties_at(office: Office, actor: Actor, *, nik_hash: bytes = b"") -> QuerySet[WaitingParty]:
    """Who waits at an office through its desk, or with this NIK, the newest first; for those who help there."""
    if not permissions.may_assist(actor, office.pk):
        return WaitingParty.objects.none()
    found = _whole().filter(office=office)
    found = found.filter(people__nik_hash=nik_hash) if nik_hash else found.filter(door="desk")
    return found.order_by("-created_at")


def waiting_people(niks: Sequence[bytes], actor: Actor) -> list[WaitingPerson]:
    """Those of these NIKs that wait on the actor's own account."""
    mine = WaitingPerson.objects.filter(nik_hash__in=niks, is_live=True, party__account_id=actor.user_id)
    return list(mine.select_related("party__office"))


def _whole() -> QuerySet[WaitingParty]:
    people = Prefetch("people", WaitingPerson.objects.order_by("position").select_related("applicant"))
    days = Prefetch("days", WantedDay.objects.order_by("date"))
    related = ("office__regency__province", "account", "booking__slot__window", "booking__slot__office")
    return WaitingParty.objects.select_related(*related).prefetch_related(people, days)


def times_to_wait_for(office: Office, *, now: datetime) -> list[SlotFacts]:
    """The windows of the coming days at an office, as far as they are planned and not closed, from tomorrow on."""
    today = today_at(office, now)
    found = slots.facts_between(office, today + timedelta(days=1), last_day(today))
    return [one for one in found if one.state != "closed"]


def today_at(office: Office, now: datetime) -> date:
    return now.astimezone(ZoneInfo(office.timezone)).date()


def line_for(slot: Slot, seats: int, *, now: datetime, but: Collection[int] = ()) -> list[Party]:
    """Who can take so many seats of a slot, in the order of the list; for the product itself. `but`: not these."""
    seed = seeds_of([slot.date]).get(slot.date)
    if seed is None:
        return []
    place = Place(slot.window_id, slot.date, today_at(slot.office, now), seats)
    waiting = _waiting(WantedDay.objects.filter(office_id=slot.office_id, date=slot.date, is_live=True))
    fitting = [one for one in waiting if one.id not in but and not policy.why_not(one, place)]
    return policy.in_order(_with_standing(fitting, now), seed)


@dataclass(frozen=True, slots=True)
class DayRank:
    """Where a party stands among those who wait for a day, from 1."""

    date: date
    rank: int
    of: int


def ranks_of(party: WaitingParty, *, now: datetime) -> list[DayRank]:
    """The party's place on each of its days that can still be found, as it is at this moment."""
    earliest = today_at(party.office, now) + timedelta(days=party.notice)
    days = [one.date for one in party.days.all() if one.is_live and one.date >= earliest]
    rows = list(
        WantedDay.objects.filter(office_id=party.office_id, date__in=days, is_live=True).values_list("party", "date")
    )
    known = {one.id: one for one in _with_standing(_parties({id_ for id_, _ in rows}), now)}
    seeds = seeds_of(days)
    return [
        DayRank(day, *policy.rank_among(known[party.pk], (known[id_] for id_, at in rows if at == day), seeds[day]))
        for day in days
        if party.pk in known and day in seeds
    ]


@dataclass(frozen=True, slots=True)
class Happening:
    """Seats that came free on a day somebody waits for: when, where, how many, how many the list got, and why this
    party got none of them (a code)."""

    at: datetime
    slot: Slot
    seats: int
    given: int
    why: str


def happenings_of(party: WaitingParty) -> list[Happening]:
    """What came free on the party's days and windows from when it joined to when it waited no longer, the newest first.

    It waits no longer from the moment a place is found: that place came to it, and is not among these.
    """
    days = [one.date for one in party.days.all()]
    came = PassedOn.objects.filter(slot__office_id=party.office_id, slot__date__in=days, at__gte=party.created_at)
    windows = windows_of(party)
    if windows:
        came = came.filter(slot__window_id__in=windows)
    if party.booking:
        ended = party.booking.created_at
        was_theirs = Q(slot=party.booking.slot_id) & (Q(done_at=None) | Q(done_at__gte=ended))
        came = came.filter(at__lt=ended).exclude(was_theirs)
    elif party.state != State.WAITING:
        came = came.filter(at__lt=party.state_at)
    over = dict(PassedOver.objects.filter(party=party).values_list("passed_on_id", "code"))
    found = came.select_related("slot__window").order_by("-at", "-pk")[:MOST_HAPPENINGS]
    return [_happening(one, party, over.get(one.pk, "")) for one in found]


def _happening(came: PassedOn, party: WaitingParty, passed_over: str) -> Happening:
    place = Place(came.slot.window_id, came.slot.date, today_at(party.office, came.at), came.seats)
    niks = tuple(bytes(one.nik_hash) for one in party.people.all())
    known = Party(party.pk, party.account_id, party.notice, windows_of(party), niks)
    why = policy.what_happened(known, Came(place, came.given, passed_over))
    return Happening(came.at, came.slot, came.seats, came.given, why)


def windows_of(party: WaitingParty) -> frozenset[int]:
    return _ids(party.windows)


def seeds_of(days: Iterable[date]) -> dict[date, bytes]:
    """The secrets of these days, as far as they are made; for the product itself."""
    ring = secrets.keyring()
    found = DaySeed.objects.filter(date__in=list(days))
    return {one.date: bytes.fromhex(ring.unseal(one.sealed, seed_place(one.date))) for one in found}


def seed_place(day: date) -> str:
    """What the secret of a day is sealed for."""
    return f"waiting_dayseed.sealed:{day.isoformat()}"


def _waiting(days: QuerySet[WantedDay]) -> list[Party]:
    return _parties(set(days.values_list("party_id", flat=True)))


def _parties(ids: Collection[int]) -> list[Party]:
    """Those of these that wait, without what they bring into the order."""
    niks: Mapping[int, list[bytes]] = defaultdict(list)
    rows = []
    for batch in db.in_batches(sorted(ids), _AT_ONCE):
        live = WaitingParty.objects.filter(id__in=batch, state=State.WAITING)
        rows += list(live.values_list("id", "account_id", "notice", "windows"))
        people = WaitingPerson.objects.filter(party_id__in=batch, is_live=True)
        for party_id, nik in people.values_list("party_id", "nik_hash"):
            niks[party_id].append(bytes(nik))
    return [
        Party(id_, account, notice, _ids(windows), tuple(niks[id_]))
        for id_, account, notice, windows in rows
        if niks[id_]
    ]


def _with_standing(parties: Sequence[Party], now: datetime) -> list[Party]:
    """With class and losses as they are at this moment."""
    standing: dict[bytes, openings.Standing] = {}
    for batch in db.in_batches(sorted({nik for one in parties for nik in one.niks}), _AT_ONCE):
        standing |= dict(zip(batch, openings.standing_of(batch, now=now), strict=True))
    return [_standing(one, [standing[nik] for nik in one.niks]) for one in parties]


def _standing(party: Party, standing: Sequence[openings.Standing]) -> Party:
    return party._replace(
        class_no=losses.class_of_party([one.is_owed for one in standing]),
        losses=losses.losses_of_party([one.losses for one in standing]),
    )


def _ids(text: str) -> frozenset[int]:
    return frozenset(map(int, text.split(","))) if text else frozenset()
