"""A working day at the demo's office: counters with their officers (R68), and people who come in and are served."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from giliran.accounts import services as accounts
from giliran.booking import selectors as bookings
from giliran.booking.states import TicketState
from giliran.core import clock
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.offices import selectors as offices
from giliran.onsite import selectors as floor
from giliran.onsite.services import call, serve, stages
from giliran.onsite.services import counter as duties
from giliran.onsite.services.check_in import check_in
from giliran.onsite.states import StageKind
from giliran.web.demo.people import LOGINS

if TYPE_CHECKING:
    from giliran.offices.models import Office
    from giliran.onsite.models import Duty

OFFICE = "jakarta-selatan"
OPENS, BUSY, CLOSES = time(8), time(9, 45), time(15)


class Place(NamedTuple):
    """A counter, what is done there, and whose it is (the first part of the address); free ones are for newcomers."""

    number: int
    kind: StageKind
    login: str = ""


PLACES = (
    Place(1, StageKind.DOCUMENTS),
    Place(2, StageKind.DATA, "data"),
    Place(3, StageKind.DATA),
    Place(4, StageKind.BIOMETRICS, "foto"),
    Place(5, StageKind.BIOMETRICS),
    Place(6, StageKind.PAYMENT),
)
"""As at Tanjung Pinang: customer service 1, data entry 2, interview and biometrics 2, and payment."""
HELPER = "layanan"
"""Who has called the first people of the morning at counter 1, and has left it for a newcomer."""


def set_up(now: datetime) -> None:
    """Stages and counters of the office, by its head."""
    office = offices.office_by_code(OFFICE)
    if office is None:
        return
    by = actor_of("kepala", office, now)
    kinds = {one.kind: one.pk for one in stages.set_up_stages(office)}
    for place in PLACES:
        stages.set_counter(office=office, number=place.number, stage_ids=[kinds[place.kind]], by=by, now=now)


def actor_of(login: str, office: Office, now: datetime) -> Actor:
    one = next(one for one in LOGINS if one.email == f"{login}@demo.giliran")
    user = accounts.open_account(email=one.email, name=one.name, by=SYSTEM, now=now)
    return Actor(user.pk, one.name, "web", frozenset({(one.role, office.id)}))


def busy_moment(now: datetime) -> datetime | None:
    """When the office is at work: now, if it is; else a busy hour of the next day on which people are expected."""
    office = offices.office_by_code(OFFICE)
    if office is None:
        return None
    zone = ZoneInfo(office.timezone)
    local = now.astimezone(zone)
    first = local.date() if local.time() < CLOSES else local.date() + timedelta(days=1)
    for days in range(14):
        day = first + timedelta(days=days)
        if _expected(office, day):
            at_work = day == local.date() and local.time() >= BUSY
            return now if at_work else datetime.combine(day, BUSY, zone)
    return None


def _expected(office: Office, day: date) -> bool:
    return bool([one for one in bookings.agenda(office, day, _SEES) if one.state == TicketState.CONFIRMED])


_SEES = Actor(None, "demo", "web", frozenset({("hq", None)}))


def bring_in(now: datetime) -> int:
    """Whoever was expected by now has come since the doors opened, and some were served. How many have come."""
    office = offices.office_by_code(OFFICE)
    if office is None:
        return 0
    come = _let_in(office, now)
    if come:
        _work(office, now)
    return come


def _let_in(office: Office, now: datetime) -> int:
    gate, day = actor_of("pintu", office, now), floor.local_day(office, now)
    expected = [one for one in bookings.agenda(office, day, gate) if one.state == TicketState.CONFIRMED]
    parties: dict[int, list[str]] = {}
    first: dict[int, datetime] = {}
    for ticket in expected:
        if ticket.arrives_at <= now:
            parties.setdefault(ticket.booking_id, []).append(ticket.public_id)
            first.setdefault(ticket.booking_id, ticket.arrives_at)
    come = 0
    for place, (booking, tickets) in enumerate(sorted(parties.items(), key=lambda one: (first[one[0]], one[0]))):
        late = timedelta(minutes=(place * 7) % 11 - 6)
        at = min(first[booking] + late, now - timedelta(minutes=1))
        try:
            check_in(office=office, ticket_ids=tickets, nonce=f"demo-{booking}", by=gate, now=at)
        except Refusal:
            continue
        come += len(tickets)
    return come


def _work(office: Office, now: datetime) -> None:
    """An hour of work in steps of some minutes, the last presses a few minutes ago."""
    posts = {1: HELPER} | {one.number: one.login for one in PLACES if one.login}
    begun = now - timedelta(minutes=70)
    on_duty = {}
    for number, login in posts.items():
        counter = floor.counter_by_number(office, number)
        if counter is None:
            return
        by = actor_of(login, office, now)
        try:
            on_duty[number] = (duties.sign_in(counter=counter, by=by, now=begun), by)
        except Refusal:
            continue
    minutes = {1: 3, 2: 5, 4: 7}
    for minute in range(66):
        at = begun + timedelta(minutes=minute + 1, seconds=7 * minute % 50)
        for number, (duty, by) in on_duty.items():
            if minute % minutes.get(number, 9) == 0:
                _next(duty, by, at)
    if 1 in on_duty:
        duties.sign_out(duty=on_duty[1][0], by=on_duty[1][1], now=now - timedelta(minutes=2))


def _next(duty: Duty, by: Actor, at: datetime) -> None:
    """Finish whoever is there, and call the next one; a pause where nobody waits."""
    try:
        if not call.call_next(duty=duty, by=by, now=at, finish_first=True):
            return
        serve.start(duty=duty, visit_ids=[], by=by, now=at + timedelta(seconds=25))
    except Refusal:
        return


def begin(now: datetime) -> datetime | None:
    """Move the demo's clock to the office at work, if it is not, and let people come. The moment; None without any."""
    moment = busy_moment(now)
    if moment is None:
        return None
    if moment != now:
        clock.set_demo_offset(moment - (clock.now() - clock.demo_offset()))
    bring_in(moment)
    return moment
