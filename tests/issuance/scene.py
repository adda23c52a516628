"""An office where passports are made: its staff, somebody whose visit is finished, and moments of that week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from giliran.accounts.models import User
from giliran.booking.models import Ticket
from giliran.booking.states import TicketState
from giliran.core.types import SYSTEM, Actor
from giliran.issuance.models import Case, CentralQuestion
from giliran.issuance.services import adjudicate, produce
from giliran.issuance.services.hand_over import TakerDraft
from giliran.issuance.services.open import open_case
from giliran.issuance.states import CaseState
from giliran.offices.models import Office
from tests.factories import catalogue, visits, world

MONDAY = date(2026, 11, 23)
SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday, 12.00 WIB: the visit is over."""
KK = "3174011203180001"
"""The family card of everybody whom `world.a_person` makes."""
SIGNATURE = "M20 100L60 40L90 140L140 60L220 120"


@dataclass
class Workshop:
    """An office and those who work on passports there; `cases` are opened on Monday noon."""

    office: Office
    adjudicator: Actor
    printer: Actor
    handover: Actor
    supervisor: Actor
    centre: Actor

    def case(self, number: int = 0, *, name: str = "Siti Rahayu", names: tuple[str, ...] = ()) -> Case:
        """Somebody's case in adjudication; their NIK is `world.a_nik(number * 10)`."""
        return self.cases(number, *(names or (name,)))[0]

    def cases(self, number: int, *names: str) -> list[Case]:
        return [open_case(ticket=one, visited_at=NOON, by=SYSTEM, now=NOON) for one in self.visitors(number, *names)]

    def visitors(self, number: int, *names: str) -> list[Ticket]:
        booking = visits.a_visit(self.office, MONDAY, now=SUNDAY, number=number, names=names)
        booking.tickets.update(state=TicketState.ATTENDED, state_at=NOON)
        return list(booking.tickets.order_by("number"))

    def bring(self, case: Case, to: CaseState, *, now: datetime = NOON) -> Case:
        """Take a case from adjudication to a state by the use cases that lead there."""
        if to == CaseState.HEADQUARTERS:
            return self.ask(case, now=now)
        if to != CaseState.ADJUDICATION:
            adjudicate.approve(case=case, by=self.adjudicator, now=now)
        steps = [
            (CaseState.TO_TEST, produce.start_print),
            (CaseState.TO_LAMINATE, produce.pass_quality),
            (CaseState.READY, produce.laminate),
        ]
        for state, step in steps:
            if case.state == to:
                break
            step(case=case, by=self.printer, now=now)
            assert case.state == state
        assert case.state == to
        return case

    def ask(self, case: Case, why: str = "duplicate", *, now: datetime = NOON) -> Case:
        return adjudicate.send_to_headquarters(
            case=case, why=why, question="Wajah mirip dengan pemegang lain", by=self.adjudicator, now=now
        )


def a_workshop(code: str = "jakarta-selatan", *, id: int = 1) -> Workshop:
    catalogue.a_catalogue()
    office = world.an_office(code, id=id, quota=None)
    world.a_slot(office, MONDAY, capacity=400)
    return Workshop(
        office,
        *(_officer(role, office) for role in ("adjudicator", "production", "handover", "supervisor")),
        _officer("hq", None),
    )


def _officer(role: str, office: Office | None) -> Actor:
    user = User.objects.filter(email=f"{role}@example.id").first() or world.staff_member(role, office)
    return world.actor_of(user, roles=[(role, office.pk if office else None)])


def question_of(case: Case) -> CentralQuestion:
    return CentralQuestion.objects.select_related(
        "case__ticket__booking__account", "case__ticket__booking__slot__office", "case__office"
    ).get(case=case, answered_at=None)


def herself(number: int = 0, **changes: object) -> TakerDraft:
    """The person of `case(number)` comes with her card, and signs."""
    given = {"to": "self", "nik": world.a_nik(number * 10), "signature": SIGNATURE, **changes}
    return TakerDraft(**given)  # type: ignore[arg-type]


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)
