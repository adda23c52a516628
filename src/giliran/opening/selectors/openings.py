"""Openings as everybody may see them, and what is let in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from giliran.offices.models import Office
from giliran.offices.states import Pool
from giliran.opening.models import Entry, Opening, SecondPersonAct
from giliran.opening.policy import turns
from giliran.opening.policy.taking import OpeningNow
from giliran.opening.states import LIVE, Method, State
from giliran.slots import selectors as slots
from giliran.slots.models import Slot
from giliran.slots.policy import SlotFacts, monday_of

ENOUGH_WEEKS = 4


class Chance(NamedTuple):
    """What a past opening gave: its first day, how many people were in the roll, and how many of them got a seat."""

    opening_id: int
    first_date: date
    people: int
    seated: int

    @property
    def percent(self) -> int:
        return round(100 * self.seated / self.people) if self.people else 100


class Released(NamedTuple):
    """What an opening releases of one window of a day: `kept` of its `seats` are for the entitled; `left` now."""

    date: date
    window_id_name: str
    window_en_name: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    kept: int
    left: int

    def window_name(self, language: str) -> str:
        return self.window_en_name if language.startswith("en") else self.window_id_name


def opening_of(opening_id: int) -> Opening | None:
    return Opening.objects.select_related("office__regency__province").filter(id=opening_id).first()


def openings_at(office: Office, *, limit: int = 8) -> list[Opening]:
    """The newest openings of an office, the latest first."""
    return list(Opening.objects.filter(office=office).order_by("-opens_at")[:limit])


def current_opening(office: Office) -> Opening | None:
    """The opening that an office has under way or comes next."""
    return Opening.objects.filter(office=office, state__in=LIVE).order_by("opens_at").first()


def upcoming(office_ids: Sequence[int] | None = None) -> list[Opening]:
    """All openings under way or to come, the nearest first."""
    found = (
        Opening.objects.filter(state__in=LIVE).select_related("office__regency__province").order_by("opens_at", "id")
    )
    return list(found if office_ids is None else found.filter(office_id__in=list(office_ids)))


def released_by(opening: Opening) -> list[Released]:
    """What an opening releases, in the order of time; as it was when seats were given, once they have been."""
    windows: dict[tuple[datetime, datetime, str], Released] = {}
    for pool, seats, slot in _released(opening):
        window = slot.window
        key = (slot.starts_at, slot.ends_at, window.letter)
        none = Released(slot.date, window.name_id, window.name_en, slot.starts_at, slot.ends_at, 0, 0, 0)
        before = windows.get(key, none)
        windows[key] = before._replace(
            seats=before.seats + seats,
            kept=before.kept + (seats if pool == Pool.ENTITLED else 0),
            left=before.left + slot.capacity - slot.taken,
        )
    return [windows[key] for key in sorted(windows)]


def _released(opening: Opening) -> list[tuple[str, int, Slot]]:
    """Pool, seats and slot of everything that an opening releases."""
    if opening.drawn_at or opening.opened_at:
        return [(one.pool, one.capacity, one.slot) for one in opening.slots.select_related("slot__window")]
    return [(one.pool, one.capacity, one) for one in slots_of(opening)]


def how_many(state: str) -> int:
    """How many openings are in this state."""
    return Opening.objects.filter(state=state).count()


def seats_held(openings: Sequence[Opening]) -> dict[int, int]:
    """Opening to the seats that it holds at the moment."""
    ids = {one.name: one.pk for one in openings}
    sums = Slot.objects.filter(reserved_for__in=list(ids)).values_list("reserved_for").annotate(Sum("capacity"))
    return {ids[name]: seats for name, seats in sums}


def entries_so_far(openings: Sequence[Opening]) -> dict[int, int]:
    """Opening to the entries that it has, without those that were withdrawn in time."""
    counted = Entry.objects.filter(opening__in=[one.pk for one in openings]).exclude(in_roll=False, late_after=None)
    return dict(counted.values_list("opening_id").annotate(Count("id")))


def week_of(opening: Opening) -> date:
    """The Monday of the week in which its roll is drawn."""
    return monday_of(opening.freezes_at.astimezone(ZoneInfo(opening.office.timezone)).date())


def wishable(opening: Opening) -> list[int]:
    """The online slots of an opening that may stand in a wish."""
    return [slot.pk for slot in slots.held_slots(opening.name) if slot.pool == Pool.ONLINE]


def as_it_is(opening: Opening, stretches: Sequence[turns.Stretch] = ()) -> OpeningNow:
    """The opening as the rules about taking seats look at it."""
    one = opening
    return OpeningNow(
        one.pk, one.state, one.method, one.paused_at, one.balloted_at, one.closes_at, one.line_people, one.late_people,
        tuple(stretches),
    )  # fmt: skip


def phase_of(opening: Opening) -> str:
    """The state, or what it is waiting for within it: `paused`, `balloting`."""
    return as_it_is(opening).phase


def is_giving(opening: Opening) -> bool:
    """Whether seats are being given by lot at this moment: until that is done, the parties stand as they are."""
    is_entitled_due = opening.state == State.DRAWN and opening.entitled_given_at is None
    return is_entitled_due or phase_of(opening) == "balloting"


def stretches_of(opening: Opening) -> list[turns.Stretch]:
    rows = opening.paces.order_by("at", "id").values_list("at", "pace", "admitted")
    return [turns.Stretch(*row) for row in rows]


def admitted_of(opening: Opening, now: datetime) -> int:
    """How many people of the line have been let in."""
    is_queue = opening.state == State.RUNNING and opening.method == Method.TURNS
    return as_it_is(opening, stretches_of(opening) if is_queue else ()).admitted(now)


def chances_of(office: Office) -> list[Chance]:
    """What the last openings gave, the latest first."""
    past = Opening.objects.filter(office=office, state=State.CLOSED, roll_size__gt=0).order_by("-opens_at")[
        :ENOUGH_WEEKS
    ]
    seated = dict(
        Entry.objects.filter(opening__in=[one.pk for one in past], in_roll=True, booking__isnull=False)
        .values_list("opening_id")
        .annotate(Sum("party"))
    )
    return [Chance(one.pk, one.first_date, one.roll_people, seated.get(one.pk, 0)) for one in past]


def slots_of(opening: Opening) -> list[Slot]:
    """The slots of an opening while it lives, in the order of time; those of the entitled too."""
    return slots.held_slots(opening.name)


def windows_of(opening: Opening) -> list[SlotFacts]:
    """The online windows of an opening's days as its entries see them, those that were closed meanwhile too."""
    found = slots.facts_between(opening.office, opening.first_date, opening.last_date)
    return [one._replace(reserved_for="") if one.reserved_for == opening.name else one for one in found]


def over(*, limit: int = 50) -> list[Opening]:
    """Those that ended last, the newest first."""
    ended = Opening.objects.exclude(state__in=LIVE).select_related("office__regency__province")
    return list(ended.order_by("-closed_at", "-id")[:limit])


def act_of(act_id: int) -> SecondPersonAct | None:
    return SecondPersonAct.objects.select_related("opening__office__regency__province").filter(id=act_id).first()


def open_acts(opening: Opening) -> list[SecondPersonAct]:
    """What was asked for and waits for a second person."""
    return list(opening.acts.filter(done_at=None, is_dropped=False).order_by("asked_at"))
