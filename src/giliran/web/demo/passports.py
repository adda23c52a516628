"""Passports at every step, so that the demo's boards show life: made through the use cases of everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from giliran.accounts import services as accounts
from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest, SeatRequest
from giliran.booking.services.allocate import Booked, allocate
from giliran.core.types import SYSTEM, Actor
from giliran.issuance.services import adjudicate, produce
from giliran.issuance.services.hand_over import TakerDraft, hand_over
from giliran.issuance.services.open import open_case
from giliran.offices import selectors as offices
from giliran.onsite.services.check_in import check_in
from giliran.payments import services as payments
from giliran.slots import selectors as slots
from giliran.slots import services as plans

if TYPE_CHECKING:
    from giliran.accounts.services import PersonDraft
    from giliran.booking.models import Ticket
    from giliran.issuance.models import Case
    from giliran.offices.models import Office

OFFICE = "jakarta-selatan"
WEEKS_BACK = 7
SIGNATURE = "M60 120L90 60L110 130L150 70L170 125L230 80L260 120L330 90L400 110"


class Story(NamedTuple):
    """Somebody who came so many days ago, and how far the passport has come since."""

    name: str
    days_ago: int
    steps: tuple[str, ...]


MADE = ("approve", "print", "pass", "laminate")
STORIES = (
    Story("Hendra Gunawan", 45, MADE),
    Story("Wulan Sari", 10, ("approve",)),
    Story("Fajar Nugroho", 9, ("ask",)),
    Story("Eka Wahyuni", 9, (*MADE, "hand over")),
    Story("Gilang Ramadhan", 8, ("refuse",)),
    Story("Citra Lestari", 7, MADE),
    Story("Bayu Firmansyah", 7, MADE),
    Story("Nadia Safitri", 6, MADE[:3]),
    Story("Yoga Prasetyo", 6, ("approve", "print", "fail", "print")),
    Story("Melati Kusuma", 5, MADE[:2]),
    Story("Intan Puspita", 4, ("approve",)),
    Story("Surya Darma", 4, ("ask",)),
    Story("Dian Permata", 4, ()),
    Story("Rizky Maulana", 4, ()),
)


def fill(pattern: PersonDraft, *, now: datetime) -> int:
    """Make every story come true; `pattern` is somebody of whom all take the address and the family card. How many."""
    office = offices.office_by_code(OFFICE)
    if office is None:
        return 0
    first = now - timedelta(weeks=WEEKS_BACK)
    for begin in (first, first + timedelta(weeks=4)):
        plans.plan_slots(office, now=begin)
    for week in range(WEEKS_BACK + 1):
        plans.release_week((first + timedelta(weeks=week)).date(), now=first)
    return sum(_tell(story, number, office, pattern, now) for number, story in enumerate(STORIES))


def _tell(story: Story, number: int, office: Office, pattern: PersonDraft, now: datetime) -> bool:
    born = date(1978 + number, 3, 11)
    draft = replace(pattern, nik=f"317401{born:%d%m%y}{7001 + number}", full_name=story.name, relation="self", phone="")
    begin = now - timedelta(days=story.days_ago + 1)
    email = f"paspor{number}@demo.giliran"
    user = accounts.open_account(email=email, name=story.name, by=SYSTEM, now=begin)
    person = accounts.add_person(draft, by=Actor(user.pk, email, "web"), now=begin)
    free = slots.next_free(office, now=begin, people=1, since=begin.date(), limit=1)
    wanted = (PersonRequest(person.id, "new", "PB_E_10", "holiday"),)
    if not free or free[0].ends_at >= now - timedelta(hours=3):
        return False
    [made] = allocate([SeatRequest(free[0].id, user.pk, wanted, "demo", "web")], begin)
    booking = bookings.booking_by_code(made.code, Actor(user.pk, email, "web")) if isinstance(made, Booked) else None
    if booking is None:
        return False
    [ticket] = booking.tickets.all()
    came = ticket.arrives_at
    check_in(office=office, ticket_ids=[ticket.public_id], nonce=email, by=_staff("gate", office), now=came)
    _pay(ticket, number, office, at=came + timedelta(hours=1))
    over = came + timedelta(hours=2)
    case = open_case(ticket=ticket, visited_at=over, by=SYSTEM, now=over)
    for place, step in enumerate(story.steps, start=1):
        _take(step, case, draft.nik, at=_in_hours(_weekdays_after(over, place), over, now, office))
    return True


def _pay(ticket: Ticket, number: int, office: Office, *, at: datetime) -> None:
    """The fee, and the bank's receipt half an hour later."""
    counter = _staff("cs", office)
    bill = payments.issue_bill(ticket=ticket, by=counter, now=at)
    receipt = f"7D{bill.code[9:]}K{number:07d}"
    payments.enter_receipt(bill=bill, ntpn=receipt, by=counter, now=at + timedelta(minutes=30))


def _weekdays_after(moment: datetime, days: int) -> datetime:
    """So many Mondays to Fridays later."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _in_hours(moment: datetime, before: datetime, now: datetime, office: Office) -> datetime:
    """The same day, mid-morning at the office; never ahead of now, nor before what came before."""
    local = moment.astimezone(ZoneInfo(office.timezone)).replace(hour=10, minute=15)
    return min(max(local, before + timedelta(minutes=20)), now - timedelta(minutes=5))


def _take(step: str, case: Case, nik: str, *, at: datetime) -> None:
    decides, makes, gives = (_staff(role, case.office) for role in ("adjudicator", "production", "handover"))
    because = "Data pada akta kelahiran berbeda dengan KTP; perbaiki di Dukcapil dahulu"
    asks = "Wajah mirip pemegang paspor lain; mohon bandingkan"
    signed = TakerDraft("self", nik, signature=SIGNATURE)
    acts: dict[str, Callable[[], object]] = {
        "approve": lambda: adjudicate.approve(case=case, by=decides, now=at),
        "refuse": lambda: adjudicate.refuse(case=case, reason=because, by=decides, now=at),
        "ask": lambda: adjudicate.send_to_headquarters(case=case, why="duplicate", question=asks, by=decides, now=at),
        "print": lambda: produce.start_print(case=case, by=makes, now=at),
        "pass": lambda: produce.pass_quality(case=case, by=makes, now=at),
        "fail": lambda: produce.fail_quality(case=case, reason="Foto tercetak buram", by=makes, now=at),
        "laminate": lambda: produce.laminate(case=case, by=makes, now=at),
        "hand over": lambda: hand_over(case=case, taker=signed, by=gives, now=at),
    }
    acts[step]()


def _staff(role: str, office: Office) -> Actor:
    """Whoever of the demo has this role there."""
    found = next(iter(offices.who_works(office, role)), None)
    return Actor(found.pk if found else None, str(found or "demo"), "web", frozenset({(role, office.pk)}))
