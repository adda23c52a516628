"""The lists of those who work on complaints: by part, filtered, searched. However many there are, a page is read by
index, and nothing is counted beyond `MOST_COUNTED`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from giliran.complaints import permissions
from giliran.complaints.models import Complaint
from giliran.complaints.policy.searching import words_wanted
from giliran.complaints.selectors.cases import desk, parse_number, seen_by
from giliran.complaints.selectors.recap import filed_between
from giliran.complaints.states import OPEN, OVER, Channel, State
from giliran.core import db, ids
from giliran.core.types import Actor
from giliran.offices.models import Office

WORK, LATE, MINE, ELSEWHERE, ANSWERED, OVER_PART, ALL = "work", "late", "mine", "elsewhere", "answered", "over", "all"
"""Parts: to be done here; late; the actor's own; open but in other hands (headquarters', or an office's); answered and
waiting for a word of the person; over; everything."""

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; empty means any. `first` and `last` are months of coming in; `office` is a code, or
    `none`."""

    part: str = WORK
    text: str = ""
    state: str = ""
    category: str = ""
    channel: str = ""
    office: str = ""
    first: date | None = None
    last: date | None = None


def cases(actor: Actor, wanted: Wanted, *, now: datetime, office: Office | None = None) -> QuerySet[Complaint]:
    """What is due first on top; what nobody is waiting for, the newest first."""
    found = _part(actor, wanted.part, now, office)
    if wanted.first and wanted.last:
        found = found & filed_between(actor, wanted.first, wanted.last, office)
    chosen = {name: value for name in ("state", "category", "channel") if (value := getattr(wanted, name))}
    found = found.filter(**chosen)
    if wanted.office:
        found = found.filter(office=None) if wanted.office == "none" else found.filter(office__code=wanted.office)
    if wanted.text:
        found = _search(found, wanted.text)
    return (
        found.order_by(*_order(wanted.part, F))
        .select_related("office", "assigned_to")
        .defer("contact_sealed", "rating_words")
    )


def page_keys(found: QuerySet[Complaint], wanted: Wanted, first: int, last: int, *, is_short: bool) -> list[int]:
    """The primary keys of `found` from place `first` up to `last`, in its order.

    What is known to be short is found first and sorted then: where few rows have a word, PostgreSQL would look for them
    along the index of the order, which is all of them.
    """
    if is_short:
        found = found.order_by(*_order(wanted.part, lambda name: Coalesce(F(name), F(name))))
    return list(found.values_list("pk", flat=True)[first:last])


def _order(part: str, column: Callable[[str], Any]) -> tuple[Any, ...]:
    if part in (WORK, LATE, MINE, ELSEWHERE):
        return column("due_at").asc(nulls_last=True), "id"
    return column("filed_at").desc(), "-id"


def counts(actor: Actor, *, now: datetime, office: Office | None = None) -> Mapping[str, int]:
    """How many stand in the parts that ask for work, up to `MOST_COUNTED`."""
    return {part: counted(_part(actor, part, now, office)) for part in (WORK, LATE, MINE, ELSEWHERE)}


def counted(found: QuerySet[Complaint]) -> int:
    """How many, `MOST_COUNTED` + 1 standing for more."""
    return found.order_by()[: MOST_COUNTED + 1].count()


def _part(actor: Actor, part: str, now: datetime, office: Office | None) -> QuerySet[Complaint]:
    everything = seen_by(actor, office)
    match part:
        case "late":
            return everything.filter(merged_into=None, state__in=OPEN, due_at__lte=now)
        case "mine":
            return everything.filter(merged_into=None, state__in=OPEN, assigned_to_id=actor.user_id)
        case "elsewhere":
            return everything.filter(merged_into=None, state__in=OPEN, at_headquarters=office is not None)
        case "answered":
            return everything.filter(merged_into=None, state=State.RESPONDED)
        case "over":
            return everything.filter(merged_into=None, state__in=OVER)
        case "all":
            return everything
    return desk(actor, office)


def _search(found: QuerySet[Complaint], text: str) -> QuerySet[Complaint]:
    """By number, booking code or the reference of a channel; else by the words of the complaint, each from its
    beginning on."""
    code = parse_number(text) or ids.parse_booking_code(text) or ""
    by_name = Q(channel__in=Channel.values, channel_reference=text)
    if code:
        by_name |= Q(number=code) | Q(booking__code=code)
    named = found.filter(by_name)
    if named.exists():
        return named
    words = words_wanted(text)
    if not words:
        return found.none()
    if db.is_postgres():
        return found.filter(_in_words(words))
    for word in words:
        found = found.filter(text__icontains=word)
    return found


def _in_words(words: list[str]) -> RawSQL:
    """Full text over the words of all complaints, which PostgreSQL keeps beside them (`words`)."""
    asked = " & ".join(f"{word}:*" for word in words)
    matches = "complaints_complaint.words @@ to_tsquery('simple', %s)"
    return RawSQL(matches, (asked,), output_field=BooleanField())  # noqa: S611 - letters and digits only


def may_work_here(actor: Actor, office: Office | None) -> bool:
    return permissions.may_work_at(actor, office.pk) if office else permissions.is_headquarters(actor)
