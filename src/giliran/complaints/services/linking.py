"""A complaint is tied to what it is about: a booking, or an incident that concerns many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from giliran.booking.models import Booking
from giliran.complaints import permissions, selectors
from giliran.complaints.models import Complaint
from giliran.complaints.sentences import refusal
from giliran.complaints.services import joined, letters
from giliran.complaints.services.move import move, require_work, say
from giliran.complaints.states import OPEN, ReplyKind, Side, State
from giliran.core import formats, ids
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.outreach.models import Incident, IncidentNote
from giliran.outreach.states import IncidentState

AT_ONCE = 100
"""So many are answered in one round of the tick."""


def link_to_booking(*, complaint: Complaint, code: str, by: Actor, now: datetime) -> None:
    """Say which booking it is about, by its code; an empty code unties it. Raises `Refusal` (`booking_unknown`)."""
    require_work(by, complaint)
    parsed = ids.parse_booking_code(code)
    found = Booking.objects.filter(code=parsed).first() if parsed else None
    if code.strip() and found is None:
        raise refusal("booking_unknown", field="booking")
    with transaction.atomic():
        move(complaint, None, by=by, now=now, event="complaint.linked", booking_id=found.pk if found else None,
             data={"booking": found.code if found else ""})  # fmt: skip
    complaint.booking = found


def link_to_incident(*, names: Collection[int], incident: Incident | None, by: Actor, now: datetime) -> int:
    """Tie complaints (by primary key) to an incident, or untie them. When it is over they are answered at once. Those
    out of the actor's reach are passed over. Returns how many."""
    chosen = Complaint.objects.filter(pk__in=set(names), state__in=OPEN, in_confidence=False).order_by("pk")
    told = {"incident": str(incident.public_id) if incident else ""}
    with transaction.atomic():
        fit = [one for one in chosen.select_related("office") if permissions.may_work(by, one)]
        for one in fit:
            move(one, None, by=by, now=now, event="complaint.linked", data=told, incident=incident)
    return len(fit)


def answer_restored(now: datetime) -> int:
    """Tick step: whoever complained about an incident that is over is answered, with the words that everybody reads.
    Returns how many."""
    waiting = Complaint.objects.filter(incident__state=IncidentState.RESOLVED, state__in=OPEN, merged_into=None)
    waiting = waiting.filter(Q(answered_at=None) | Q(answered_at__lt=F("incident__state_at")))
    found = waiting.select_related("office", "account", "incident").order_by("id")[:AT_ONCE]
    return sum(_answer(one, now) for one in found)


def _answer(complaint: Complaint, now: datetime) -> bool:
    closes_at = selectors.working_days_from(complaint.office, now, selectors.terms().silence)
    try:
        with transaction.atomic():
            move(complaint, State.RESPONDED, by=SYSTEM, now=now, event="complaint.restored", side=Side.SYSTEM,
                 closes_at=closes_at, asked_at=None, extended_until=None, answered_at=now,
                 first_answered_at=complaint.first_answered_at or now,
                 verified_at=complaint.verified_at or now)  # fmt: skip
            text = _words(complaint)
            made = say(complaint, text, side=Side.SYSTEM, kind=ReplyKind.ANSWER, by=SYSTEM, now=now)
            letters.tell_said(complaint, made, now=now)
            joined.follow(complaint, made, now=now)
    except Refusal:  # somebody has just worked on it
        return False
    return True


def _words(complaint: Complaint) -> str:
    incident, language = complaint.incident, complaint.language
    if incident is None:
        return ""
    last = IncidentNote.objects.filter(incident=incident, state=IncidentState.RESOLVED).order_by("-id").first()
    is_english = language.startswith("en")
    told = (last.words_en if is_english else last.words_id) if last else ""
    with translation.override(language):
        over = _("What you reported is over since %(moment)s: %(what)s.") % {
            "moment": formats.moment_words(incident.state_at, selectors.zone_of(complaint.office), language),
            "what": (incident.what_en if is_english else incident.what_id).rstrip("."),
        }
    return "\n\n".join(part for part in (over, told) if part)
