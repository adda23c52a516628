"""An office closes a day that has bookings: everybody gets one answer, whatever happens meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from giliran.audit.models import Event
from giliran.booking.models import Booking, ClearedBooking, Clearing, Ticket
from giliran.booking.services import clear_day, invariants, miss, reshape
from giliran.booking.services.cancel import cancel_booking
from giliran.booking.services.clear_day import clear_due, close_and_clear, foresee_clearing
from giliran.booking.services.reschedule import reschedule
from giliran.booking.states import Remedy
from giliran.core.errors import Refusal
from giliran.core.types import Actor
from giliran.notifications.models import Message
from giliran.offices.models import Closure, Office
from giliran.offices.policy import CloseDays, ReopenDay
from giliran.opening.selectors import standing_of
from giliran.slots import services as slots
from giliran.slots.models import Slot
from giliran.waiting.services.pass_on import pass_on_due
from tests.factories import catalogue, visits, world

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
SOON = SUNDAY + timedelta(hours=1)
FLOOD = CloseDays(MONDAY, MONDAY, "Banjir")


@pytest.fixture
def office() -> Office:
    catalogue.a_catalogue()
    office = world.an_office(quota=4)
    slots.plan_slots(office, now=SUNDAY)
    slots.release_due(SUNDAY)
    return office


@pytest.fixture
def head(office: Office) -> Actor:
    return world.actor_of(world.staff_member("head", office), roles=[("head", office.pk)])


def visit(office: Office, number: int, names: tuple[str, ...] = ("Siti",), *, letter: str = "A") -> Booking:
    return visits.a_visit(office, MONDAY, now=SUNDAY, number=number, names=names, letter=letter)


def close(office: Office, head: Actor, how: Remedy = Remedy.MOVE, *, now: datetime = SOON) -> Clearing:
    _, [clearing] = close_and_clear(office=office, proposal=FLOOD, how=how, by=head, now=now)
    return clearing


def run(now: datetime = SOON) -> int:
    """Rounds of the tick until there is nothing left to do."""
    answered = 0
    while round_ := clear_due(now):
        answered += round_
    return answered


def where(booking: Booking) -> tuple[str, str]:
    """Day and window of the booking that a booking became."""
    found = Booking.objects.select_related("slot").get(moved_from=booking)
    return str(found.slot.date), found.slot.letter


def states(booking: Booking) -> set[str]:
    return set(booking.tickets.values_list("state", flat=True))


def refused(act: object) -> str:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    return caught.value.code


def test_looking_says_who_is_hit_and_where_each_party_would_go_and_writes_nothing(office: Office, head: Actor) -> None:
    visits.a_visit(office, TUESDAY, now=SUNDAY, number=9, names=("Ani", "Ina"))
    trio, pair = visit(office, 1, ("Siti", "Budi", "Cici")), visit(office, 2, ("Dedi", "Eka"), letter="B")
    hits = foresee_clearing(office, [MONDAY], by=head, now=SOON)
    told = [(hit.booking, hit.slot and (str(hit.slot.date), hit.slot.window_en_name)) for hit in hits]
    assert told == [(trio, ("2026-11-24", "Afternoon")), (pair, ("2026-11-24", "Morning"))]
    assert (Clearing.objects.count(), Closure.objects.count()) == (0, 0)


def test_what_was_foreseen_is_what_is_done(office: Office, head: Actor) -> None:
    for number, (letter, names) in enumerate((("A", "ABC"), ("A", "D"), ("B", "FGHI")), 1):
        visit(office, number, tuple(names), letter=letter)
    hits = foresee_clearing(office, [MONDAY], by=head, now=SOON)
    foreseen = {hit.booking.pk: hit.slot and hit.slot.id for hit in hits}
    close(office, head)
    assert run() == 3
    done = {one.booking_id: one.moved_to and one.moved_to.slot_id for one in ClearedBooking.objects.all()}
    assert done == foreseen


def test_everybody_is_moved_whole_to_the_nearest_and_told_once(office: Office, head: Actor) -> None:
    pair = visit(office, 1, ("Siti", "Budi"))
    clearing = close(office, head)
    assert Slot.objects.filter(date=MONDAY).values_list("state", flat=True).distinct().get() == "closed"
    assert (run(), where(pair), states(pair)) == (1, ("2026-11-24", "A"), {"moved"})
    clearing.refresh_from_db()
    assert clearing.done_at == SOON
    [message] = Message.objects.filter(key=f"cleared:{pair.code}")
    assert message.data["paragraphs"][0].endswith("Senin, 23 November 2026: Banjir. Kami mohon maaf.")
    assert Event.objects.filter(event="booking.moved_by_office", about=f"booking:{pair.code}").count() == 1
    assert list(invariants.broken()) == []


def test_who_cannot_be_moved_is_cancelled_with_a_place_owed(office: Office, head: Actor) -> None:
    Slot.objects.exclude(date=MONDAY).exclude(date=TUESDAY, letter="A").update(reserved_for="opening:1")
    visits.a_visit(office, TUESDAY, now=SUNDAY, number=8, names=("Ani", "Ina", "Uci"))
    pair, alone = visit(office, 1, ("Siti", "Budi")), visit(office, 2)
    close(office, head)
    run()
    assert (states(pair), where(alone)) == ({"cancelled"}, ("2026-11-24", "A"))
    owed = [bytes(one.nik_hash) for one in pair.tickets.all()]
    kept = [bytes(one.nik_hash) for one in alone.tickets.all()]
    assert [one.is_owed for one in standing_of(owed + kept, now=SOON)] == [True, True, False]
    urls = [Message.objects.get(key=f"cleared:{one.code}").data["url"].split("/")[3] for one in (pair, alone)]
    assert urls == ["openings", "me"]


def test_all_may_be_cancelled_with_a_place_owed(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    close(office, head, Remedy.CANCEL)
    assert (run(), states(one)) == (1, {"cancelled"})
    assert standing_of([bytes(one.tickets.get().nik_hash)], now=SOON)[0].is_owed
    assert ClearedBooking.objects.get().moved_to is None


def test_seats_under_an_opening_closed_full_begun_or_kept_for_others_are_not_used(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    Slot.objects.filter(date=TUESDAY, letter="A").update(reserved_for="opening:1")
    Slot.objects.filter(date=TUESDAY, letter="B").update(reserved_for="waiting")
    Slot.objects.filter(date=WEDNESDAY, letter="A").update(taken=4)
    close(office, head)
    run()
    Slot.objects.filter(date=WEDNESDAY, letter="A").update(taken=0)
    assert where(one) == ("2026-11-25", "B")


def test_a_move_by_the_office_is_not_a_change_of_the_person(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    close(office, head)
    run()
    moved = Booking.objects.get(moved_from=one)
    by = world.actor_of(moved.account)
    target = Slot.objects.get(date=WEDNESDAY, letter="B")
    again = reschedule(booking=moved, slot_id=target.pk, key="mine", by=by, now=SOON)
    assert (again.slot_id, again.moves) == (target.pk, 1)
    cancel_booking(booking=again, by=by, now=SOON)


def test_the_new_time_can_be_declined_and_a_place_is_owed(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    by = world.actor_of(one.account)
    assert refused(lambda: clear_day.decline(booking=one, by=by, now=SOON)) == "not_moved_by_office"
    close(office, head)
    run()
    moved = Booking.objects.select_related("slot__office", "account").get(moved_from=one)
    clear_day.decline(booking=moved, by=by, now=SOON)
    assert standing_of([bytes(one.tickets.get().nik_hash)], now=SOON)[0].is_owed
    assert refused(lambda: clear_day.decline(booking=moved, by=by, now=SOON)) == "cancelled_already"
    with pytest.raises(PermissionDenied):
        clear_day.decline(booking=moved, by=world.actor_of(world.an_account("x@y.id")), now=SOON)


def test_seats_given_back_in_a_closed_slot_are_never_offered(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    slot = one.slot
    close(office, head)
    run()
    pass_on_due(SOON + timedelta(hours=2))
    slot.refresh_from_db()
    assert (slot.state, slot.taken, slot.returning) == ("closed", 0, 0)
    with pytest.raises(AssertionError, match="closed"):
        visits.a_visit(office, MONDAY, now=SOON, number=7)
    assert list(invariants.broken()) == []


def test_whoever_cancelled_or_came_in_meanwhile_keeps_their_own_answer(office: Office, head: Actor) -> None:
    gone, came, stays = visit(office, 1), visit(office, 2, ("Ani", "Budi")), visit(office, 3)
    close(office, head)
    cancel_booking(booking=gone, by=world.actor_of(gone.account), now=SOON)
    came.tickets.filter(full_name="Ani").update(state="attended")
    assert run() == 1
    assert (states(gone), states(came), states(stays)) == ({"cancelled"}, {"attended", "confirmed"}, {"moved"})
    assert not Ticket.objects.filter(booking=gone, is_office_fault=True).exists()


def test_it_can_be_stopped_half_way_and_gone_on_with(
    office: Office, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    parties = [visit(office, number) for number in (1, 2, 3)]
    clearing = close(office, head)
    monkeypatch.setattr(clear_day, "BATCH", 1)
    assert clear_due(SOON) == 1
    clear_day.stop_clearing(clearing=clearing, by=head, now=SOON)
    assert clear_due(SOON) == 0
    assert refused(lambda: clear_day.stop_clearing(clearing=clearing, by=head, now=SOON)) == "clearing_stopped"
    clear_day.resume_clearing(clearing=clearing, by=head, now=SOON, how=Remedy.CANCEL)
    assert refused(lambda: clear_day.resume_clearing(clearing=clearing, by=head, now=SOON)) == "clearing_running"
    assert run() == 2
    assert [states(one) for one in parties] == [{"moved"}, {"cancelled"}, {"cancelled"}]
    assert refused(lambda: clear_day.stop_clearing(clearing=clearing, by=head, now=SOON)) == "clearing_over"
    events = Event.objects.filter(about=f"clearing:{clearing.pk}").order_by("id").values_list("event", flat=True)
    assert list(events) == ["clearing.started", "clearing.stopped", "clearing.resumed", "clearing.done"]


def test_what_is_reopened_while_it_was_stopped_stands(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    clearing = close(office, head)
    clear_day.stop_clearing(clearing=clearing, by=head, now=SOON)
    reshape.carry_out(office, ReopenDay(MONDAY), by=head, now=SOON)
    clear_day.resume_clearing(clearing=clearing, by=head, now=SOON)
    assert (run(), states(one)) == (0, {"confirmed"})


def test_a_power_cut_hits_those_whose_window_has_begun_and_not_those_whose_window_is_over(
    office: Office, head: Actor
) -> None:
    morning, afternoon = visit(office, 1), visit(office, 2, letter="B")
    at_two = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    close(office, head, now=at_two)
    run(at_two)
    assert (states(morning), states(afternoon)) == ({"confirmed"}, {"moved"})
    assert where(afternoon) == ("2026-11-24", "B")


def test_nobody_is_marked_missed_while_they_wait_for_the_offices_answer(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    clearing = close(office, head)
    clear_day.stop_clearing(clearing=clearing, by=head, now=SOON)
    assert miss.mark_missed(SOON + timedelta(days=3)) == 0
    assert states(one) == {"confirmed"}


def test_who_stayed_away_from_a_closed_office_is_held_nothing_against(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    reshape.carry_out(office, FLOOD, by=head, now=SOON)
    miss.mark_missed(SOON + timedelta(days=3))
    ticket = one.tickets.get()
    assert (ticket.state, ticket.lifted_at) == ("missed", SOON + timedelta(days=3))


def test_a_day_that_is_closed_already_can_be_cleared_later(office: Office, head: Actor) -> None:
    start = lambda: clear_day.start_clearing(office=office, day=MONDAY, how=Remedy.MOVE, by=head, now=SOON)  # noqa: E731
    assert refused(start) == "day_is_kept"
    reshape.carry_out(office, FLOOD, by=head, now=SOON)
    assert refused(start) == "nobody_to_clear"
    reshape.carry_out(office, ReopenDay(MONDAY), by=head, now=SOON)
    pass_on_due(SOON)
    one = visit(office, 1)
    reshape.carry_out(office, FLOOD, by=head, now=SOON)
    assert start().reason == "Banjir"
    assert refused(start) == "clearing_begun"
    assert (run(), states(one)) == (1, {"moved"})


def test_only_those_who_may_close_days_may_clear_them(office: Office, head: Actor) -> None:
    officer = world.actor_of(world.staff_member("cs", office), roles=[("cs", office.pk)])
    with pytest.raises(PermissionDenied):
        close(office, officer)
    visit(office, 1)
    clearing = close(office, head)
    with pytest.raises(PermissionDenied):
        clear_day.stop_clearing(clearing=clearing, by=officer, now=SOON)


def test_a_person_whom_the_rules_would_refuse_elsewhere_is_owed_a_place(office: Office, head: Actor) -> None:
    one = visit(office, 1)
    one.tickets.update(applicant=None)
    close(office, head)
    assert (run(), states(one)) == (1, {"cancelled"})
