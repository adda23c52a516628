"""An incident from the proposal to its end. What people read is written by officers, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from giliran.audit import services as audit
from giliran.core import db
from giliran.core.types import Actor
from giliran.offices.models import Office
from giliran.outreach import permissions
from giliran.outreach.models import Incident, IncidentNote
from giliran.outreach.models.incidents import WHAT_SIGNS, WORDS_SIGNS
from giliran.outreach.policy.incidents import MOST_OFFICES, InTwo, scope_of, wrong_moments
from giliran.outreach.selectors import current
from giliran.outreach.sentences.incidents import refusal, usual_ways
from giliran.outreach.states import INCIDENT_MOVES, IncidentKind, IncidentSource, IncidentState


def propose_incident(
    *, kind: str, what: InTwo, offices: Sequence[Office], since: datetime, by: Actor, now: datetime,
    ways: InTwo | None = None, source: IncidentSource = IncidentSource.OFFICER,
    evidence: Mapping[str, Any] | None = None,
) -> Incident:  # fmt: skip
    """Something seems to be down at these offices, or in the whole country where none is named; nobody is told yet.

    Raises `Refusal` (`incident_known`, `kind_unknown`, `too_many_offices`, and what is wrong with words or moments).
    """
    ids = [one.pk for one in offices]
    if source == IncidentSource.OFFICER and not permissions.may_lead_incident(by, ids):
        raise PermissionDenied
    if kind not in IncidentKind.values:
        raise refusal("kind_unknown", field="kind")
    if len(ids) > MOST_OFFICES:
        raise refusal("too_many_offices", field="offices")
    what, ways = _whole(what, "what", WHAT_SIGNS), _whole(ways or usual_ways(), "ways", WORDS_SIGNS)
    _check_moments(now=now, since=since, next_update_at=None, expected_at=None)
    try:
        with transaction.atomic():
            incident = Incident.objects.create(
                created_at=now, kind=kind, source=source, state_at=now, scope=scope_of(ids), what_id=what.id,
                what_en=what.en, ways_id=ways.id, ways_en=ways.en, since=since, evidence=dict(evidence or {}),
            )  # fmt: skip
            incident.offices.set(offices)
            _note(incident, IncidentState.PROPOSED, None, by, now)
    except IntegrityError as known:
        raise refusal("incident_known", field="kind") from known
    return incident


def confirm_incident(
    *, incident: Incident, what: InTwo, ways: InTwo, words: InTwo, since: datetime, next_update_at: datetime | None,
    expected_at: datetime | None, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """It is so, and people are told. Raises `Refusal`."""
    what, ways = _whole(what, "what", WHAT_SIGNS), _whole(ways, "ways", WORDS_SIGNS)
    told = _told(words, next_update_at, expected_at, now, since)
    said = {"what_id": what.id, "what_en": what.en, "ways_id": ways.id, "ways_en": ways.en, "since": since}
    _move(incident, IncidentState.CONFIRMED, told, by, now, **said)


def update_incident(
    *, incident: Incident, words: InTwo, next_update_at: datetime | None, expected_at: datetime | None, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Say what is new while it goes on. Raises `Refusal`."""
    _require(incident, by)
    told = _told(words, next_update_at, expected_at, now)
    with transaction.atomic():
        going_on = Incident.objects.filter(pk=incident.pk, state=IncidentState.CONFIRMED)
        if not db.claim(going_on, next_update_at=next_update_at, expected_at=expected_at):
            raise refusal("incident_moved")
        _note(incident, IncidentState.CONFIRMED, told, by, now, event="updated")
    current.forget()


def resolve_incident(*, incident: Incident, words: InTwo, by: Actor, now: datetime) -> None:
    """It is over. Those who were hit are told by the worker, and complaints about it are answered. Raises `Refusal`."""
    told = IncidentNote(**_words(_whole(words, "words", WORDS_SIGNS)))
    _move(incident, IncidentState.RESOLVED, told, by, now)


def dismiss_incident(*, incident: Incident, reason: str, by: Actor, now: datetime) -> None:
    """It is none. What it was proposed from does not propose it again. Raises `Refusal`."""
    why = " ".join(reason.split())
    if not why:
        raise refusal("reason_missing", field="reason")
    if len(why) > WORDS_SIGNS:
        raise refusal("text_too_long", field="reason", most=WORDS_SIGNS)
    _move(incident, IncidentState.DISMISSED, IncidentNote(words_id=why, words_en=why), by, now)


def _move(incident: Incident, to: IncidentState, told: IncidentNote, by: Actor, now: datetime, **changes: Any) -> None:
    _require(incident, by)
    before = IncidentState(incident.state)
    if to not in INCIDENT_MOVES[before]:
        raise refusal("incident_moved")
    with transaction.atomic():
        ours = Incident.objects.filter(pk=incident.pk, state=before)
        moments = {"next_update_at": told.next_update_at, "expected_at": told.expected_at}
        if not db.claim(ours, state=to, state_at=now, **moments, **changes):
            raise refusal("incident_moved")
        _note(incident, to, told, by, now)
    current.forget()


def _require(incident: Incident, by: Actor) -> None:
    if not permissions.may_lead_incident(by, list(incident.offices.values_list("pk", flat=True))):
        raise PermissionDenied


def _told(
    words: InTwo, next_update_at: datetime | None, expected_at: datetime | None, now: datetime,
    since: datetime | None = None,
) -> IncidentNote:  # fmt: skip
    """What people are told while it goes on: always with the hour at which they hear more."""
    words = _whole(words, "words", WORDS_SIGNS)
    if next_update_at is None:
        raise refusal("next_update_missing", field="next_update_at")
    _check_moments(now=now, since=since, next_update_at=next_update_at, expected_at=expected_at)
    return IncidentNote(**_words(words), next_update_at=next_update_at, expected_at=expected_at)


def _words(words: InTwo) -> dict[str, str]:
    return {"words_id": words.id, "words_en": words.en}


def _whole(text: InTwo, name: str, most: int) -> InTwo:
    text = text.clean()
    if not text.is_whole:
        raise refusal(f"{name}_missing", field=f"{name}_en" if text.id else f"{name}_id")
    if text.length > most:
        raise refusal("text_too_long", field=f"{name}_id" if len(text.id) > most else f"{name}_en", most=most)
    return text


def _check_moments(**moments: Any) -> None:
    for field, code in wrong_moments(**moments).items():
        raise refusal(code, field=field)


def _note(
    incident: Incident, state: IncidentState, told: IncidentNote | None, by: Actor, now: datetime, *, event: str = ""
) -> None:
    note = told or IncidentNote()
    note.incident, note.state, note.at, note.by_id = incident, state, now, by.user_id
    note.save()
    scope = incident.scope
    audit.record(
        event=f"incident.{event or state.value}", by=by, about=f"incident:{incident.public_id}", at=now,
        office_id=int(scope) if scope.isdecimal() else None, data={"kind": incident.kind, "scope": scope},
    )  # fmt: skip
