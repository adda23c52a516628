"""What the pages of the door show, in words."""

from __future__ import annotations

import base64
import json
import secrets as chance
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from giliran.booking.ticket import codec
from giliran.core import secrets
from giliran.core.types import Actor
from giliran.onsite import policy, selectors, sentences
from giliran.onsite.policy import Verdict
from giliran.onsite.services import card as cards
from giliran.onsite.services.check_in import Look
from giliran.web.gate import words

if TYPE_CHECKING:
    from giliran.booking.models import Ticket
    from giliran.offices.models import Office
    from giliran.onsite.models import CheckIn

_LOCAL = {
    "other_office": gettext_lazy("This ticket is for another office."),
    "other_day": gettext_lazy("This ticket is for another day."),
}
ICONS = {"valid": "circle-check", "attention": "alert-triangle", "refused": "circle-x"}


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the party; `why` says why somebody cannot come in."""

    ticket: Ticket
    may_enter: bool
    is_shown: bool
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict on the screen. `text` and `is_scan` are what was looked at, so that it can be looked at again."""

    text: str
    is_scan: bool
    nonce: str
    kind: str = ""
    code: str = ""
    icon: str = ""
    word: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    found: tuple[Ticket, ...] = ()
    may_enter: int = 0
    needs_reason: bool = False

    @property
    def hero(self) -> Ticket | None:
        """The ticket whose label stands largest: the one that was shown, or the only one."""
        if len(self.people) == 1:
            return self.people[0].ticket
        return next((person.ticket for person in self.people if person.is_shown), None)

    @property
    def first(self) -> Ticket | None:
        return self.people[0].ticket if self.people else None

    @property
    def said(self) -> str:
        """For those who listen."""
        label = f" {self.hero.label}." if self.hero else ""
        return f"{self.word}.{label} {' '.join((self.reason, *self.notes))}"


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody who has just come in."""

    check_in: CheckIn
    ahead: int


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is in by a press, who could not come in and why, and whether it can still be taken back."""

    nonce: str
    inside: tuple[Inside, ...]
    outside: tuple[str, ...]
    may_undo: bool

    @property
    def said(self) -> str:
        return _("Checked in: %(labels)s.") % {"labels": ", ".join(one.check_in.ticket.label for one in self.inside)}


def look(seen: Look, office: Office, *, text: str, is_scan: bool) -> Shown:
    """A look, in words."""
    nonce = chance.token_hex(16)
    if seen.verdict is None:
        return Shown(text, is_scan, nonce, found=seen.found)
    return Shown(
        text,
        is_scan,
        nonce,
        kind=seen.verdict.kind,
        code=seen.verdict.code,
        icon=ICONS[seen.verdict.kind],
        word=str(sentences.WORDS[seen.verdict.kind]),
        reason=sentences.reason(seen.verdict, office.timezone),
        notes=tuple(sentences.reason(note, office.timezone) for note in seen.notes),
        people=tuple(_person(one.ticket, one.verdict, one.is_shown, office) for one in seen.people),
        may_enter=len(seen.may_enter),
        needs_reason=seen.needs_reason,
    )


def _person(ticket: Ticket, verdict: Verdict, is_shown: bool, office: Office) -> Person:
    why = "" if verdict.may_enter else sentences.reason(verdict, office.timezone)
    return Person(ticket, verdict.may_enter, is_shown, why)


def admission(
    admitted: Sequence[CheckIn],
    refused: Sequence[tuple[Ticket, Verdict]],
    office: Office,
    now: datetime,
) -> Admission:
    ahead = selectors.people_ahead(admitted, now)
    return Admission(
        nonce=admitted[0].nonce,
        inside=tuple(Inside(one, ahead[one.ticket_id]) for one in admitted),
        outside=tuple(f"{ticket.label}: {sentences.reason(verdict, office.timezone)}" for ticket, verdict in refused),
        may_undo=policy.may_undo(admitted[0].at, now),
    )


def for_the_browser(office: Office, *, is_enrolled: bool) -> dict[str, Any]:
    """What the browser needs to judge a signature by itself: the public keys, and the words for what is wrong; on an
    enrolled device all that it says without a network, and the files that it keeps."""
    ring = secrets.keyring().ticket_public_keys()
    return {
        "keys": json.dumps({id_: base64.b64encode(raw).decode() for id_, raw in ring.items()}),
        "local_sentences": [*codec.SENTENCES.items(), *_LOCAL.items()],
        "refused_word": sentences.WORDS["refused"],
        "is_enrolled": is_enrolled,
        **(_alone(office) if is_enrolled else {}),
    }


def _alone(office: Office) -> dict[str, Any]:
    stage = cards.stage_words(office, get_language() or "id")
    return {"words": words.spoken(office), "kept": words.kept_files(), "stage": stage}


def at_the_gate(actor: Actor) -> Actor:
    """The same officer, acting through this door."""
    return replace(actor, door="gate")
