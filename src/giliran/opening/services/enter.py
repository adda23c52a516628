"""Enter an opening with a party, and withdraw from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.audit import services as audit
from giliran.booking import policy as booking
from giliran.booking import selectors as bookings
from giliran.booking.policy import PersonRequest
from giliran.booking.sentences import cooling_until
from giliran.core import db, ids
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.offices import selectors as offices
from giliran.opening import permissions, selectors
from giliran.opening.models import Entry, EntryPerson, Opening
from giliran.opening.policy import losses
from giliran.opening.sentences import sentence
from giliran.opening.services.lock import share
from giliran.opening.states import LIVE, Method, Outcome, State

MOST_WISHES = 60


def enter(
    *,
    opening_id: int,
    people: Sequence[PersonRequest],
    key: str,
    by: Actor,
    now: datetime,
    wishes: str = "",
    guardian_present: bool = False,
    account_id: int | None = None,
) -> Entry:
    """Put a party of one to five into an opening; before the freeze into its roll, afterwards behind it.

    `wishes` (a ballot's) are slot ids joined by commas, best first, or `any`. `account_id` names the account that an
    officer helps. The same `key` (the account's own, up to 64 characters) gives the same entry again. Raises `Refusal`
    with the codes of `opening.sentences`; its `data` holds `people`, the positions that it is about.
    """
    account_id = account_id or by.account_id
    digest = _digest(opening_id, people, wishes, guardian_present=guardian_present)
    try:
        with transaction.atomic():
            opening = _shared(opening_id)
            if not permissions.may_enter_for(by, account_id, opening.office_id):
                raise PermissionDenied
            _lock_account(account_id)
            before = Entry.objects.filter(account_id=account_id, key=key).first()
            if before:
                return _same(before, digest)
            _refuse_moment(opening, now)
            _refuse_wishes(opening, wishes)
            party = _party(opening, account_id, people, guardian_present=guardian_present, now=now)
            return _write(opening, account_id, people, party, wishes, digest, key, guardian_present, by, now)
    except IntegrityError as fault:  # another account entered one of these people at the same moment
        raise _refusal("already_entered") from fault


def withdraw(*, entry: Entry, by: Actor, now: datetime) -> Entry:
    """Take a party out. Before the freeze its people may enter again at once; afterwards the roll stands, and they may
    when the opening has closed. Raises `Refusal`."""
    if not permissions.may_see(by, entry):
        raise PermissionDenied
    with transaction.atomic():
        opening = _shared(entry.opening_id)
        entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        _refuse_withdrawal(opening, entry)
        entry.withdrawn_at, entry.outcome, entry.news = now, Outcome.WITHDRAWN, ""
        if entry.in_roll and opening.state == State.GATHERING:
            entry.in_roll = False
            entry.people.update(is_live=False, week=None)
        entry.save(update_fields=["withdrawn_at", "outcome", "news", "in_roll"])
        _record("entry.withdrawn", entry, opening, by, now)
    return entry


def _digest(opening_id: int, people: Sequence[PersonRequest], wishes: str, *, guardian_present: bool) -> bytes:
    lines = ";".join(",".join(map(str, person)) for person in people)
    return hashlib.sha256(f"{opening_id}|{lines}|{wishes}|{int(guardian_present)}".encode()).digest()


def _shared(opening_id: int) -> Opening:
    """The opening, which the steps of the tick leave as it is until this transaction ends."""
    share([opening_id])
    found = Opening.objects.filter(id=opening_id).first()
    if found is None:
        raise _refusal("opening_closed")
    return found


def _lock_account(account_id: int) -> None:
    """The lock under which `allocate` gives seats to this account."""
    db.select_in("SELECT id FROM accounts_user WHERE id {values}", [account_id], "bigint", lock="FOR NO KEY UPDATE")


def _same(before: Entry, digest: bytes) -> Entry:
    if bytes(before.request_digest) != digest:
        raise _refusal("key_reused")
    return before


def _refuse_moment(opening: Opening, now: datetime) -> None:
    if opening.state == State.CANCELLED:
        raise _refusal("opening_cancelled")
    if opening.state not in LIVE or now >= opening.closes_at:
        raise _refusal("opening_closed")
    begins_at = opening.opens_at if opening.method == Method.OPEN else opening.gathers_at
    if opening.state == State.SCHEDULED or now < begins_at:
        raise _refusal("not_gathering")


def _refuse_wishes(opening: Opening, wishes: str) -> None:
    if opening.method != Method.BALLOT:
        if wishes:
            raise _refusal("wish_unknown", field="wishes")
        return
    if not wishes:
        raise _refusal("wish_missing", field="wishes")
    asked = [] if wishes == "any" else wishes.split(",")
    known = {str(id_) for id_ in selectors.wishable(opening)}
    if len(asked) > MOST_WISHES or len(set(asked)) < len(asked) or not known.issuperset(asked):
        raise _refusal("wish_unknown", field="wishes")


def _party(
    opening: Opening, account_id: int, people: Sequence[PersonRequest], *, guardian_present: bool, now: datetime
) -> list[bytes]:
    """The NIK hashes of the party, in its order, if it may enter."""
    request = booking.SeatRequest(0, account_id, tuple(people), "", "", guardian_present=guardian_present)
    known = bookings.knowledge_of_people([asked.applicant_id for asked in people])
    faults = [booking.refuse_party(request, known, day) for day in (opening.first_date, opening.last_date)]
    if faults[0] and faults[1]:
        raise _refusal(faults[0].code, people=faults[0].people)
    niks = [known.people[asked.applicant_id].nik_hash for asked in people]
    _refuse_held(opening, niks, now)
    _refuse_cooling(opening, niks, now)
    _refuse_too_many(account_id, len(people))
    return niks


def _refuse_held(opening: Opening, niks: Sequence[bytes], now: datetime) -> None:
    """Whoever was in a roll this week may still stand behind another one, where nothing is drawn a second time."""
    entered, drawn = _held_elsewhere(opening, niks)
    for code, held in (
        ("has_booking", selectors.live_tickets(niks)),
        ("already_entered", entered),
        ("one_roll_a_week", drawn if _is_drawn(opening, now) else ()),
    ):
        positions = tuple(i for i, nik in enumerate(niks) if nik in held)
        if positions:
            raise _refusal(code, people=positions)


def _refuse_cooling(opening: Opening, niks: Sequence[bytes], now: datetime) -> None:
    """Whoever missed a visit and still has to wait when this opening gives its seats has no use for an entry."""
    gives_from = opening.opens_at if opening.method == Method.OPEN else opening.draws_at
    held = bookings.cooling(niks, now=max(now, gives_from))
    if held:
        last = max(held.values())
        positions = [i for i, nik in enumerate(niks) if nik in held]
        words = cooling_until(last.until, last.tz)
        raise Refusal("cooling", words, data={"people": positions, "until": last.until})


def _is_drawn(opening: Opening, now: datetime) -> bool:
    """Whether an entry of this moment goes into the roll."""
    return opening.state == State.GATHERING and now < opening.freezes_at


def _held_elsewhere(opening: Opening, niks: Sequence[bytes]) -> tuple[set[bytes], set[bytes]]:
    """Those of these NIKs that are in an opening now, and those that stood in another roll of the same week."""
    week = selectors.week_of(opening)
    found = list(EntryPerson.objects.filter(nik_hash__in=niks).only("nik_hash", "is_live", "week"))
    entered = {bytes(one.nik_hash) for one in found if one.is_live}
    return entered, {bytes(one.nik_hash) for one in found if one.week == week}


def _refuse_too_many(account_id: int, people: int) -> None:
    waiting = EntryPerson.objects.filter(entry__account_id=account_id, entry__booking=None, is_live=True).count()
    if bookings.live_seats(account_id) + waiting + people > offices.national_figure("seats_per_account"):
        raise _refusal("too_many")


def _write(
    opening: Opening,
    account_id: int,
    people: Sequence[PersonRequest],
    niks: Sequence[bytes],
    wishes: str,
    digest: bytes,
    key: str,
    guardian_present: bool,
    by: Actor,
    now: datetime,
) -> Entry:
    standing = selectors.standing_of(niks, now=now)
    in_roll = _is_drawn(opening, now)
    entry = Entry.objects.create(
        public_id=ids.new_entry_number(),
        opening=opening,
        account_id=account_id,
        key=key,
        request_digest=digest,
        party=len(people),
        wishes=wishes,
        class_no=losses.class_of_party([one.is_owed for one in standing]),
        losses=losses.losses_of_party([one.losses for one in standing]),
        guardian_present=guardian_present,
        made_by=by.user_id,
        door=by.door,
        created_at=now,
        in_roll=in_roll,
        ahead=0 if opening.method == Method.OPEN else None,
    )
    EntryPerson.objects.bulk_create(
        EntryPerson(
            entry=entry,
            position=position,
            nik_hash=nik,
            week=selectors.week_of(opening) if in_roll else None,
            **asked._asdict(),
        )
        for position, (asked, nik) in enumerate(zip(people, niks, strict=True))
    )
    _record("entry.made", entry, opening, by, now)
    return entry


def _refuse_withdrawal(opening: Opening, entry: Entry) -> None:
    if entry.outcome == Outcome.WITHDRAWN:
        raise _refusal("entry_withdrawn")
    if entry.outcome == Outcome.VOID:
        raise _refusal("entry_void")
    if entry.booking_id:
        raise _refusal("entry_seated")
    if opening.state not in LIVE:
        raise _refusal("not_withdrawable")
    if selectors.is_giving(opening):
        raise _refusal("seats_being_given")


def _record(event: str, entry: Entry, opening: Opening, by: Actor, now: datetime) -> None:
    audit.record(
        event=event,
        by=by,
        about=f"entry:{entry.public_id}",
        at=now,
        office_id=opening.office_id,
        data={"opening": opening.pk, "people": entry.party, "account": entry.account_id},
    )


def _refusal(code: str, *, people: Sequence[int] = (), field: str | None = None) -> Refusal:
    return Refusal(code, sentence(code), field=field, data={"people": list(people)})
