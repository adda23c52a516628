"""What an officer at a counter knows of the person in front of them: as little as the work needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giliran.accounts.policy import age_on
from giliran.catalogue import selectors as catalogue
from giliran.catalogue.selectors import Shelf
from giliran.catalogue.states import Purpose
from giliran.core.types import Actor
from giliran.issuance import selectors as issuance
from giliran.offices import permissions
from giliran.onsite import selectors
from giliran.onsite.states import StageKind
from giliran.payments import selectors as payments
from giliran.web.bills.words import Shown, shown
from giliran.web.people import warnings

if TYPE_CHECKING:
    from giliran.issuance.models import CentralQuestion
    from giliran.onsite.models import Visit, VisitNote

NEXT_PAPER = {"": "ok", "ok": "missing", "missing": ""}
"""What one more press on a document says."""
PAPERS = {
    "": ("minus", gettext_lazy("Not looked at"), ""),
    "ok": ("circle-check", gettext_lazy("There"), "free"),
    "missing": ("circle-x", gettext_lazy("Missing"), "no"),
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document of the checklist; `key` presses it on the keyboard, `then` is what a press makes of it."""

    code: str
    name: str
    state: str
    key: str
    icon: str
    word: Any
    kind: str
    then: str


@dataclass(frozen=True, slots=True)
class BillRow:
    """The bill that speaks for somebody at a payment stage; None where none could be made."""

    bill: Shown | None
    waived: str = ""

    @property
    def is_paid(self) -> bool:
        return self.bill is not None and self.bill.is_paid


@dataclass(frozen=True, slots=True)
class Panel:
    """One person at the counter."""

    visit: Visit
    age: int
    service: str
    booklet: str
    purpose: str
    warnings: list[str]
    papers: list[PaperRow]
    notes: list[VisitNote]
    bill: BillRow | None
    may_reveal: bool
    may_waive: bool
    central: CentralQuestion | None = None
    nik: str = ""

    @property
    def missing(self) -> list[str]:
        return [one.name for one in self.papers if one.state == "missing"]

    @property
    def precedence(self) -> str:
        """By what right they go first; empty for whoever goes in order of time."""
        if self.visit.precedence == "regular":
            return ""
        person = self.visit.ticket.applicant
        why = [
            words
            for words, holds in (
                (_("60 years or older"), self.age >= 60),
                (_("5 years or younger"), self.age <= 5),
                (_("pregnant"), bool(person and person.is_pregnant)),
                (_("with a disability"), bool(person and person.has_disability)),
            )
            if holds
        ]
        return ", ".join(why) or str(self.visit.get_precedence_display())


def panel(visit: Visit, actor: Actor, now: datetime, *, nik: str = "") -> Panel:
    """Everything about one visit for the officer who serves it."""
    ticket, age = visit.ticket, age_on(visit.ticket.birth_date, visit.date)
    shelf = _shelf(visit.date, actor.language, int(now.timestamp()) // 60)
    service, booklet = shelf.services.get(ticket.service), shelf.fees.get(ticket.booklet)
    return Panel(
        visit=visit,
        age=age,
        service=service.name if service else ticket.service,
        booklet=booklet.name if booklet else ticket.booklet,
        purpose=str(Purpose(ticket.purpose).label) if ticket.purpose in Purpose else ticket.purpose,
        warnings=[_("Who this person is has not been entered yet.")]
        if ticket.is_provisional
        else warnings.of(ticket.applicant),
        papers=papers_of(visit, shelf, age),
        notes=list(selectors.notes_of(visit)),
        bill=_bill(visit),
        may_reveal=permissions.may(actor, "reveal_nik", visit.office_id)
        and ticket.applicant is not None
        and not ticket.is_provisional,
        central=issuance.central_word(ticket.pk) if visit.reason else None,
        may_waive=permissions.may(actor, "run_floor", visit.office_id),
        nik=" ".join(nik[i : i + 4] for i in range(0, len(nik), 4)),
    )


def papers_of(visit: Visit, shelf: Shelf, age: int) -> list[PaperRow]:
    """The documents of the service, each as it was last pressed."""
    found = shelf.papers(visit.ticket.service, purpose=visit.ticket.purpose, age=age)
    return [
        _paper(one.code, f"{one.name} ({one.condition})" if one.condition else one.name, visit, place)
        for place, one in enumerate(found, start=1)
    ]


def _paper(code: str, name: str, visit: Visit, place: int) -> PaperRow:
    state = visit.papers.get(code, "")
    icon, word, kind = PAPERS[state]
    return PaperRow(code, name, state, str(place) if place < 10 else "", icon, word, kind, NEXT_PAPER[state])


def _bill(visit: Visit) -> BillRow | None:
    if visit.stage is None or visit.stage.kind != StageKind.PAYMENT:
        return None
    bill = payments.bill_without_lines(visit.ticket)
    return BillRow(shown(bill) if bill else None, visit.fee_waived)


@lru_cache(maxsize=8)
def _shelf(day: date, language: str, minute: int) -> Shelf:
    """The catalogue changes a few times a year, and this page is drawn some hundred times a minute: it is read once
    a minute by each process."""
    return catalogue.shelf(day, language)


def forget_shelf() -> None:
    """For tests, whose catalogue changes more often."""
    _shelf.cache_clear()
