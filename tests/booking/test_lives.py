"""Many lives at one office, in any order that chance comes upon: what must hold holds after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from giliran.accounts.models import Applicant
from giliran.audit.models import Event
from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
from giliran.booking.services import invariants
from giliran.booking.services.book import book
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.clear_day import clear_due, close_and_clear, resume_clearing, stop_clearing
from giliran.booking.services.clear_day import decline as decline_time
from giliran.booking.services.confirm import confirm_due
from giliran.booking.services.miss import mark_missed
from giliran.booking.services.reschedule import reschedule, reschedule_specially
from giliran.booking.services.reshape import carry_out
from giliran.booking.states import Remedy
from giliran.core.errors import Refusal
from giliran.core.types import SYSTEM, Actor
from giliran.notifications.models import Message
from giliran.offices.models import Closure
from giliran.offices.policy import CloseDays, ReopenDay, SetQuotas
from giliran.offices.services import ProposalRefused
from giliran.onsite.models import CheckIn
from giliran.onsite.services.check_in import check_in
from giliran.onsite.services.undo import undo
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.waiting.models import WaitingParty
from giliran.waiting.services import invariants as waiting_invariants
from giliran.waiting.services.decline import decline
from giliran.waiting.services.join import Wanted, join
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, openings, world

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
PARTIES = (1, 2, 3, 1, 2)
any_number = st.integers(0, 10_000)


class Lives(RuleBasedStateMachine):
    """Five accounts want seats of a small office during its week. Time only goes on."""

    atomic: Any

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        catalogue.a_catalogue()
        self.now, self.keys, self.refused = SUNDAY, 0, Counter[str]()
        self.office = world.an_office(quota=3)
        slots.plan_slots(self.office, now=self.now)
        slots.release_due(self.now)
        self.households = world.many_people(len(PARTIES), max(PARTIES))
        self.boss = Actor(1, "boss", "desk", frozenset({("head", self.office.pk)}))
        for who, place in ((2, 2), (4, 4)):
            self.books(who, place, 3)
        self.waits(0, 1)

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What people do

    @rule(who=any_number, where=any_number, size=st.integers(1, 3))
    def books(self, who: int, where: int, size: int) -> None:
        people = self._household(who)[:size]
        self._try(
            lambda: book(
                slot_id=self._slot(where).pk, people=openings.asked(people), key=self._key(), by=openings.actor(people),
                now=self.now,
            )
        )  # fmt: skip

    @rule(which=any_number, some=st.integers(1, 7))
    def gives_back(self, which: int, some: int) -> None:
        booking = self._booking(which)
        if booking:
            tickets = list(booking.tickets.order_by("id"))
            chosen = [one.pk for place, one in enumerate(tickets) if some >> place & 1]
            self._try(lambda: cancel_booking(booking=booking, by=self._holder(booking), now=self.now, tickets=chosen))

    @rule(which=any_number, where=any_number)
    def moves(self, which: int, where: int) -> None:
        booking = self._booking(which)
        if booking:
            slot = self._slot(where)
            key, by = f"move:{booking.code}", self._holder(booking)
            self._try(lambda: reschedule(booking=booking, slot_id=slot.pk, key=key, by=by, now=self.now))

    @rule(which=any_number, where=any_number)
    def is_moved_by_the_head(self, which: int, where: int) -> None:
        booking = self._booking(which)
        if booking:
            slot = self._slot(where)
            self._try(
                lambda: reschedule_specially(
                    booking=booking, slot_id=slot.pk, key=self._key(), cause="force_majeure", reason="Banjir",
                    by=self.boss, now=self.now,
                )
            )  # fmt: skip

    @rule(who=any_number, size=st.integers(1, 3))
    def waits(self, who: int, size: int) -> None:
        people = self._household(who)[:size]
        days = tuple(MONDAY + timedelta(days=n) for n in range(5))
        self._try(
            lambda: join(
                office=self.office, people=openings.asked(people), wanted=Wanted(days), key=self._key(),
                by=openings.actor(people), now=self.now,
            )
        )  # fmt: skip

    @precondition(lambda self: WaitingParty.objects.filter(state="found").exists())
    @rule(which=any_number)
    def declines_a_found_place(self, which: int) -> None:
        found = WaitingParty.objects.filter(state="found").order_by("id")
        if found:
            party = found[which % len(found)]
            self._try(lambda: decline(party=party, by=Actor(party.account_id, "holder", "web"), now=self.now))

    @precondition(lambda self: ClearedBooking.objects.filter(moved_to__isnull=False).exists())
    @rule(which=any_number)
    def declines_a_time_the_office_chose(self, which: int) -> None:
        moved = Booking.objects.filter(pk__in=ClearedBooking.objects.values("moved_to")).order_by("id")
        booking = moved[which % len(moved)]
        self._try(lambda: decline_time(booking=booking, by=self._holder(booking), now=self.now))

    @rule(which=any_number)
    def comes(self, which: int) -> None:
        booking = self._booking(which)
        if booking:
            ids = list(booking.tickets.values_list("public_id", flat=True))
            self._try(
                lambda: check_in(
                    office=self.office, ticket_ids=ids, nonce=self._key(), by=self.boss, now=self.now,
                    override_reason="Terlambat",
                )
            )  # fmt: skip

    @rule()
    def was_let_in_by_mistake(self) -> None:
        last = CheckIn.objects.filter(undone_at=None).order_by("-id").first()
        if last:
            self._try(
                lambda: undo(office=self.office, check_in_ids=[last.pk], reason="Salah", by=self.boss, now=self.now)
            )

    # What the office and the clock do

    @rule(letter=st.sampled_from("AB"), seats=st.integers(0, 5), day=st.integers(0, 4))
    def changes_its_quota(self, letter: str, seats: int, day: int) -> None:
        window = self.office.windows.get(letter=letter)
        tomorrow = (self.now + timedelta(days=1)).date()
        quota = SetQuotas("online", tomorrow, {(day, window.pk): seats})
        self._propose(lambda: carry_out(self.office, quota, by=SYSTEM, now=self.now))

    @rule(day=st.integers(0, 2), how=st.sampled_from(Remedy), at_once=st.booleans())
    def closes_a_day(self, day: int, how: Remedy, at_once: bool) -> None:
        """One that has not begun, with everybody who holds a seat on it; `at_once`: before anything else happens."""
        date = MONDAY + timedelta(days=day)
        if self.now.date() < date:
            flood = CloseDays(date, date, "Banjir")
            self._propose(
                lambda: close_and_clear(office=self.office, proposal=flood, how=how, by=self.boss, now=self.now)
            )
            if at_once:
                clear_due(self.now)

    @precondition(lambda self: Clearing.objects.exists())
    @rule(which=any_number, how=st.sampled_from([None, *Remedy]))
    def stops_or_goes_on(self, which: int, how: Remedy | None) -> None:
        clearings = Clearing.objects.order_by("-id")
        clearing = clearings[which % len(clearings)]
        act = stop_clearing if which % 2 else partial(resume_clearing, how=how)
        self._try(lambda: act(clearing=clearing, by=self.boss, now=self.now))

    @precondition(lambda self: Closure.objects.exists())
    @rule(day=st.integers(0, 4))
    def opens_a_day_again(self, day: int) -> None:
        date = MONDAY + timedelta(days=day)
        if self.now.date() < date:
            self._propose(lambda: carry_out(self.office, ReopenDay(date), by=SYSTEM, now=self.now))

    @rule(minutes=st.sampled_from([5, 20, 65, 65, 600]))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_clock_works(self) -> None:
        clear_due(self.now)
        assert not Clearing.objects.filter(done_at=None, stopped_at=None).exists()  # one round holds them all
        mark_missed(self.now)
        pass_on_due(self.now)
        confirm_due(self.now)

    # What must hold

    @invariant()
    def the_tables_keep_their_promises(self) -> None:
        if hasattr(self, "office"):
            assert [*invariants.broken(), *waiting_invariants.broken()] == []

    @invariant()
    def nobody_is_split_or_doubled(self) -> None:
        if hasattr(self, "office"):
            live = Counter(map(bytes, Ticket.objects.filter(state="confirmed").values_list("nik_hash", flat=True)))
            assert set(live.values()) <= {1}
            for old in Booking.objects.filter(moved_to__isnull=False).prefetch_related("tickets", "moved_to__tickets"):
                gone = {bytes(one.nik_hash) for one in old.tickets.all() if one.state == "moved"}
                assert gone == {bytes(one.nik_hash) for one in old.moved_to.tickets.all()}
                assert "confirmed" not in {one.state for one in old.tickets.all()}

    @invariant()
    def every_change_is_on_record_and_told(self) -> None:
        if not hasattr(self, "office"):
            return
        lines = Counter(Event.objects.values_list("event", flat=True))
        moved = Booking.objects.filter(moved_from__isnull=False)
        by_office = set(ClearedBooking.objects.filter(moved_to__isnull=False).values_list("moved_to", flat=True))
        keys = {":".join(key.split(":")[:3]) for key in Message.objects.values_list("key", flat=True)}
        events = ("booking.moved", "booking.moved_specially", "booking.moved_by_office")
        assert sum(lines[event] for event in events) == moved.count()
        assert lines["booking.moved_by_office"] == len(by_office)
        for code in moved.exclude(pk__in=by_office).values_list("code", flat=True):
            assert any(key.startswith(f"moved:{code}") for key in keys)
        cancelled = Event.objects.filter(event="booking.cancelled").values_list("about", flat=True)
        told = Counter(key.split(":")[1] for key in keys if key.startswith("cancelled:"))
        assert told == Counter(about.removeprefix("booking:") for about in cancelled)
        assert lines["booking.confirmed"] == Booking.objects.count()
        assert lines["booking.missed"] >= Ticket.objects.filter(state="missed").count()

    @invariant()
    def whoever_an_office_could_not_keep_has_one_answer_and_is_told(self) -> None:
        if not hasattr(self, "office"):
            return
        keys = {":".join(key.split(":")[:2]) for key in Message.objects.values_list("key", flat=True)}
        for one in ClearedBooking.objects.select_related("booking", "moved_to").order_by("id"):
            tickets = list(one.booking.tickets.values_list("state", "is_office_fault"))
            end = "moved" if one.moved_to else "cancelled"
            assert "confirmed" not in {state for state, _ in tickets}
            assert (end, True) in tickets
            assert f"cleared:{one.booking.code}" in keys

    @invariant()
    def a_declined_place_is_nobodys(self) -> None:
        if hasattr(self, "office"):
            for party in WaitingParty.objects.filter(state="declined").select_related("booking"):
                assert party.booking is not None
                assert "confirmed" not in set(party.booking.tickets.values_list("state", flat=True))
            declined = WaitingParty.objects.filter(state="declined").count()
            assert Event.objects.filter(event="waiting.declined").count() == declined

    # Finding somebody

    def _household(self, who: int) -> list[Applicant]:
        place = who % len(PARTIES)
        return self.households[place][: PARTIES[place]]

    def _slot(self, where: int) -> Slot:
        week = Slot.objects.filter(date__range=(MONDAY, MONDAY + timedelta(days=2))).order_by("id")
        return week[where % week.count()]

    def _booking(self, which: int) -> Booking | None:
        found = Booking.objects.filter(tickets__state="confirmed").distinct().order_by("id")
        found = found if which % 4 and found.exists() else Booking.objects.order_by("id")
        return found[which % found.count()] if found.exists() else None

    def _holder(self, booking: Booking) -> Actor:
        return Actor(booking.account_id, "holder", "web")

    def _key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def _propose(self, act: Callable[[], object]) -> None:
        try:
            self._try(act)
        except ProposalRefused:
            self.refused["nothing new"] += 1

    def _try(self, act: Callable[[], object]) -> None:
        """People are told no; that is no fault. Nothing else may come of it."""
        try:
            with transaction.atomic():
                act()
        except Refusal as refused:
            self.refused[refused.code] += 1


@pytest.mark.django_db
def test_lives_of_many_people() -> None:
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to shrink a life takes minutes, and says little more
            suppress_health_check=list(HealthCheck),
        ),
    )
