"""Seat the people of lists: a step of the tick that may be killed at any instant.

Each row is answered once, by a conditional update. What is done before that can be done again: the account is written
into the row in the transaction that opens it, and the row is the key of the booking.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from giliran.accounts import services as accounts
from giliran.accounts.models import Applicant, User
from giliran.accounts.policy import Unfit, check_phone, parse_nik
from giliran.accounts.services import people, ways
from giliran.accounts.services.people import NIK_PURPOSE, PersonDraft, PersonRefused
from giliran.accounts.states import Relation
from giliran.booking import policy, selectors
from giliran.booking.models import GuestList, GuestRow, Ticket
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.policy.guests import Guest, GuestFault, SlotRoom, Vocabulary, choose_slot, read_guest
from giliran.booking.sentences import person_faults, row_faults
from giliran.booking.services.allocate import Booked, allocate
from giliran.booking.services.guests.words import vocabulary
from giliran.booking.states import Door, GuestState, TicketState
from giliran.core import db, secrets
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.notifications.states import Channel
from giliran.offices import services as offices
from giliran.regions import selectors as regions
from giliran.slots import selectors as slots
from giliran.slots.policy import event_name

CHUNK = 20
"""Rows a round: the tick has other things to do within the second."""
LEASE = timedelta(minutes=2)
"""While one worker seats a list, another leaves it alone; a worker that dies gives it back after this long."""


@dataclass(slots=True)
class _Sitting:
    """What one chunk knows of its event, and which seats it has spoken for."""

    guests: GuestList
    words: Vocabulary
    rooms: Sequence[SlotRoom]
    days: dict[int, date]
    given: dict[int, int]
    by: Actor
    now: datetime


def seat_guests(now: datetime) -> int:
    """Tick step: seat the next rows of every list that is under way. Returns how many rows were answered."""
    due = GuestList.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), done_at=None).order_by("pk")
    answered = 0
    for guests in due.select_related("event"):
        mine = GuestList.objects.filter(pk=guests.pk, leased_until=guests.leased_until, done_at=None)
        if db.claim(mine, leased_until=now + LEASE):
            answered += _seat_chunk(guests, now)
            _finish(guests, now)
    return answered


class _NoSeat(Exception):
    """A row has its answer without asking for a seat."""

    def __init__(self, faults: list[dict[str, str]], state: GuestState = GuestState.REFUSED) -> None:
        super().__init__(state)
        self.faults, self.state = faults, state


def _seat_chunk(guests: GuestList, now: datetime) -> int:
    waiting = GuestRow.objects.filter(guests=guests, state=GuestState.WAITING).order_by("number")
    rows = list(waiting[:CHUNK])
    sitting = _sitting(guests, now)
    asked: list[tuple[GuestRow, SeatRequest]] = []
    for row in rows:
        try:
            if request := _ask(row, sitting):
                asked.append((row, request))
        except _NoSeat as answer:
            _answer(row, answer.state, now, faults=answer.faults)
    outcomes = allocate([request for _, request in asked], now) if asked else []
    for (row, _), outcome in zip(asked, outcomes, strict=True):
        _take(row, outcome, now)
    return len(rows)


def _sitting(guests: GuestList, now: datetime) -> _Sitting:
    found = slots.kept_for(event_name(guests.event_id), now=now)
    return _Sitting(
        guests,
        vocabulary(guests.event),
        [SlotRoom(one.pk, one.window.letter, one.capacity - one.taken) for one in found],
        {one.pk: one.date for one in found},
        {},
        Actor(guests.sent_by, f"list {guests.pk}", Door.JOBS),
        now,
    )


def _ask(row: GuestRow, sitting: _Sitting) -> SeatRequest | None:
    """What to ask for this row; None if it has its answer, or another worker has it. Raises `_NoSeat`."""
    guest = read_guest(json.loads(secrets.keyring().unseal(row.sealed, row.place)), sitting.words)
    draft = _draft(guest)
    if faults := _faults_of(guest, draft, sitting.now):
        raise _NoSeat(faults)
    if held := _live_ticket(draft, sitting):
        _recognise(row, held, sitting)
        return None
    slot_id = choose_slot(sitting.rooms, sitting.given, guest.window)
    if slot_id is None:
        raise _NoSeat(row_faults([GuestFault("", "no_room")]))
    _refuse_unfit(guest, draft, slot_id, sitting)
    person = _person_of(row, guest, draft, sitting)
    if person is None:
        return None
    sitting.given[slot_id] = sitting.given.get(slot_id, 0) + 1
    return _request(person, guest, slot_id, row, sitting)


def _faults_of(guest: Guest, draft: PersonDraft, now: datetime) -> list[dict[str, str]]:
    """Everything that is wrong with a row at once, each column once."""
    told = row_faults(guest.faults)
    try:
        people.check_person(draft, now=now)
    except PersonRefused as refused:
        spoilt = {one.column for one in guest.faults}
        if not guest.texts["district"] and "nik" in spoilt | set(refused.fields):
            spoilt.add("district_code")  # it was to be read from the NIK
        told += [one for one in person_faults(refused.fields) if one["column"] not in spoilt]
    return told


def _draft(guest: Guest) -> PersonDraft:
    texts = guest.texts
    same = ("nik", "kk", "full_name", "birth_place", "street", "village", "phone", "rt", "rw")
    return PersonDraft(
        **{name: texts[name] for name in same},
        relation=Relation.SELF,
        district_code=_district(texts),
        birth_date=guest.birth_date,
        sex=guest.sex,
        has_disability=guest.has_disability,
        is_pregnant=guest.is_pregnant,
    )


def _district(texts: dict[str, str]) -> str:
    """As written, with or without dots; else the one whose number begins the NIK."""
    digits = "".join(filter(str.isdecimal, texts["district"] or texts["nik"]))[:6]
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:]}"


def _live_ticket(draft: PersonDraft, sitting: _Sitting) -> Ticket | None:
    try:
        digits = parse_nik(draft.nik, sitting.now.date(), regions.known_codes()).digits
    except Unfit:
        return None
    nik_hash = secrets.keyring().blind(digits, NIK_PURPOSE)
    return Ticket.objects.filter(nik_hash=nik_hash, state=TicketState.CONFIRMED).select_related("booking").first()


def _recognise(row: GuestRow, held: Ticket, sitting: _Sitting) -> None:
    """A seat of this event: by this very row, if its worker was killed before it could say so, or by an earlier one. A
    seat anywhere else is nobody's business."""
    if held.booking.key == row.key:
        _answer(row, GuestState.SEATED, sitting.now, booking=held.booking)
    elif held.office_id == sitting.guests.event_id:
        raise _NoSeat(row_faults([GuestFault("nik", "known", {"label": held.label})]), GuestState.KNOWN)
    else:
        raise _NoSeat(row_faults([GuestFault("nik", "already_booked")]))


def _refuse_unfit(guest: Guest, draft: PersonDraft, slot_id: int, sitting: _Sitting) -> None:
    """Look at ages and services before an account is opened."""
    born = draft.birth_date or parse_nik(draft.nik, sitting.now.date(), regions.known_codes()).birth_date
    known = selectors.knowledge_of_people([])
    known.people = {0: policy.Person(0, draft.full_name, born, b"", draft.nik.strip()[-4:])}
    needs = PersonRequest(0, guest.service, guest.booklet, guest.purpose)
    request = SeatRequest(slot_id, 0, (needs,), "", Door.JOBS, guardian_present=guest.guardian)
    if refused := policy.refuse_party(request, known, sitting.days[slot_id]):
        raise _NoSeat(row_faults([_fault_of(refused)]))


def _fault_of(refused: Refused) -> GuestFault:
    return GuestFault(_COLUMN_OF.get(refused.code, ""), refused.code)


_COLUMN_OF = {
    "service_age": "service", "booklet_age": "booklet", "walk_in_service": "service", "minor_alone": "guardian",
    "already_booked": "nik", "cooling": "nik",
}  # fmt: skip


def _person_of(row: GuestRow, guest: Guest, draft: PersonDraft, sitting: _Sitting) -> Applicant | None:
    """The person on an assisted account of their own, made once however often a row is begun."""
    if row.account_id is None and not _open_account(row, guest, draft, sitting):
        return None
    if found := _entered(row):
        return found
    try:
        return accounts.add_person(
            draft, by=sitting.by, now=sitting.now, account_id=row.account_id, guard=lambda: _hold_waiting(row)
        )
    except _AnsweredElsewhere:
        return None
    except PersonRefused:
        return _entered(row)  # another worker was a moment faster


class _AnsweredElsewhere(Exception):
    """Another worker has given the row its answer meanwhile."""


def _hold_waiting(row: GuestRow) -> None:
    """Keep the row from being answered till the transaction ends. Raises `_AnsweredElsewhere`."""
    waiting = GuestRow.objects.filter(pk=row.pk, state=GuestState.WAITING).select_for_update(no_key=True)
    if not waiting.values_list("pk").first():
        raise _AnsweredElsewhere


def _entered(row: GuestRow) -> Applicant | None:
    return Applicant.objects.filter(account_id=row.account_id, archived_at=None).first()


def _open_account(row: GuestRow, guest: Guest, draft: PersonDraft, sitting: _Sitting) -> bool:
    """Whether it was ours to open."""
    with transaction.atomic():
        account = accounts.open_assisted_account(
            name=draft.full_name,
            phone=check_phone(draft.phone) if draft.phone else "",
            contact_email=guest.texts["email"].lower(),
            by=sitting.by,
            now=sitting.now,
            language=sitting.guests.language,
        )
        mine = GuestRow.objects.filter(pk=row.pk, state=GuestState.WAITING, account=None)
        if not db.claim(mine, account=account):
            transaction.set_rollback(True)
            return False
    row.account_id = account.pk
    return True


def _request(person: Applicant, guest: Guest, slot_id: int, row: GuestRow, sitting: _Sitting) -> SeatRequest:
    return SeatRequest(
        slot_id=slot_id,
        account_id=person.account_id,
        people=(PersonRequest(person.pk, guest.service, guest.booklet, guest.purpose),),
        key=row.key,
        door=Door.JOBS,
        made_by=sitting.by.user_id,
        guardian_present=guest.guardian,
        reserved_for=event_name(sitting.guests.event_id),
    )


_LATER = frozenset({"full", "returning", "past", "key_reused"})
"""The window was filled meanwhile, or another worker has booked for this very row: the next round knows more."""


def _take(row: GuestRow, outcome: Booked | Refused, now: datetime) -> None:
    """Write down what became of it."""
    if isinstance(outcome, Booked):
        with transaction.atomic():
            if _answer(row, GuestState.SEATED, now, booking_id=outcome.booking_id):
                _ask_by_phone(row, now)
    elif outcome.code not in _LATER:
        _answer(row, GuestState.REFUSED, now, faults=row_faults([_fault_of(outcome)]))


def _ask_by_phone(row: GuestRow, now: datetime) -> None:
    """Whoever holds the telephone of the list is asked once whether messages may come there; nothing else is sent to it
    before. Where no such way is connected, nobody is asked."""
    assert row.account_id is not None
    account = User.objects.get(pk=row.account_id)
    holder = Actor(account.pk, f"list {row.guests_id}", Door.JOBS)
    for channel in (Channel.WHATSAPP, Channel.SMS) if account.phone else ():
        try:
            ways.ask_by_phone(channel=channel, phone=account.phone, consents=True, by=holder, now=now)
        except Refusal:
            continue
        return


def _answer(row: GuestRow, state: GuestState, now: datetime, **changes: Any) -> bool:
    """Whether it was ours to answer: once for all. What was sealed, and a person who got no seat after all, are not
    kept any longer than needed."""
    waiting = GuestRow.objects.filter(pk=row.pk, state=GuestState.WAITING)
    with transaction.atomic():
        if not db.claim(waiting, state=state, answered_at=now, sealed=b"", **changes):
            return False
        if state != GuestState.SEATED:
            opened = GuestRow.objects.filter(pk=row.pk).values("account_id")  # maybe by another worker, since we looked
            for person in Applicant.objects.filter(account_id__in=opened, archived_at=None):
                people.archive_person(person, by=SYSTEM, now=now)
    return True


def _finish(guests: GuestList, now: datetime) -> None:
    """Give the list back, or, if every row has its answer, say so to the organisation."""
    mine = GuestList.objects.filter(pk=guests.pk, done_at=None)
    counts = selectors.guest_counts([guests.pk]).get(guests.pk, {})
    if counts.get(GuestState.WAITING):
        mine.update(leased_until=None)
        return
    with transaction.atomic():
        if db.claim(mine, leased_until=None, done_at=now):
            seated, wrong = (counts.get(state, 0) for state in (GuestState.SEATED, GuestState.REFUSED))
            offices.tell_list_done(guests.event, f"{guests.pk}", seated=seated, wrong=wrong, now=now)
