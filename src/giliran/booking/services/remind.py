"""Remind people of their visit: three days before, the day before, and on the morning."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking import policy, selectors
from giliran.booking.models import Booking, Reminding
from giliran.booking.policy import Stage
from giliran.booking.services import documents, letters
from giliran.booking.states import TicketState
from giliran.core import db, formats
from giliran.notifications import services as notifications
from giliran.notifications.events import Notice
from giliran.notifications.states import Kind
from giliran.offices import selectors as offices
from giliran.slots.models import Slot

_COLUMNS = {"slot_id": "bigint", "stage": "int", "at": "timestamptz"}
_CLAIM = "ON CONFLICT (slot_id, stage) DO NOTHING"


def remind_due(now: datetime) -> int:
    """Tick step: remind those whose moment has come, slot by slot; how many bookings. Each slot is whole or not done,
    so that a worker may be killed at any instant."""
    return sum(_remind(slot_id, stage, now) for slot_id, stage in _due(now))


def _due(now: datetime) -> list[tuple[int, Stage]]:
    """Slots with a reminder whose moment has come and that has not been done, the nearest visit first."""
    ahead = Slot.objects.filter(taken__gt=0, starts_at__gt=now, starts_at__lte=now + policy.EARLIEST_AHEAD)
    rows = ahead.annotate(done=Coalesce(Max("remindings__stage"), 0)).order_by("starts_at", "id")
    stages = [
        (slot_id, done, policy.stage_due(day, starts_at, tz, now))
        for slot_id, day, starts_at, tz, done in rows.values_list("id", "date", "starts_at", "office__timezone", "done")
    ]
    return [(slot_id, stage) for slot_id, done, stage in stages if stage and stage > done]


def _remind(slot_id: int, stage: Stage, now: datetime) -> int:
    with transaction.atomic():
        row = (slot_id, int(stage), now)
        if not db.insert_rows(db.table_of(Reminding), _COLUMNS, [row], conflict=_CLAIM, returning="id"):
            return 0
        most_moves = offices.national_figure("moves_per_booking")
        bookings = _bookings(Slot.objects.select_related("office").get(pk=slot_id), stage)
        for booking in bookings:
            _tell(booking, stage, now, may_move=_may_move(booking, stage, most_moves))
    return len(bookings)


def _bookings(slot: Slot, stage: Stage) -> list[Booking]:
    """Those with live tickets that were made before the moment of the reminder."""
    moment = policy.reminder_at(stage, slot.date, slot.office.timezone)
    live = Booking.objects.filter(slot=slot, created_at__lt=moment, tickets__state=TicketState.CONFIRMED)
    ids = list(live.order_by("id").distinct().values_list("id", flat=True))
    return list(selectors.whole_bookings(ids))


def name_who_is_left(booking: Booking, *, now: datetime) -> None:
    """Some of a party gave their seats back: reminders that wait to be sent name only those who still hold one."""
    waiting = notifications.waiting(letters.name_of(booking), Kind.REMINDER, now=now)
    if not waiting:
        return
    [left] = selectors.whole_bookings([booking.pk])
    most_moves = offices.national_figure("moves_per_booking")
    for message_id, key in waiting:
        stage = Stage(int(key.split(":")[2]))
        notice = _notice(left, stage, may_move=_may_move(left, stage, most_moves))
        notifications.rewrite(message_id, dict(notice))


def _may_move(booking: Booking, stage: Stage, most_moves: int) -> bool:
    return stage != Stage.MORNING and booking.moves < most_moves


def _notice(booking: Booking, stage: Stage, *, may_move: bool) -> Notice:
    language, office = booking.account.language, booking.slot.office
    tickets = [one for one in booking.tickets.all() if one.state == TicketState.CONFIRMED]
    arrival = formats.time_words(min(one.arrives_at for one in tickets), office.timezone, language)
    words = {"date": formats.date_words(booking.slot.date, language), "time": arrival, "office": office.name}
    with translation.override(language):
        return Notice(
            subject=_subject(stage) % words,
            paragraphs=[
                _("Please arrive at %(time)s: %(people)s.") % {"time": arrival, "people": letters.people_of(tickets)},
                _("Bring the original papers that stand on your ticket, and the ticket on paper or on your phone."),
                _change_words(stage, may_move=may_move),
            ],
            facts=[*letters.facts_of(booking), (_("Address"), office.address)],
            url=documents.page_url(booking),
            link_words=_("Ticket, move or cancel") if may_move else _("Ticket, or cancel"),
        )


def _tell(booking: Booking, stage: Stage, now: datetime, *, may_move: bool) -> None:
    office = booking.slot.office
    letters.send(
        booking,
        Kind.REMINDER,
        _notice(booking, stage, may_move=may_move),
        key=f"reminder:{booking.code}:{stage.value}",
        now=now,
        expires_at=policy.reminder_until(stage, booking.slot.date, booking.slot.starts_at, office.timezone),
    )


def _subject(stage: Stage) -> str:
    if stage == Stage.MORNING:
        return _("Today at %(time)s: your visit, %(office)s")
    if stage == Stage.DAY_BEFORE:
        return _("Tomorrow, %(date)s, %(time)s: your visit, %(office)s")
    return _("In three days, %(date)s, %(time)s: your visit, %(office)s")


def _change_words(stage: Stage, *, may_move: bool) -> str:
    """How to move or cancel, as long as that can be done."""
    if not may_move:
        return _("If you cannot come, cancel until the session begins: the place then serves somebody else.")
    if stage == Stage.DAY_BEFORE:
        return _("If you cannot come, move the visit today, or cancel it until the session begins.")
    return _("If you cannot come, move the visit until the day before, or cancel it until the session begins.")
