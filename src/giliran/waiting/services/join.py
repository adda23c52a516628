"""Wait for a place with a party, and leave the list again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.booking import policy as booking
from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest
from giliran.core import db, ids
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.offices.models import Office
from giliran.opening import selectors as openings
from giliran.opening.models import EntryPerson
from giliran.waiting import permissions, policy, selectors
from giliran.waiting.models import WaitingParty, WaitingPerson, WantedDay
from giliran.waiting.sentences import sentence
from giliran.waiting.services.rows import end_waiting, lock_accounts, record
from giliran.waiting.services.seeds import make_seeds
from giliran.waiting.states import State


class Wanted(NamedTuple):
    """What a party waits for: days, window ids (none: any), and how many days ahead a place must be."""

    days: tuple[date, ...]
    windows: tuple[int, ...] = ()
    notice: int = 0


def join(
    *,
    office: Office,
    people: Sequence[PersonRequest],
    wanted: Wanted,
    key: str,
    by: Actor,
    now: datetime,
    guardian_present: bool = False,
    account_id: int | None = None,
) -> WaitingParty:
    """Put a party of one to five on the list for any place on these days that comes free.

    `account_id` names the account that an officer helps. The same `key` (the account's own, up to 64 characters) gives
    the same party again. Raises `Refusal` with the codes of `waiting.sentences`; its `data` holds `people`, the
    positions that it is about, and `held` where a booking stands in the way.
    """
    account_id = account_id or by.account_id
    if not permissions.may_join_for(by, account_id, office.pk):
        raise PermissionDenied
    wanted = Wanted(tuple(sorted(set(wanted.days))), tuple(sorted(set(wanted.windows))), wanted.notice)
    digest = _digest(office.pk, people, wanted, guardian_present=guardian_present)
    try:
        return db.retry_on_deadlock(
            lambda: _join(office, account_id, people, wanted, digest, key, guardian_present, by, now)
        )
    except IntegrityError as fault:  # another account joined with one of these people at the same moment
        raise _refusal("already_waiting") from fault


def leave(*, party: WaitingParty, by: Actor, now: datetime) -> WaitingParty:
    """Take a party off the list; leaving twice is the same as once. Raises `Refusal` once it has a place or ended."""
    if not permissions.may_see(by, party):
        raise PermissionDenied
    with transaction.atomic():
        if end_waiting(party, State.LEFT, now=now):
            record("waiting.left", party, by=by, now=now)
    party.refresh_from_db(fields=["state", "state_at"])
    if party.state != State.LEFT:
        raise _refusal("wait_over")
    return party


def _join(
    office: Office,
    account_id: int,
    people: Sequence[PersonRequest],
    wanted: Wanted,
    digest: bytes,
    key: str,
    guardian_present: bool,
    by: Actor,
    now: datetime,
) -> WaitingParty:
    with transaction.atomic():
        lock_accounts([account_id])
        before = WaitingParty.objects.filter(account_id=account_id, key=key).first()
        if before:
            return _same(before, digest)
        _refuse_wishes(office, wanted, now)
        niks = _party(account_id, people, wanted, guardian_present=guardian_present)
        party = WaitingParty.objects.create(
            public_id=ids.new_entry_number(),
            account_id=account_id,
            office=office,
            key=key,
            request_digest=digest,
            party=len(people),
            windows=",".join(map(str, wanted.windows)),
            notice=wanted.notice,
            until=policy.until(wanted.days, wanted.notice),
            guardian_present=guardian_present,
            made_by=by.user_id,
            door=by.door,
            created_at=now,
            state_at=now,
        )
        _write_rows(party, people, niks, wanted.days)
        record("waiting.joined", party, by=by, now=now, notice=wanted.notice, days=len(wanted.days))
    return party


def _write_rows(
    party: WaitingParty, people: Sequence[PersonRequest], niks: Sequence[bytes], days: Iterable[date]
) -> None:
    make_seeds(days)
    WaitingPerson.objects.bulk_create(
        WaitingPerson(party=party, position=position, nik_hash=nik, **asked._asdict())
        for position, (asked, nik) in enumerate(zip(people, niks, strict=True))
    )
    WantedDay.objects.bulk_create(WantedDay(party=party, office_id=party.office_id, date=day) for day in days)


def _digest(office_id: int, people: Sequence[PersonRequest], wanted: Wanted, *, guardian_present: bool) -> bytes:
    lines = ";".join(",".join(map(str, person)) for person in people)
    wishes = f"{','.join(map(str, wanted.days))}|{','.join(map(str, wanted.windows))}|{wanted.notice}"
    return hashlib.sha256(f"{office_id}|{lines}|{wishes}|{int(guardian_present)}".encode()).digest()


def _same(before: WaitingParty, digest: bytes) -> WaitingParty:
    if bytes(before.request_digest) != digest:
        raise _refusal("key_reused")
    return before


def _refuse_wishes(office: Office, wanted: Wanted, now: datetime) -> None:
    if not office.is_open:
        raise _refusal("office_shut")
    if not 0 <= wanted.notice <= policy.MOST_NOTICE:
        raise _refusal("notice_unfit", field="notice")
    if not wanted.days:
        raise _refusal("days_missing", field="days")
    times = selectors.times_to_wait_for(office, now=now)
    if not {one.date for one in times}.issuperset(wanted.days):
        raise _refusal("day_unfit", field="days")
    if not {one.window_id for one in times}.issuperset(wanted.windows):
        raise _refusal("window_unfit", field="windows")
    if policy.until(wanted.days, wanted.notice) < selectors.today_at(office, now):
        raise _refusal("days_too_soon", field="notice")


def _party(account_id: int, people: Sequence[PersonRequest], wanted: Wanted, *, guardian_present: bool) -> list[bytes]:
    """The NIK hashes of the party, in its order, if it may wait."""
    request = booking.SeatRequest(0, account_id, tuple(people), "", "", guardian_present=guardian_present)
    known = bookings.knowledge_of_people([asked.applicant_id for asked in people])
    faults = [booking.refuse_party(request, known, day) for day in (wanted.days[0], wanted.days[-1])]
    if faults[0] and faults[1]:
        raise _refusal(faults[0].code, people=faults[0].people)
    niks = [known.people[asked.applicant_id].nik_hash for asked in people]
    _refuse_held(niks, account_id)
    waiting = WaitingPerson.objects.filter(party__account_id=account_id, is_live=True).count()
    if bookings.live_seats(account_id) + waiting + len(people) > offices.national_figure("seats_per_account"):
        raise _refusal("too_many")
    return niks


def _refuse_held(niks: Sequence[bytes], account_id: int) -> None:
    waiting = WaitingPerson.objects.filter(nik_hash__in=niks, is_live=True).values_list("nik_hash", flat=True)
    for code, held in (
        ("needs_no_waiting", openings.live_tickets(niks)),
        ("in_an_opening", entered(niks)),
        ("already_waiting", set(map(bytes, waiting))),
    ):
        positions = [i for i, nik in enumerate(niks) if nik in held]
        if positions:
            fault = _refusal(code, people=positions)
            if code == "needs_no_waiting":
                fault.data["held"] = bookings.held_by([niks[i] for i in positions], account_id=account_id)
            raise fault


def entered(niks: Sequence[bytes]) -> set[bytes]:
    """Those of these NIKs that stand in an opening that is not over."""
    found = EntryPerson.objects.filter(nik_hash__in=niks, is_live=True).values_list("nik_hash", flat=True)
    return set(map(bytes, found))


def _refusal(code: str, *, people: Sequence[int] = (), field: str | None = None) -> Refusal:
    return Refusal(code, sentence(code), field=field, data={"people": list(people)})
