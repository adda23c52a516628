"""One day at an office, played through its pages: people who come, wait, vanish and return, officers who call them, a
head who watches. Time is the product's clock, moved from one event to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from django.test import Client

from giliran.booking.models import Ticket
from giliran.booking.services.miss import mark_missed
from giliran.issuance.models import Case
from giliran.issuance.services.open import open_due
from giliran.onsite.models import Counter, Duty, Visit
from giliran.onsite.services.visits import end_day
from giliran.onsite.states import StageKind, VisitState
from giliran.payments import selectors as payments
from tests.factories import world
from tests.floor_day.scenery import EIGHT, Scenery, browser, minutes

SECONDS = {"documents": 70, "data": 95, "biometrics": 130, "payment": 40, "other": 60}
"""How long one person takes at a stage, on the whole."""
LOOK_AGAIN = timedelta(seconds=40)
AWAY = (VisitState.ABSENT, VisitState.PARKED)
CARD = {
    "kk": "3174011203180001", "birth_place": "Jakarta", "sex": "M", "street": "Jl. Tebet Raya No. 12",
    "village": "Tebet Barat", "province": "31", "regency": "31.74",
    "district_code": "31.74.01", "service": "new", "booklet": "PB_E_10", "purpose": "holiday",
}  # fmt: skip
"""What stands on the identity card of whoever comes without a booking, besides number, name and day of birth."""
TAKER = {
    "to": "attorney", "nik": world.a_nik(5000), "name": "Wakil Pemohon", "letter": "SK-1", "on_paper": "on",
    "slip": "B-1",
}  # fmt: skip


@dataclass
class Told:
    """What happened besides the moves: what was refused, what the head's page said when, and how often who did what."""

    refused: list[str] = field(default_factory=list)
    looks: list[tuple[datetime, dict[str, int]]] = field(default_factory=list)
    deeds: dict[str, int] = field(default_factory=dict)

    def did(self, deed: str) -> None:
        self.deeds[deed] = self.deeds.get(deed, 0) + 1


class Day:
    """The clock and what is to happen."""

    def __init__(self, scene: Scenery, traveller: time_machine.Coordinates) -> None:
        self.scene, self.traveller, self.now = scene, traveller, EIGHT
        self.told = Told()
        self.coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self._turn = itertools.count()
        self.receipts = itertools.count(1)
        self.away_until: dict[int, datetime] = {}
        """Booking id to when the party is in the hall again."""
        self.stays_away: set[int] = set()
        self.officers = [
            Officer(self, user.pk, client, counter.number)
            for (user, client), counter in zip(scene.officers, scene.counters, strict=True)
        ]

    def at(self, moment: datetime, do: Callable[[], None]) -> None:
        heapq.heappush(self.coming, (moment, next(self._turn), do))

    def play(self) -> Told:
        """From the first arrival until nobody waits any more, then the evening and the night."""
        self._arrivals()
        for one in self.officers:
            self.at(EIGHT, one.begin)
        self._troubles()
        for n in range(1, 26):
            self.at(EIGHT + minutes(30 * n), self.look)
        while self.coming:
            self.now, _turn, do = heapq.heappop(self.coming)
            self.traveller.move_to(self.now)
            do()
        self._night()
        return self.told

    @property
    def is_over(self) -> bool:
        """Everybody has come, and nobody in the house is still owed something that a counter can give."""
        return not self._expected and not self._still_in()

    def _still_in(self) -> bool:
        states = [VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.HELD]
        return Visit.objects.filter(state__in=states).exists()

    def _arrivals(self) -> None:
        rng, self._expected = self.scene.rng, 0
        for party in self.scene.parties:
            if rng.random() < 0.06:
                self.told.did("no-show")
                continue
            early = party[0].arrives_at + minutes(rng.uniform(-40, 20))
            self._expected += 1
            self.at(max(early, EIGHT - minutes(20)), lambda party=party: self._come(party))  # type: ignore[misc]
        for number in range(self.scene.walk_ins):
            self._expected += 1
            self.at(EIGHT + minutes(rng.uniform(1, 120)), lambda number=number: self._walk_in(number))  # type: ignore[misc]

    def _come(self, party: list[Ticket]) -> None:
        self._expected -= 1
        sent = {"ticket": [one.public_id for one in party], "nonce": f"robot-{party[0].pk}"}
        answer = self.scene.gate.post(f"/gate/{self.scene.office.code}/in/", sent)
        self._expect(answer, "gate")
        if self.scene.rng.random() < 0.06:
            self.away_until[party[0].booking_id] = self.now + minutes(self.scene.rng.uniform(30, 90))

    def _walk_in(self, number: int) -> None:
        """Somebody of more than sixty comes without a booking; the first one gives the card back and goes."""
        self._expected -= 1
        gate = f"/gate/{self.scene.office.code}/"
        sent = {"reason": "elderly", "companion": "no", "service": "new", "nonce": f"walk-in-{number}"}
        self._expect(self.scene.gate.post(f"{gate}walk-in/", sent), "walk-in")
        self.told.did("walked in")
        if number == 0:
            [ticket] = Ticket.objects.filter(walk_in__nonce="walk-in-0")
            answer = self.scene.gate.post(f"{gate}hand-back/", {"ticket": ticket.public_id})
            self.told.did("handed back" if answer.status_code == 200 else "kept")

    def _troubles(self) -> None:
        """An officer who vanishes while serving, one who is sent to a new counter, and the breaks of noon."""
        self.at(EIGHT + minutes(55), self.officers[1].vanish)
        self.at(EIGHT + minutes(75), lambda: self._end(self.officers[1]))
        self.at(EIGHT + minutes(95), self.officers[1].begin)
        self.at(EIGHT + minutes(65), lambda: self._send(self.officers[2]))
        for n, one in enumerate(self.officers):
            self.at(EIGHT + minutes(110 + 7 * n), one.want_break)

    def _end(self, officer: Officer) -> None:
        """The head signs the vanished officer out."""
        url = f"/office/{self.scene.office.code}/today/counters/{officer.number}/end/"
        self._expect(self.scene.head.post(url), "end duty")
        self.told.did("ended")

    def _send(self, officer: Officer) -> None:
        """The head opens one more counter and sends somebody there."""
        every = list(self.scene.office.stages.values_list("id", flat=True))
        number = max(one.number for one in self.scene.counters) + 1
        sent = {"number": number, "stages": every, "officer": officer.user_id}
        self._expect(self.scene.head.post(f"/office/{self.scene.office.code}/today/open/", sent), "open")
        self.told.did("sent")

    def look(self) -> None:
        """The head's page, as it stands at this moment."""
        if self.is_over and self.now > EIGHT + minutes(240):
            return
        shown = self.scene.head.get(f"/office/{self.scene.office.code}/").context
        floor = shown["floor"]
        figures = {str(state): count for state, count in floor.states.items()}
        figures |= {f"stage {one.stage.pk}": one.waiting for one in floor.stages}
        self.told.looks.append((self.now, figures | {"overdue": floor.overdue, "open": floor.is_open}))

    def come_back(self, visit: Visit) -> None:
        """Somebody who was away stands at the gate again."""
        visit.refresh_from_db()
        if visit.state not in AWAY:
            return
        answer = self.scene.gate.post(f"/desk/{self.scene.office.code}/queue/{visit.pk}/back/")
        self._expect(answer, "back")
        self.told.did("came back")

    def _expect(self, answer: Any, what: str) -> None:
        if answer.status_code != 302:
            self.told.refused.append(f"{self.now:%H:%M} {what}: {answer.status_code} {_error(answer)}")

    def _night(self) -> None:
        """Officers go, those who did not come are marked, and what was left open ends."""
        for one in self.officers:
            one.leave()
        for moment in (EIGHT + minutes(720), EIGHT + minutes(1440)):
            self.now = moment
            self.traveller.move_to(moment)
            mark_missed(moment)
            while open_due(moment):
                pass
            end_day(moment)

    def hand_over(self) -> int:
        """The morning after, the passports of those who came without a booking are granted, printed, tested, laminated
        and handed over; how many."""
        office = self.scene.office
        desk = f"/desk/{office.code}/cases/"
        staff = {
            role: browser(world.staff_member(role, office, email=f"{role}@robots.id"))
            for role in ("adjudicator", "production", "handover")
        }
        cases = Case.objects.filter(state="adjudication", ticket__walk_in__isnull=False)
        names = list(cases.order_by("id").values_list("ticket__public_id", flat=True))
        for name in names:
            self._expect(staff["adjudicator"].post(f"{desk}{name}/decide/", {"do": "approve"}), "grant")
        for at in ("to_print", "to_test", "to_laminate"):
            self._expect(staff["production"].post(f"{desk}take-on/", {"at": at, "pick": names}), at)
        for name in names:
            self._expect(staff["handover"].post(f"{desk}{name}/hand-over/", TAKER), "hand over")
        return Case.objects.filter(state="handed_over").count()


class Officer:
    """Somebody at a counter: calls, serves, and does what the page offers."""

    def __init__(self, day: Day, user_id: int, client: Client, number: int) -> None:
        self.day, self.user_id, self.client, self.number = day, user_id, client, number
        self.home, self.is_there, self.wants_break = number, False, False

    @property
    def url(self) -> str:
        return f"/desk/{self.day.scene.office.code}/counter/{self.number}/"

    def press(self, deed: str, **sent: Any) -> bool:
        """One button; whether it was done. Whoever was sent to another counter is led there and has done nothing."""
        answer = self.client.post(f"{self.url}{deed}/", sent)
        self.day.told.did(deed)
        if answer.status_code != 302:
            self.day.told.refused.append(f"{self.day.now:%H:%M} counter {self.number} {deed}: {_error(answer)}")
            return False
        target = answer.headers["Location"]
        if f"/counter/{self.number}/" in target or deed in ("sign-in", "out"):
            return True
        if "/counter/" in target and target.split("/counter/")[1].strip("/").isdecimal():
            self.number = int(target.split("/counter/")[1].strip("/"))
        return False

    def begin(self) -> None:
        self.is_there = True
        if self.press("sign-in"):
            self._soon(self.work)

    def vanish(self) -> None:
        self.is_there = False

    def want_break(self) -> None:
        self.wants_break = True

    def leave(self) -> None:
        if Duty.objects.filter(officer=self.user_id, ended_at=None).exists():
            self.press("out")

    def _soon(self, do: Callable[[], None], after: timedelta = timedelta(seconds=5)) -> None:
        self.day.at(self.day.now + after, lambda: do() if self.is_there else None)

    def here(self, *states: VisitState) -> list[Visit]:
        there = Visit.objects.filter(counter__number=self.number, state__in=states)
        return list(there.select_related("stage", "ticket").order_by("id"))

    def work(self) -> None:
        """Call the next one, or look again in a while; a break when nobody is at the counter."""
        if self.wants_break:
            self.wants_break = False
            self.press("break", reason="Istirahat siang")
            self._soon(self._back_to_work, minutes(20))
            return
        if self.day.is_over and self.day.now > EIGHT + minutes(60):
            return
        if not self._somebody_waits():
            self._soon(self.work, LOOK_AGAIN)
        elif self.press("call"):
            self._soon(self.see_who_came, timedelta(seconds=25))
        else:
            self._soon(self.work, LOOK_AGAIN)

    def _back_to_work(self) -> None:
        self.press("work")
        self._soon(self.work)

    def _somebody_waits(self) -> bool:
        counter = Counter.objects.get(office=self.day.scene.office, number=self.number)
        return Visit.objects.filter(stage__counters=counter, state=VisitState.WAITING).exists()

    def see_who_came(self) -> None:
        """Start with those who are there; those who are not are called again, and then skipped."""
        called = self.here(VisitState.CALLED)
        if not called:  # sent elsewhere meanwhile
            self._soon(self.work)
            return
        away = self.day.away_until.get(called[0].ticket.booking_id, self.day.now)
        if away <= self.day.now:
            if self.press("start"):
                self._serve()
            else:
                self._soon(self.work)
            return
        if called[0].calls < self.day.scene.rng.choice((1, 3, 3)):
            self.press("recall")
            self._soon(self.see_who_came, timedelta(seconds=30))
            return
        self.press("skip")
        for visit in called:
            self.day.at(away + minutes(1), lambda visit=visit: self.day.come_back(visit))  # type: ignore[misc]
        self._soon(self.work)

    def _serve(self) -> None:
        serving = self.here(VisitState.SERVING)
        kind = serving[0].stage.kind if serving and serving[0].stage else "other"
        seconds = SECONDS[kind] * self.day.scene.rng.uniform(0.6, 1.5) * (1 + 0.6 * (len(serving) - 1))
        self._soon(self.end, timedelta(seconds=seconds))

    def end(self) -> None:
        """Mostly on to the next stage; now and then something else."""
        serving = self.here(VisitState.SERVING)
        if not serving:
            self._soon(self.work)
            return
        stage, chance = serving[0].stage, self.day.scene.rng.random()
        assert stage is not None
        if stage.kind == StageKind.DATA and serving[0].ticket.is_provisional:
            self._name(serving[0].ticket)
        if chance < 0.03 and stage.kind == StageKind.DOCUMENTS:
            self._park(serving[0])
        elif chance < 0.05 and stage.kind == StageKind.BIOMETRICS:
            self.press("back", visit=serving[0].pk, reason="Data harus diperbaiki")
        elif chance < 0.05 and stage.kind == StageKind.DATA:
            last = self.day.scene.office.stages.get(kind=StageKind.BIOMETRICS)
            self.press("transfer", visit=serving[0].pk, stage=last.pk)
        elif chance < 0.06:
            self.press("left", visit=serving[0].pk, reason="Pulang lebih awal")
        elif chance < 0.08 and self.press("hold", visit=serving[0].pk):
            self.press("resume", visit=serving[0].pk)
        self._finish()

    def _name(self, ticket: Ticket) -> None:
        """By the identity card; everybody was born on a day of their own."""
        born = date(1950, 1, 1) + timedelta(days=ticket.number)
        birth_date = {"birth_date_0": born.day, "birth_date_1": born.month, "birth_date_2": born.year}
        card = CARD | {"nik": world.a_nik(1, born=born), "full_name": f"Tamu {ticket.number}"}
        answer = self.client.post(
            f"/desk/{self.day.scene.office.code}/visitors/{ticket.public_id}/",
            card | birth_date,
        )
        self.day.told.did("named")
        self.day._expect(answer, "name")

    def _finish(self) -> None:
        """Whoever is still here is done; at the payment stage their receipts come first."""
        serving = self.here(VisitState.SERVING)
        for visit in serving:
            if visit.stage and visit.stage.kind == StageKind.PAYMENT:
                self._pay(visit)
        if serving and self.press("finish") and self.day.scene.rng.random() < 0.02 and self.press("undo"):
            self.press("finish")
        self._soon(self.work)

    def _pay(self, visit: Visit) -> None:
        if visit.ticket_id not in payments.is_paid([visit.ticket_id]):
            self.press("ntpn", who=visit.pk, ntpn=f"ROBOT{next(self.day.receipts):011d}")

    def _park(self, visit: Visit) -> None:
        """They fetch a paper; most are back in time, some too late, some not today."""
        until = self.day.scene.rng.choice(("half", "hour", "hour", "tomorrow"))
        if not self.press("park", visit=visit.pk, reason="Kartu Keluarga asli", until=until):
            return
        if until != "tomorrow" and self.day.scene.rng.random() < 0.85:
            back = self.day.now + minutes(self.day.scene.rng.uniform(10, 60))
            self.day.at(back, lambda: self.day.come_back(visit))


def _error(answer: Any) -> str:
    context = answer.context or {}
    found = context.get("error") if hasattr(context, "get") else None
    form = context.get("form") if hasattr(context, "get") else None
    return str(found or (form.errors.as_text() if form is not None else "") or answer.status_code)
