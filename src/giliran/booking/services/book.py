"""Book for one party: a batch of one, for pages, API and desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied

from giliran.accounts.models import Applicant, User
from giliran.booking import permissions, selectors
from giliran.booking.models import Booking
from giliran.booking.policy import PersonRequest, Refused, SeatRequest
from giliran.booking.sentences import cooling_until, sentence
from giliran.booking.services.allocate import allocate
from giliran.core.errors import Refusal
from giliran.core.types import Actor


def book(
    *,
    slot_id: int,
    people: Sequence[PersonRequest],
    key: str,
    by: Actor,
    now: datetime,
    guardian_present: bool = False,
    account_id: int | None = None,
) -> Booking:
    """Promise seats in one slot to a party of one to five (R34, R35), all of them or none.

    `account_id` names the account that an officer helps (R119): the rules are the same. The same `key` (up to 64
    characters, the account's own) gives the same booking again. Raises `Refusal` with the codes of
    `booking.sentences`; its `data` holds `people` (positions) and, where a seat is what was missing, `alternatives`.
    """
    if account_id is not None and not permissions.may_book_for(by, User.objects.get(id=account_id)):
        raise PermissionDenied
    request = SeatRequest(
        slot_id=slot_id,
        account_id=account_id or by.account_id,
        people=tuple(people),
        key=key,
        door=by.door,
        made_by=by.user_id,
        guardian_present=guardian_present,
    )
    [outcome] = allocate([request], now)
    if isinstance(outcome, Refused):
        raise refusal(outcome, request, now=now)
    return Booking.objects.get(id=outcome.booking_id)


def refusal(refused: Refused, request: SeatRequest, *, now: datetime) -> Refusal:
    """The refusal as doors show it, with what helps further."""
    data: dict[str, object] = {"people": list(refused.people)}
    if refused.code in {"full", "past", "closed", "not_open", "reserved", "returning"}:
        data["alternatives"] = selectors.alternatives(request.slot_id, len(request.people), now=now)
    if refused.code == "already_booked":
        data["held"] = _held(refused, request)
    if refused.code == "cooling":
        return _cooling(refused, request, data, now=now)
    return Refusal(refused.code, sentence(refused.code), data=data)


def _cooling(refused: Refused, request: SeatRequest, data: dict[str, object], *, now: datetime) -> Refusal:
    """With the moment from which everybody in the party may book again."""
    held = selectors.cooling(_niks(refused, request), now=now)
    if not held:
        return Refusal(refused.code, sentence(refused.code), data=data)
    last = max(held.values())
    return Refusal(refused.code, cooling_until(last.until, last.tz), data=data | {"until": last.until})


def _held(refused: Refused, request: SeatRequest) -> list[selectors.Held]:
    """What the account that asks may know of the bookings that stand in its way."""
    return selectors.held_by(_niks(refused, request), account_id=request.account_id)


def _niks(refused: Refused, request: SeatRequest) -> list[bytes]:
    """Those of the people whom a refusal is about."""
    ids = [request.people[i].applicant_id for i in refused.people]
    return [bytes(nik) for nik in Applicant.objects.filter(id__in=ids).values_list("nik_hash", flat=True)]
