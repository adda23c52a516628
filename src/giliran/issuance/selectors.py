"""Reads of passports on their way: the board of an office, one case, the queue of headquarters, a person's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from giliran.booking.models import Booking
from giliran.booking.states import TicketState
from giliran.booking.ticket import codec
from giliran.core import ids, secrets
from giliran.core.types import Actor
from giliran.issuance import permissions, policy
from giliran.issuance.models import Case, CaseMove, CentralQuestion, Handover
from giliran.issuance.states import AT_WORK, OVER, CaseState
from giliran.offices import permissions as offices_permissions
from giliran.offices.models import Office
from giliran.onsite.models import Visit

LATE, UNCLAIMED, WORK, DONE = "late", "unclaimed", "work", "done"
"""Parts of the board that are no states."""


def local_day(office: Office, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(office.timezone)).date()


def case_of(ticket: str, office: Office, actor: Actor) -> Case | None:
    """The case of a ticket (public id) at this office, for those who work with cases there."""
    if not permissions.may_see(actor, office.pk):
        return None
    return whole().filter(ticket__public_id=ticket, office=office).first()


def cases_named(tickets: Collection[str], office: Office, actor: Actor) -> list[Case]:
    """The cases of these tickets (public ids) at this office, in the order of the board."""
    if not tickets or not permissions.may_see(actor, office.pk):
        return []
    found = whole().filter(ticket__public_id__in=tickets, office=office)
    return list(found.order_by("due_date", "visited_at", "id"))


def whole() -> QuerySet[Case]:
    """Cases with all that pages and letters tell of them."""
    return Case.objects.select_related(
        "ticket__booking__account", "ticket__booking__slot__office", "ticket__booking__slot__window",
        "ticket__applicant", "office",
    )  # fmt: skip


def board(office: Office, actor: Actor, *, now: datetime, part: str = WORK, text: str = "") -> QuerySet[Case]:
    """The cases of an office in one part of its board, what is late first; `text` as in `says`."""
    if not permissions.may_see(actor, office.pk):
        return Case.objects.none()
    found = Case.objects.filter(office=office).select_related("ticket__booking")
    found = found.filter(says(text)) if text.strip() else found.filter(_part(part, office, now))
    newest_first = part in (DONE, *OVER) and not text.strip()
    return found.order_by("-state_at", "-id") if newest_first else found.order_by("due_date", "visited_at", "id")


def counts(office: Office, actor: Actor, *, now: datetime) -> dict[str, int]:
    """State, or part of the board, to how many stand there; those that are over are not counted."""
    if not permissions.may_see(actor, office.pk):
        return {}
    parts = (LATE, WORK, UNCLAIMED, CaseState.VISIT, *AT_WORK, CaseState.READY)
    live = Case.objects.filter(office=office).exclude(state__in=OVER)
    return live.aggregate(**{str(part): Count("id", filter=_part(part, office, now)) for part in parts})


def late_everywhere(places: Iterable[Office], actor: Actor, now: datetime) -> dict[int, int]:
    """Office id to the passports there that are later than promised, for headquarters; one query."""
    if not offices_permissions.may_at_headquarters(actor, "see_cases"):
        return {}
    days = {one.timezone: local_day(one, now) for one in places}
    late = Q(pk__in=[])
    for zone, day in sorted(days.items()):
        late |= Q(office__timezone=zone, due_date__lt=day)
    found = Case.objects.filter(late, state__in=AT_WORK).values_list("office_id").annotate(Count("id"))
    return dict(found)


def _part(part: str, office: Office, now: datetime) -> Q:
    if part == LATE:
        return Q(state__in=AT_WORK, due_date__lt=local_day(office, now))
    if part == UNCLAIMED:
        return Q(state=CaseState.READY, collect_until__lt=local_day(office, now))
    return {WORK: Q(state__in=AT_WORK), DONE: Q(state__in=OVER)}.get(part, Q(state=part))


def is_unclaimed(case: Case, now: datetime) -> bool:
    """Whether it is ready and kept no longer (PR02)."""
    until = case.collect_until
    return case.state == CaseState.READY and until is not None and until < local_day(case.office, now)


def says(text: str) -> Q:
    """Cases whose ticket is called so: by its QR, a booking code, a label, a name, or the last digits of the NIK."""
    words = "".join(filter(str.isprintable, text)).strip()[:200]
    if words[: len(codec.PREFIX)].upper() == codec.PREFIX:
        return Q(ticket__public_id=_scanned(words))
    if not words:
        return Q(pk__in=[])
    code = ids.parse_booking_code(words)
    if code:
        return Q(ticket__booking__code=code)
    parts = "".join(words.upper().split())
    letter, number = parts[:1], parts[1:].removeprefix("-")
    called = Q(ticket__full_name__icontains=words) | Q(ticket__nik_last4=words)
    if number.isascii() and number.isdecimal() and len(number) <= 4:
        called |= Q(ticket__letter=letter, ticket__number=int(number))
    return called


def _scanned(words: str) -> str:
    try:
        return codec.read(words, secrets.keyring().ticket_public_keys()).ticket_id
    except codec.UnreadableTicket:
        return ""


def moves_of(case: Case) -> list[CaseMove]:
    """What has become of a case, the newest first."""
    return list(case.moves.select_related("by").order_by("-at", "-id"))


def questions_of(case: Case) -> list[CentralQuestion]:
    """What was asked of headquarters, the newest first."""
    return list(case.questions.select_related("asked_by", "answered_by").order_by("-asked_at", "-id"))


def visit_id_of(case: Case) -> int | None:
    """The visit that a case waits for; None where it waits for none any more, or where none is at its own office."""
    if case.state != CaseState.VISIT:
        return None
    return Visit.objects.filter(ticket=case.ticket_id, office=case.office_id).values_list("id", flat=True).first()


def central_word(ticket_id: int) -> CentralQuestion | None:
    """The newest question about the passport of a ticket, answered or not, for the counter where its person stands."""
    asked = CentralQuestion.objects.filter(case__ticket=ticket_id)
    return asked.order_by("-asked_at", "-id").first()


def answered_for(ticket_ids: Collection[int]) -> set[int]:
    """Those of these tickets about which headquarters has answered, and has not been asked again."""
    asked = CentralQuestion.objects.filter(case__ticket__in=ticket_ids).values_list("case__ticket", "answered_at")
    open_ = {ticket for ticket, answered_at in asked if answered_at is None}
    return {ticket for ticket, _answered_at in asked} - open_


def handover_of(case: Case) -> Handover | None:
    return Handover.objects.filter(case=case).select_related("by").first()


def central_queue(actor: Actor, *, office: str = "") -> QuerySet[CentralQuestion]:
    """Questions that wait for an answer, the most urgent first; those of one office by its code."""
    if not permissions.may_answer(actor):
        return CentralQuestion.objects.none()
    found = CentralQuestion.objects.filter(answered_at=None).select_related("case__ticket__booking", "case__office")
    found = found.filter(case__office__code=office) if office else found
    return found.order_by("due_date", "asked_at", "id")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions of an office wait, and how many of them too long."""

    code: str
    name: str
    waiting: int
    late: int


def central_counts(actor: Actor, *, today: date) -> list[Waiting]:
    """Every office that has asked something and has no answer yet, the one with the most late ones first."""
    if not permissions.may_answer(actor):
        return []
    open_ = CentralQuestion.objects.filter(answered_at=None)
    rows = open_.values_list("case__office__code", "case__office__name").annotate(
        waiting=Count("id"), late=Count("id", filter=Q(due_date__lt=today))
    )
    return sorted((Waiting(*row) for row in rows), key=lambda one: (-one.late, -one.waiting, one.name))


def central_question(ticket: str, actor: Actor) -> CentralQuestion | None:
    """The newest question about the case of a ticket (public id), answered or not; for headquarters."""
    if not permissions.may_answer(actor):
        return None
    found = CentralQuestion.objects.filter(case__ticket__public_id=ticket)
    whole_case = ("case__ticket__booking__account", "case__ticket__booking__slot__office", "case__office")
    return found.select_related(*whole_case, "asked_by", "answered_by").order_by("-asked_at", "-id").first()


@dataclass(frozen=True, slots=True)
class Progress:
    """How a passport stands, for its person. `collect_until` once it is ready; `answer_by` while headquarters has it;
    `reason` where it was not granted or was cancelled; `taken_by` who took it."""

    case: Case
    collect_until: date | None = None
    answer_by: date | None = None
    reason: str = ""
    taken_by: str = ""
    is_late: bool = False


def progress_of(booking: Booking, actor: Actor, *, now: datetime) -> dict[int, Progress]:
    """Ticket id to how its passport stands; for the holder of the booking and those who work with it.

    One read, and none before anybody has come.
    """
    came = any(one.state == TicketState.ATTENDED for one in booking.tickets.all())
    if not came or not permissions.may_follow(actor, booking):
        return {}
    found = list(_with_progress(Case.objects.filter(ticket__booking=booking).select_related("office")))
    return {one.ticket_id: _progress(one, now) for one in found}


def _with_progress(cases: QuerySet[Case]) -> QuerySet[Case]:
    asked = CentralQuestion.objects.filter(case=OuterRef("pk"), answered_at=None).values("due_date")
    ended = CaseMove.objects.filter(case=OuterRef("pk"), to_state__in=[CaseState.REFUSED, CaseState.CANCELLED])
    return cases.annotate(
        answer_by=Subquery(asked[:1]), ended_because=Subquery(ended.values("reason")[:1]), taken_by=F("handover__name")
    )


def promised_for(ticket_id: int) -> date | None:
    """The day on which a passport that is being made is promised; for the page of a card's secret address, which says
    nothing else about it."""
    return Case.objects.filter(ticket=ticket_id, state__in=AT_WORK).values_list("due_date", flat=True).first()


def _progress(case: Case, now: datetime) -> Progress:
    told: Any = case  # with what `_with_progress` has added
    is_late = case.state in AT_WORK and policy.days_over(case.due_date, local_day(case.office, now)) > 0
    return Progress(
        case,
        collect_until=case.collect_until if case.state == CaseState.READY else None,
        answer_by=told.answer_by,
        reason=told.ended_because or "",
        taken_by=told.taken_by or "",
        is_late=is_late,
    )
