"""Mobile events: an organisation asks, an office answers, and the place exists for some days."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from giliran.audit import services as audit
from giliran.core import db, ids
from giliran.core.secrets import keyring
from giliran.core.types import SYSTEM, Actor
from giliran.offices import permissions, policy, selectors
from giliran.offices.models import EventLetter, EventRequest, Office, QuotaRule, Window, WorkingDay
from giliran.offices.policy import LETTERS, EventAsk, EventPlan, Fault
from giliran.offices.services import event_letters
from giliran.offices.services.setup import ProposalRefused
from giliran.offices.states import OfficeKind, Pool, RequestState
from giliran.regions import selectors as regions

TOKEN_BYTES = 16
FIRST_EVENT_ID = 10_000
"""Numbers of events begin here, so that the list of offices may still grow."""

MOST_WAITING = 3
"""Requests of one e-mail address that may wait for an answer at a time."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A file as it was sent."""

    name: str
    content: bytes


def ask_for_event(
    ask: EventAsk, letter: Letter, *, parent: Office | None, by: Actor, now: datetime, language: str
) -> tuple[EventRequest, str]:
    """Ask an office for an event (R122, R123); the request and the secret of its link, which is told by e-mail too.

    Raises `ProposalRefused` with everything that is wrong.
    """
    regency = regions.regency(ask.regency_code)
    faults = [*faults_of_ask(ask, parent=parent, now=now), *policy.faults_of_letter(letter.content)]
    if faults or parent is None or regency is None:
        raise ProposalRefused(faults or [Fault("unknown_regency", "regency")])
    token = secrets.token_urlsafe(TOKEN_BYTES)
    number = ids.new_booking_code()
    values = {name: value for name, value in asdict(ask).items() if name != "regency_code"}
    with transaction.atomic():
        request = EventRequest.objects.create(
            number=number,
            token_digest=selectors.digest_of(token),
            token_sealed=keyring().seal(token, _place_of(number)),
            parent=parent,
            regency=regency,
            language=language,
            asked_at=now,
            **values,
        )
        EventLetter.objects.create(
            request=request, name=letter.name[-100:], content=letter.content,
            content_type=policy.type_of_letter(letter.content),
        )  # fmt: skip
        _record("event.asked", request, by, now)
        event_letters.tell_asked(request, token, now=now)
    return request, token


def faults_of_ask(ask: EventAsk, *, parent: Office | None, now: datetime) -> list[Fault]:
    """What is wrong with a request, whatever its letter."""
    today = now.astimezone(ZoneInfo(parent.timezone if parent else "Asia/Jakarta")).date()
    least = selectors.national_figure("event_least_people")
    faults = policy.faults_of_ask(ask, least_people=least, today=today)
    if parent is None or parent.kind != OfficeKind.OFFICE or not parent.is_open:
        faults.append(Fault("unknown_office", "parent"))
    waiting = EventRequest.objects.filter(contact_email__iexact=ask.contact_email, state=RequestState.ASKED)
    if not faults and waiting.count() >= MOST_WAITING:
        faults.append(Fault("event_enough_asked", "contact_email", {"most": MOST_WAITING}))
    return faults


def withdraw_event(request: EventRequest, *, by: Actor, now: datetime) -> None:
    """The organisation takes an unanswered request back. Raises `ProposalRefused` when it has been answered."""
    with transaction.atomic():
        _claim(request, RequestState.WITHDRAWN, now, by)
        _record("event.withdrawn", request, by, now)


def refuse_event(request: EventRequest, reason: str, *, by: Actor, now: datetime) -> None:
    """Say no, and why; the organisation is told. Raises `ProposalRefused`."""
    require_may_arrange(request.parent_id, by)
    reason = reason.strip()[:300]
    if not reason:
        raise ProposalRefused([Fault("event_reason_missing", "reason")])
    with transaction.atomic():
        _claim(request, RequestState.REFUSED, now, by, reason=reason)
        _record("event.refused", request, by, now, reason=reason)
        event_letters.tell_refused(request, _token_of(request), now=now)


def open_event(plan: EventPlan, *, parent: Office, request: EventRequest | None, by: Actor, now: datetime) -> Office:
    """Make the place with its days, windows and quota rules; for a request, answer it. Inside a transaction, by
    `slots.services.set_up_event`, which makes the seats. Raises `ProposalRefused`."""
    require_may_arrange(parent.id, by)
    regency = regions.regency(plan.regency_code)
    faults = _faults_of_plan(plan, now, parent)
    if faults or regency is None:
        raise ProposalRefused(faults or [Fault("unknown_regency", "regency")])
    event = _make_place(plan, parent, regency.province.tz)
    _make_rules(event, plan)
    if request is not None:
        _claim(request, RequestState.APPROVED, now, by, event=event)
        request.event = event
        event_letters.tell_approved(request, _token_of(request), plan.days(_holidays(plan)), now=now)
    audit.record(
        event="event.opened", by=by, about=f"office:{event.code}", at=now, office_id=parent.id,
        data={"request": request.number if request else "", "for_everybody": plan.for_everybody},
    )  # fmt: skip
    return event


def tell_list_done(event: Office, key: str, *, seated: int, wrong: int, now: datetime) -> None:
    """Tell the organisation, if the event has one, that a list of its people is worked through."""
    request = EventRequest.objects.select_related("parent").filter(event=event).first()
    if request is not None:
        event_letters.tell_list_done(request, _token_of(request), key, seated=seated, wrong=wrong, now=now)


def end_events(now: datetime) -> int:
    """Tick step: an event whose last day is over ends; its staff, its gate and its place in lists end with it."""
    over = [
        one
        for one in Office.objects.filter(kind=OfficeKind.EVENT, is_open=True, ends_on__lt=now.date())
        if one.ends_on and one.ends_on < now.astimezone(ZoneInfo(one.timezone)).date()
    ]
    return sum(_end(event, now) for event in over)


def _end(event: Office, now: datetime) -> bool:
    with transaction.atomic():
        if not db.claim(Office.objects.filter(id=event.id, is_open=True), is_open=False):
            return False
        EventRequest.objects.filter(event=event, state=RequestState.APPROVED).update(state=RequestState.DONE)
        audit.record(event="event.ended", by=SYSTEM, about=f"office:{event.code}", at=now, office_id=event.parent_id)
    return True


def require_may_arrange(parent_id: int, by: Actor) -> None:
    if not permissions.may(by, "arrange_events", parent_id):
        raise PermissionDenied


def _faults_of_plan(plan: EventPlan, now: datetime, parent: Office) -> list[Fault]:
    today = now.astimezone(ZoneInfo(parent.timezone)).date()
    return policy.faults_of_plan(plan, today=today, holidays=_holidays(plan))


def _holidays(plan: EventPlan) -> set[date]:
    if plan.last_date < plan.first_date:
        return set()
    return {one.date for one in selectors.holidays_between(plan.first_date, plan.last_date) if one.is_off}


def _make_place(plan: EventPlan, parent: Office, tz: str) -> Office:
    """Under the next free number; whoever made an event at the same moment may have taken it."""
    while True:
        last = Office.objects.filter(id__gte=FIRST_EVENT_ID).aggregate(last=Max("id"))["last"]
        number = (last or FIRST_EVENT_ID) + 1
        try:
            with transaction.atomic():
                return Office.objects.create(
                    id=number, code=f"{slugify(plan.name)[:32].strip('-') or 'event'}-{number}", kind=OfficeKind.EVENT,
                    name=plan.name, parent=parent, timezone=tz, regency_id=plan.regency_code, address=plan.address,
                    phone=parent.phone, starts_on=plan.first_date, ends_on=plan.last_date, event_kind=plan.kind,
                )  # fmt: skip
        except IntegrityError:
            continue


def _make_rules(event: Office, plan: EventPlan) -> None:
    weekdays = sorted(plan.weekdays)
    pool = Pool.ONLINE if plan.for_everybody else Pool.EVENT
    WorkingDay.objects.bulk_create([WorkingDay(office=event, weekday=weekday) for weekday in weekdays])
    for letter, wish in zip(LETTERS, sorted(plan.windows, key=lambda one: one.starts_at), strict=False):
        window = Window.objects.create(
            office=event, letter=letter, starts_at=wish.starts_at, ends_at=wish.ends_at,
            name_id=f"Sesi {letter}", name_en=f"Session {letter}",
        )  # fmt: skip
        QuotaRule.objects.bulk_create(
            QuotaRule(
                office=event, window=window, weekday=weekday, pool=pool, capacity=wish.seats, valid_from=plan.first_date
            )
            for weekday in weekdays
        )


def _claim(request: EventRequest, state: RequestState, now: datetime, by: Actor, **changes: object) -> None:
    """Of two who answer at once, one is told that the other was faster."""
    waiting = EventRequest.objects.filter(pk=request.pk, state=RequestState.ASKED)
    if not db.claim(waiting, state=state, decided_at=now, decided_by=by.user_id, **changes):
        raise ProposalRefused([Fault("event_decided")])
    request.refresh_from_db()


def _record(event: str, request: EventRequest, by: Actor, now: datetime, **data: object) -> None:
    audit.record(
        event=event, by=by, about=f"event_request:{request.number}", at=now, office_id=request.parent_id, data=data
    )


def _token_of(request: EventRequest) -> str:
    return keyring().unseal(request.token_sealed, _place_of(request.number))


def _place_of(number: str) -> str:
    return f"offices_eventrequest.token_sealed:{number}"
